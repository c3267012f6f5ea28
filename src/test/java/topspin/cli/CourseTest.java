package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.lab.Exercise;
import topspin.lab.Lab;
import topspin.lab.Labs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/course.md}: every command in it works, in its order, with few epochs; every lab and picture is there. */
class CourseTest {
    private static final Path PAGE = Path.of("docs/course.md");
    private static final String RESULTS = "results/labs/";
    /** Options that need no epochs. */
    private static final Set<String> QUESTIONS = Set.of("--predict", "--inspect", "--summary", "--resume");

    @TempDir
    private Path directory;

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher block = Pattern.compile("(?s)```\\n(.*?)```").matcher(Files.readString(PAGE));
        while (block.find()) {
            block.group(1).lines().map(line -> line.replaceFirst(" +#.*", "").strip()).forEach(commands::add);
        }
        return commands;
    }

    @Test
    void everyCommandShouldWorkAtReducedSize() throws IOException {
        CommandLineFixture line = CommandLineFixture.real();
        for (String command : commands()) {
            assertThat(command).startsWith("./topspin ");
            List<String> words = reduced(words(command));
            if (words.get(0).equals("inspect")) {
                continue; // InspectCommandTest has a run for it
            }
            assertThat(line.run(words.toArray(new String[0]))).as("%s: %s", command, line.err()).isZero();
        }
    }

    /** As a shell splits them, without the program's name. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(command);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return new ArrayList<>(words.subList(1, words.size()));
    }

    /** Into the test's directory; labs that learn have two epochs, few units, and few examples where they have many. */
    private List<String> reduced(List<String> words) {
        List<String> reduced = new ArrayList<>();
        for (String word : words) {
            reduced.add(word.startsWith(RESULTS) ? directory.resolve(word.substring(RESULTS.length())).toString()
                    : word.equals("final.npz") ? directory.resolve(word).toString() : word);
        }
        if (!words.get(0).equals("lab") || !(Labs.of(words.get(1)) instanceof Exercise)) {
            return reduced;
        }
        String name = words.get(1);
        if (!words.contains("--out")) {
            reduced.addAll(List.of("--out", directory.resolve(name).toString()));
        }
        if (words.stream().noneMatch(QUESTIONS::contains)) {
            reduced.addAll(List.of("--set", "fit.epochs=2", "--workers", "1"));
            if (name.equals("count-ones")) {
                reduced.addAll(List.of("--strings", "1040000", "--set", "fit.batch=65000", "--set", "core.units=2"));
            }
            if (name.equals("char-rnn")) {
                reduced.addAll(List.of("--units", "8", "--layers", "1", "--sample", "20", "--set", "fit.batch=10"));
            }
        }
        return reduced;
    }

    @Test
    void everyLabAndPictureShouldBeInThePage() throws IOException {
        Set<String> shown = new HashSet<>();
        for (String command : commands()) {
            List<String> words = words(command);
            if (words.get(0).equals("lab")) {
                shown.add(words.get(1));
            }
        }
        assertThat(shown).containsAll(Labs.all().stream().map(Lab::name).toList());
        Matcher picture = Pattern.compile("\\]\\((course/[^)]+)\\)").matcher(Files.readString(PAGE));
        while (picture.find()) {
            assertThat(PAGE.resolveSibling(picture.group(1))).isNotEmptyFile();
        }
    }
}
