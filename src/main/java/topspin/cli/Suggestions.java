package topspin.cli;

import topspin.text.Excerpt;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Suggested next commands, ready to be copied. They go to standard error, apart from tables. A process that a sweep
 * started suggests nothing.
 */
final class Suggestions {
    private static final Pattern PLAIN = Pattern.compile("[\\w./=,:@%+-]+");
    private static final String FIRST = "next: ";

    private final List<String> commands = new ArrayList<>();

    /** Adds a suggestion. */
    Suggestions or(Object... words) {
        commands.add(command(words));
        return this;
    }

    /** The suggestions of a command, known once it has run. */
    interface Source {
        Suggestions suggestions();
    }

    /** One line each. */
    void print(PrintStream err) {
        if (Boolean.getBoolean(Signals.ATTENDED)) {
            return;
        }
        for (int i = 0; i < commands.size(); i++) {
            err.println((i == 0 ? FIRST : " ".repeat(FIRST.length())) + commands.get(i));
        }
    }

    /** A command of this program as a shell takes it. */
    static String command(Object... words) {
        return Invocation.typed("./topspin ") + Arrays.stream(words).map(word -> quoted(word.toString())).collect(Collectors.joining(" "));
    }

    /** As one word of a shell. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + Excerpt.printable(word).replace("'", "'\\''") + "'";
    }
}
