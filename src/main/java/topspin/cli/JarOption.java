package topspin.cli;

import picocli.CommandLine.Model.CommandSpec;
import topspin.plugin.PluginPath;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The JARs given by {@code --jar}, passed on to the commands that this one starts or suggests. */
final class JarOption {

    private JarOption() {
    }

    /** {@code --jar FILE} for each, whether it stood before or after the command's name. */
    static List<String> words(CommandSpec command) {
        List<String> words = new ArrayList<>();
        for (Path file : ((Main) command.root().userObject()).jars()) {
            words.addAll(List.of(PluginPath.OPTION, file.toString()));
        }
        return words;
    }

    /** Another command with the same JARs. */
    static Object[] before(CommandSpec command, Object... other) {
        List<Object> words = new ArrayList<>(words(command));
        words.addAll(Arrays.asList(other));
        return words.toArray();
    }
}
