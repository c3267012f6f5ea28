package topspin.rollout;

import org.junit.jupiter.api.Test;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
        Rollout rollout = new Rollout(cells.length / 2, 2, Box.floats(0, 1, 1), new Discrete(2), 0);
        for (int row = 0; row < cells.length; row++) {
            rollout.rawRewards()[row] = Float.parseFloat(cells[row].replace("!", ""));
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
        EpisodeTracker restored = restored(saved(tracker));
        for (EpisodeTracker t : new EpisodeTracker[] {tracker, restored}) {
            observe(t, rollout("7!", "8!"));
            assertThat(t.episodes()).isEqualTo(6);
            assertThat(t.meanReturn()).isEqualTo((4 + 12 + 14) / 3.0);
            assertThat(t.meanLength()).isEqualTo((1 + 2 + 2) / 3.0);
        }
    }

    @Test
    void shouldStartItsMeansAnewWithEpisodesThatBeginAfterwards() throws IOException {
        observe(tracker, rollout("1!", "2", "3!", "4!", "5!", "7"));
        tracker.startMeansAnew();
        EpisodeTracker restored = restored(saved(tracker));
        for (EpisodeTracker t : new EpisodeTracker[] {tracker, restored}) {
            observe(t, rollout("2", "8!"));
            assertThat(t.episodes()).as("one that began before is an episode").isEqualTo(5);
            assertThat(t.averaged()).as("but none of the new ones").isEqualTo(4);
            assertThat(t.meanReturn()).isEqualTo((3 + 6 + 5) / 3.0);
            observe(t, rollout("3!", "9!"));
            assertThat(t.averaged()).isEqualTo(6);
            assertThat(t.meanReturn()).isEqualTo((2 + 3 + 9) / 2.0);
            assertThat(t.meanLength()).isEqualTo((2 + 1) / 2.0);
        }
        EpisodeTracker again = restored(saved(tracker));
        observe(again, rollout("4!", "6!"));
        assertThat(again.meanReturn()).isEqualTo((9 + 4 + 6) / 3.0);
    }

    @Test
    void shouldReadStatesOfBeforeThereWereNewMeans() throws IOException {
        observe(tracker, rollout("1!", "2!", "3!", "4!", "5", "6"));
        byte[] saved = saved(tracker);
        EpisodeTracker old = restored(Arrays.copyOf(saved, saved.length - 2 * Long.BYTES - 1 - 2));
        observe(old, rollout("7!", "8!"));
        assertThat(old.averaged()).isEqualTo(old.episodes()).isEqualTo(6);
        assertThat(old.meanReturn()).isEqualTo((4 + 12 + 14) / 3.0);
    }

    private static byte[] saved(EpisodeTracker tracker) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tracker.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static EpisodeTracker restored(byte[] saved) throws IOException {
        EpisodeTracker tracker = new EpisodeTracker(2, 3);
        tracker.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        return tracker;
    }
}
