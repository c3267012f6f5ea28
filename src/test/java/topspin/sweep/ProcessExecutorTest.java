package topspin.sweep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.sweep.Trial.Shorter;
import topspin.train.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that are a line of shell instead of Topspin. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ProcessExecutorTest {
    @TempDir
    private Path directory;

    /** 137 is what a shell makes of signal 9, and Java of a process that it ended. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "exit 0                       | ''                                  | ",
        "echo 1 >&2; echo ' 2 ' >&2; echo >&2; exit 1 | 2                   | true",
        "echo wrong >&2; exit 2       | wrong                               | false",
        "exit 3                       | ended with exit code 3 and no message  | true",
        "exit 128                     | ended with exit code 128 and no message | true",
        "echo said >&2; exit 137      | ended by signal 9                   | true",
        "kill -9 $$                   | ended by signal 9                   | true",
        "kill -15 $$                  | ended by signal 15                  | true"})
    void shouldTellWhyAProcessEndedAndWhetherAnotherCouldHelp(String program, String death, Boolean retriable)
            throws Exception {
        TrialExecutor.Attempt attempt = ended(program, trial(Optional.empty()), false, OptionalLong.empty());

        assertThat(attempt.death()).isEqualTo(death);
        if (retriable != null) {
            assertThat(attempt.retriable()).isEqualTo(retriable);
        }
    }

    @Test
    void shouldStartANewTrialFromItsConfig() throws Exception {
        ended("echo \"$@\" >&2", trial(Optional.empty()), false, OptionalLong.empty());

        assertThat(errors()).isEqualTo("train " + directory.resolve("config.yaml") + " --out " + directory + " --workers 3\n");
        assertThat(directory.resolve("config.yaml")).hasContent("gamma: 0.9");
    }

    @Test
    void shouldGoOnWithATrialGiveItWhatItLacksAndSayWhereToPause() throws Exception {
        Trial longer = trial(Optional.of(new Shorter("b".repeat(64), List.of("total-steps=700", "x=1"))));

        ended("echo \"$@\" >&2", longer, true, OptionalLong.of(100));

        assertThat(errors()).isEqualTo("train --resume " + directory
                + " --set total-steps=700 --set x=1 --workers 3 --until 100\n");
    }

    /** What an earlier process complained of is no reason for the death of this one. */
    @Test
    void shouldNotTakeAnEarlierProcesssWordsForItsOwn() throws Exception {
        ended("echo first >&2; exit 1", trial(Optional.empty()), false, OptionalLong.empty());
        TrialExecutor.Attempt second = ended("exit 1", trial(Optional.empty()), true, OptionalLong.empty());

        assertThat(second.death()).isEqualTo("ended with exit code 1 and no message");
        assertThat(errors()).isEqualTo("first\n");
    }

    @Test
    void shouldAskAProcessToEndByEndingItsInput() throws Exception {
        TrialExecutor.Attempt attempt = executor("read line; exit 0").start(trial(Optional.empty()), false,
                OptionalLong.empty());
        assertThat(attempt.running()).isTrue();

        attempt.stop();
        await(attempt);
        assertThat(attempt.death()).isEmpty();
    }

    private TrialExecutor.Attempt ended(String program, Trial trial, boolean resume, OptionalLong until) throws Exception {
        TrialExecutor.Attempt attempt = executor(program).start(trial, resume, until);
        await(attempt);
        return attempt;
    }

    private static void await(TrialExecutor.Attempt attempt) throws InterruptedException {
        while (attempt.running()) {
            Thread.sleep(1);
        }
    }

    private static ProcessExecutor executor(String program) {
        return new ProcessExecutor(List.of("sh", "-c", program, "topspin"), List.of("--workers", "3"));
    }

    private Trial trial(Optional<Shorter> shorter) {
        return new Trial("a", 1, directory, "", "gamma: 0.9", "a".repeat(64), 700, shorter);
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve(RunDirectory.STANDARD_ERROR));
    }
}
