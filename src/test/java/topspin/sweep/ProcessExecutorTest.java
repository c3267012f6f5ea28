package topspin.sweep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.run.RunDirectory;
import topspin.sweep.Trial.Shorter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that say and do what the test wants, instead of Topspin: a {@link Child}, or a shell where signals are sent. */
@Timeout(60)
class ProcessExecutorTest {
    @TempDir
    private Path directory;

    /** 137 is what a shell makes of signal 9, and Java of a process that it ended. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "exit 0                            | ''                                      | ",
        "say 1, say ' 2 ', say '', exit 1  | 2                                       | true",
        "say wrong, exit 2                 | wrong                                   | false",
        "exit 3                            | ended with exit code 3 and no message   | true",
        "exit 128                          | ended with exit code 128 and no message | true",
        "say said, exit 137                | ended by signal 9                       | true"})
    void shouldTellWhyAProcessEndedAndWhetherAnotherCouldHelp(String deeds, String death, Boolean retriable)
            throws Exception {
        assertEnd(ended(deeds, trial(Optional.empty()), false, OptionalLong.empty()), death, retriable);
    }

    /** Windows has no signals. */
    @ParameterizedTest
    @ValueSource(ints = {9, 15})
    @DisabledOnOs(OS.WINDOWS)
    void shouldNameTheSignalThatEndedAProcess(int signal) throws Exception {
        TrialExecutor.Attempt attempt = new ProcessExecutor(List.of("sh", "-c", "kill -" + signal + " $$"), List.of())
                .start(trial(Optional.empty()), false, OptionalLong.empty());
        await(attempt);

        assertEnd(attempt, "ended by signal " + signal, true);
    }

    private static void assertEnd(TrialExecutor.Attempt attempt, String death, Boolean retriable) throws IOException {
        assertThat(attempt.death()).isEqualTo(death);
        if (retriable != null) {
            assertThat(attempt.retriable()).isEqualTo(retriable);
        }
    }

    @Test
    void shouldStartANewTrialFromItsConfig() throws Exception {
        ended("repeat", trial(Optional.empty()), false, OptionalLong.empty());

        assertThat(errors()).isEqualTo("train " + directory.resolve("config.yaml") + " --out " + directory + " --workers 3\n");
        assertThat(directory.resolve("config.yaml")).hasContent("gamma: 0.9");
    }

    @Test
    void shouldGoOnWithATrialGiveItWhatItLacksAndSayWhereToPause() throws Exception {
        Trial longer = trial(Optional.of(new Shorter("b".repeat(64), List.of("total-steps=700", "x=1"))));

        ended("repeat", longer, true, OptionalLong.of(100));

        assertThat(errors()).isEqualTo("train --resume " + directory
                + " --set total-steps=700 --set x=1 --workers 3 --until 100\n");
    }

    /** What an earlier process complained of is no reason for the death of this one. */
    @Test
    void shouldNotTakeAnEarlierProcesssWordsForItsOwn() throws Exception {
        ended("say first, exit 1", trial(Optional.empty()), false, OptionalLong.empty());
        TrialExecutor.Attempt second = ended("exit 1", trial(Optional.empty()), true, OptionalLong.empty());

        assertThat(second.death()).isEqualTo("ended with exit code 1 and no message");
        assertThat(errors()).isEqualTo("first\n");
    }

    @Test
    void shouldAskAProcessToEndByEndingItsInput() throws Exception {
        TrialExecutor.Attempt attempt = executor("read").start(trial(Optional.empty()), false,
                OptionalLong.empty());
        assertThat(attempt.running()).isTrue();

        attempt.stop();
        await(attempt);
        assertThat(attempt.death()).isEmpty();
    }

    private TrialExecutor.Attempt ended(String deeds, Trial trial, boolean resume, OptionalLong until) throws Exception {
        TrialExecutor.Attempt attempt = executor(deeds).start(trial, resume, until);
        await(attempt);
        return attempt;
    }

    private static void await(TrialExecutor.Attempt attempt) throws InterruptedException {
        while (attempt.running()) {
            Thread.sleep(1);
        }
    }

    private static ProcessExecutor executor(String deeds) {
        return new ProcessExecutor(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Child.class.getName(), deeds),
                List.of("--workers", "3"));
    }

    /** Does what its first argument lists: say TEXT and repeat (its further arguments) to standard error, read, exit N. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            for (String deed : arguments[0].split(", ")) {
                String[] words = deed.split(" ", 2);
                switch (words[0]) {
                    case "say" -> System.err.print(words[1].replace("'", "") + "\n");
                    case "repeat" -> System.err.print(String.join(" ", Arrays.asList(arguments).subList(1,
                            arguments.length)) + "\n");
                    case "read" -> System.in.read();
                    case "exit" -> System.exit(Integer.parseInt(words[1]));
                    default -> throw new IllegalArgumentException(deed);
                }
            }
        }
    }

    private Trial trial(Optional<Shorter> shorter) {
        return new Trial("a", 1, directory, "", "gamma: 0.9", "a".repeat(64), 700, shorter);
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve(RunDirectory.STANDARD_ERROR));
    }
}
