package topspin.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This program, as a command that starts it again: its Java, options and class path. */
final class Program {
    private Program() {
    }

    /** To be started by itself. */
    static List<String> commandLine() {
        return commandLine(List.of());
    }

    /** To be started by a process that holds its standard input, whose end asks it to stop. */
    static List<String> attended() {
        return commandLine(List.of("-D" + Signals.ATTENDED + "=true"));
    }

    private static List<String> commandLine(List<String> properties) {
        List<String> program = new ArrayList<>();
        program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // two processes cannot share a debugger's port
                .filter(option -> !option.startsWith("-agentlib:jdwp")).forEach(program::add);
        program.add("-Dtopspin.terminal=false");
        program.addAll(properties);
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return program;
    }
}
