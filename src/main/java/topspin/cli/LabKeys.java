package topspin.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import topspin.experiment.Assignment;
import topspin.lab.Key;
import topspin.lab.Lab;
import topspin.lab.LabConfig;
import topspin.run.ConfigTree;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lab's own keys as options of its command. */
final class LabKeys {
    private static final String TASK = "task.";

    private LabKeys() {
    }

    /** Adds an option, or a positional parameter, for each. */
    static void add(CommandSpec command, Lab lab) {
        Record own = own(lab);
        for (RecordComponent component : own.getClass().getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            if (key == null) {
                continue;
            }
            String name = ConfigTree.key(component.getName());
            Object usual = ConfigTree.of(own).get(name);
            String description = key.value() + choices(component) + (usual == null || usual.equals("") ? "" : " Default: "
                    + String.valueOf(usual).replace("%", "%%") + ".");
            if (key.positional()) {
                command.addPositional(PositionalParamSpec.builder().index("0").arity("0..1").type(String.class)
                        .paramLabel(name.toUpperCase(Locale.ROOT)).description(description).build());
            } else {
                command.addOption(OptionSpec.builder("--" + name).type(String.class).arity("1").paramLabel(label(component))
                        .description(description).build());
            }
        }
    }

    private static Record own(Lab lab) {
        return lab.defaults() instanceof LabConfig config ? config.task() : lab.defaults();
    }

    private static String label(RecordComponent component) {
        return component.getType() == int.class || component.getType() == long.class ? "N"
                : component.getType() == double.class ? "X" : "VALUE";
    }

    private static String choices(RecordComponent component) {
        if (!component.getType().isEnum()) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (Object choice : component.getType().getEnumConstants()) {
            names.add(((Enum<?>) choice).name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return " One of " + String.join(", ", names) + ".";
    }

    /** What the user gave. */
    static List<Assignment> given(CommandSpec command, Lab lab) {
        String prefix = lab.defaults() instanceof LabConfig ? TASK : "";
        List<Assignment> given = new ArrayList<>();
        for (RecordComponent component : own(lab).getClass().getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            if (key == null) {
                continue;
            }
            String name = ConfigTree.key(component.getName());
            ArgSpec argument = key.positional() ? command.positionalParameters().stream()
                    .filter(p -> p.paramLabel().equals(name.toUpperCase(Locale.ROOT))).findFirst().orElseThrow()
                    : command.findOption("--" + name);
            String value = argument.getValue();
            if (value != null) {
                given.add(new Assignment(prefix + name, value, key.positional() ? value : "--" + name + " " + value));
            }
        }
        return given;
    }
}
