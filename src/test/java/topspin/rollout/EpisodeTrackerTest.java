package topspin.rollout;

import org.junit.jupiter.api.Test;
import topspin.space.Box;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class EpisodeTrackerTest {
    private final EpisodeTracker tracker = new EpisodeTracker(2, 3);
    private final List<String> finished = new ArrayList<>();

    private void observe(EpisodeTracker tracker, Rollout rollout) {
        tracker.observe(rollout, (step, environment, episodeReturn, length) ->
                finished.add(step + " " + environment + ": " + episodeReturn + " in " + length));
    }

    /** Rows {@code t0 e0, t0 e1, t1 e0, …}; an exclamation mark ends an episode. */
    private static Rollout rollout(String... cells) {
        Rollout rollout = new Rollout(cells.length / 2, 2, Box.floats(0, 1, 1), 0);
        for (int row = 0; row < cells.length; row++) {
            rollout.rewards()[row] = Float.parseFloat(cells[row].replace("!", ""));
            rollout.done()[row] = cells[row].endsWith("!");
        }
        return rollout;
    }

    @Test
    void shouldAddUpEpisodesAcrossRollouts() {
        assertThat(tracker.meanReturn()).isZero();
        assertThat(tracker.meanLength()).isZero();
        observe(tracker, rollout("1", "10", "2", "20!"));
        assertThat(tracker.episodes()).isEqualTo(1);
        assertThat(tracker.meanReturn()).isEqualTo(30);
        assertThat(tracker.meanLength()).isEqualTo(2);
        observe(tracker, rollout("4!", "40", "8", "80"));
        // environment 0: 1 + 2 + 4 in three steps
        assertThat(tracker.episodes()).isEqualTo(2);
        assertThat(tracker.meanReturn()).isEqualTo((30 + 7) / 2.0);
        assertThat(tracker.meanLength()).isEqualTo(2.5);
    }

    @Test
    void shouldTellOfEveryEpisodeInTheOrderInWhichTheyEnded() {
        observe(tracker, rollout("1", "10", "2!", "20!", "4", "40!"));
        observe(tracker, rollout("8!", "80"));
        assertThat(finished).containsExactly("1 0: 3.0 in 2", "1 1: 30.0 in 2", "2 1: 40.0 in 1", "0 0: 12.0 in 2");
    }

    @Test
    void theWindowShouldHoldTheLastToEndByStepThenEnvironment() {
        observe(tracker, rollout("1!", "2!", "3!", "4!", "5", "6"));
        assertThat(tracker.episodes()).isEqualTo(4);
        assertThat(tracker.meanReturn()).isEqualTo((2 + 3 + 4) / 3.0);
        assertThat(tracker.meanLength()).isEqualTo(1);
        observe(tracker, rollout("0", "0!"));
        assertThat(tracker.meanReturn()).isEqualTo((3 + 4 + 6) / 3.0);
        assertThat(tracker.meanLength()).isEqualTo((1 + 1 + 2) / 3.0);
    }

    @Test
    void shouldGoOnFromASavedState() throws IOException {
        observe(tracker, rollout("1!", "2!", "3!", "4!", "5", "6"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tracker.save(new DataOutputStream(bytes));
        EpisodeTracker restored = new EpisodeTracker(2, 3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        for (EpisodeTracker t : new EpisodeTracker[] {tracker, restored}) {
            observe(t, rollout("7!", "8!"));
            assertThat(t.episodes()).isEqualTo(6);
            assertThat(t.meanReturn()).isEqualTo((4 + 12 + 14) / 3.0);
            assertThat(t.meanLength()).isEqualTo((1 + 2 + 2) / 3.0);
        }
    }
}
