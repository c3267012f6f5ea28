package topspin.cli;

import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What {@code --help} prints, at most {@value #WIDTH} columns wide. Lines are broken at blanks and nowhere else:
 * picocli's own pages split {@code ppo.clip=0.2} and {@code experiments/pong.yaml}. Footers are printed as they are.
 */
final class HelpPage {
    static final int WIDTH = 80;
    private static final String INDENT = "  ";
    /** Longer names get a line of their own. */
    private static final int LONGEST_NAME = 22;

    private HelpPage() {
    }

    /** For a command and its subcommands. */
    static void install(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, help -> synopsis(help.commandSpec()));
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, help -> description(help.commandSpec()));
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> arguments(help.commandSpec()));
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                help -> help.commandSpec().subcommands().isEmpty() ? "" : "\nCommands:\n");
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands(help.commandSpec()));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> Invocation.typed(help.footer()));
        line.setHelpSectionMap(sections);
    }

    private static String synopsis(CommandSpec command) {
        List<String> words = new ArrayList<>(List.of(Invocation.typed("Usage: ./" + command.qualifiedName()), "[OPTIONS]"));
        command.positionalParameters().forEach(parameter -> words.add(label(parameter)));
        if (command.parent() == null) {
            words.add("COMMAND");
        }
        return wrapped(String.join(" ", words), "", INDENT);
    }

    private static String description(CommandSpec command) {
        return Arrays.stream(command.usageMessage().description()).map(line -> wrapped(text(line), "", ""))
                .collect(Collectors.joining()) + "\n";
    }

    private static String arguments(CommandSpec command) {
        Map<String, String> rows = new LinkedHashMap<>();
        command.positionalParameters().forEach(parameter -> rows.put(label(parameter), meaning(parameter)));
        command.options().stream().filter(option -> !option.hidden()).forEach(option -> rows.put(label(option), meaning(option)));
        return table(rows);
    }

    private static String commands(CommandSpec command) {
        Map<String, String> rows = new LinkedHashMap<>();
        command.subcommands().forEach((name, line) -> {
            if (!line.getCommandSpec().usageMessage().hidden()) {
                rows.put(name, text(line.getCommandSpec().usageMessage().description()[0]));
            }
        });
        return table(rows);
    }

    private static String label(PositionalParamSpec parameter) {
        String name = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + name + "]" : name;
    }

    private static String label(OptionSpec option) {
        String names = String.join(", ", option.names());
        return names + (" " + option.paramLabel()).repeat(Math.max(0, option.arity().min()));
    }

    private static String meaning(ArgSpec argument) {
        return text(String.join(" ", argument.description()));
    }

    /** As picocli prints it. */
    private static String text(String written) {
        return written.replace("%%", "%");
    }

    /** Names, and what they mean beside them. */
    static String table(Map<String, String> rows) {
        int width = rows.keySet().stream().mapToInt(String::length).filter(length -> length <= LONGEST_NAME).max().orElse(0);
        String margin = " ".repeat(INDENT.length() + width + INDENT.length());
        StringBuilder table = new StringBuilder();
        rows.forEach((name, meaning) -> {
            String beginning = INDENT + name;
            if (name.length() > width) {
                table.append(beginning).append('\n');
                beginning = "";
            }
            table.append(wrapped(meaning, beginning + " ".repeat(margin.length() - beginning.length()), margin));
        });
        return table.toString();
    }

    /**
     * Breaks text into lines, the first after {@code beginning}, the others after {@code margin}; words that are too
     * long get a line of their own.
     */
    static String wrapped(String text, String beginning, String margin) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(beginning);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line = new StringBuilder(margin);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return lines.append(line.toString().stripTrailing()).append('\n').toString();
    }
}
