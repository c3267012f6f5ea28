package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.run.RunDirectory;
import topspin.sweep.SweepPlan;
import topspin.sweep.Trial;
import topspin.sweep.TrialStatus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

class SweepDisplayTest {
    private static final String HASH = "a".repeat(64);

    @TempDir
    private Path directory;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Trial> trials = new ArrayList<>();

    @BeforeEach
    void place() {
        for (String variant : List.of("plain", "a-variant-whose-name-goes-on-and-on,clip=0.2")) {
            trials.add(new Trial(variant, 1, directory.resolve(variant), "", "", HASH, 1000));
        }
    }

    @Test
    void shouldDrawOverItselfAndKeepWhatIsSaid() throws IOException {
        SweepDisplay display = display(true);
        display.tick(statuses());
        String table = text();
        assertThat(table).contains("trial", "left", "2 trials: 2 waiting\n");
        assertThat(table.lines()).allMatch(line -> line.length() <= 79);

        display.say("plain/seed-1 begins");
        assertThat(text()).isEqualTo(table + "\u001b[2A\r\u001b[Jplain/seed-1 begins\n");
    }

    @Test
    void shouldWriteNothingButLinesElsewhere() throws IOException {
        SweepDisplay display = display(false);
        display.tick(statuses());
        display.say("plain/seed-1 begins");
        display.close();

        assertThat(text()).isEqualTo("plain/seed-1 begins\n");
    }

    @Test
    void shouldSayHowFarTrialsAreOnceAMinuteElsewhere() throws IOException {
        AtomicLong seconds = new AtomicLong();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        SweepDisplay display = new SweepDisplay(new Console(stream, stream, false), plan(),
                () -> 1_000_000_000 * seconds.get());
        List<TrialStatus> statuses = statuses();
        for (; seconds.get() < 150; seconds.incrementAndGet()) {
            statuses.forEach(display::advanced);
            display.tick(statuses);
        }

        assertThat(text()).isEqualTo("2 trials: 2 waiting\n".repeat(2));
    }

    @Test
    void shouldMarkRunsThatCollapsedAndCountNoScoreBeforeTheFirstGame() throws IOException {
        try (RunDirectory run = RunDirectory.create(trials.get(0).directory(), "", HASH)) {
            run.begin(List.of(), "none", 2);
            Files.writeString(run.file(RunDirectory.TABLE), "step score fps\n0 0.0 0.0\n500 0.0 9.0\n1000 -20.0 9.0\n");
            Files.writeString(run.file(RunDirectory.PROGRESS), "step,score,episodes\n0,0,0\n500,0,0\n1000,-20,3\n");
            run.end(RunDirectory.Status.FINISHED, Map.of("collapsed", List.of(Map.of("step", 500))));
        }

        assertThat(SweepDisplay.result(statuses())).contains("\nplain                                         1     1000  "
                + "-20.0  -20.0  finished, collapsed\n").endsWith("1     0     -      -      waiting\n");
    }

    @Test
    void shouldTellOfTheOthersWhenATrialsFilesCannotBeRead() throws IOException {
        Files.createDirectories(trials.get(0).directory());
        Files.writeString(trials.get(0).directory().resolve(RunDirectory.PROGRESS), "step,score\nx,y\n");

        assertThat(SweepDisplay.result(statuses())).contains("waiting, its files cannot be read\n")
                .endsWith("1     0     -      -     waiting\n");
    }

    private SweepDisplay display(boolean terminal) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new SweepDisplay(new Console(stream, stream, terminal), plan());
    }

    private SweepPlan plan() {
        return new SweepPlan("s", "", directory, trials, 1, 1, 0, Optional.empty());
    }

    private List<TrialStatus> statuses() throws IOException {
        List<TrialStatus> statuses = new ArrayList<>();
        for (Trial trial : trials) {
            statuses.add(TrialStatus.onDisk(trial));
        }
        return statuses;
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
