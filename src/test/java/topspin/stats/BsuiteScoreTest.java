package topspin.stats;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class BsuiteScoreTest {

    /** Wrong at first, then right. */
    private static Games games(int episodes, int wrong, long missing) {
        double[] returns = new double[episodes];
        Arrays.setAll(returns, i -> i < wrong ? -1 : 1);
        long[] steps = new long[episodes];
        Arrays.setAll(steps, i -> i);
        return new Games(steps, returns, new double[episodes], missing);
    }

    /** Of 10,000 episodes a coin is wrong in 5,000; three quarters of these are 3,750, and exactly as many are too many. */
    @Test
    void shouldCountMistakesOfAllEpisodes() {
        BsuiteScore score = BsuiteScore.of(new TreeMap<>(java.util.Map.of(
                1L, List.of(games(10_000, 3_749, 0)), 2L, List.of(games(10_000, 3_750, 0)),
                3L, List.of(games(10_000, 2_000, 0), games(10_000, 5_400, 0)), 4L, List.of(games(12_000, 3_000, 0)))));
        assertThat(score.settings()).extracting(BsuiteScore.Setting::passed).containsExactly(true, false, true, true);
        assertThat(score.settings().get(0).mistakes()).isCloseTo(0.7498, within(1e-12));
        assertThat(score.settings().get(2).mistakes()).as("mean of the seeds").isCloseTo(0.74, within(1e-12));
        assertThat(score.settings().get(3).mistakes()).as("of the first 10,000").isCloseTo(0.6, within(1e-12));
        assertThat(score.score()).isEqualTo(0.75);
        assertThat(score.complete()).isTrue();
    }

    @Test
    void shouldScoreWhatThereIsOfAnUnfinishedRun() {
        BsuiteScore score = BsuiteScore.of(new TreeMap<>(java.util.Map.of(7L, List.of(games(100, 30, 0)))));
        assertThat(score.settings().get(0).mistakes()).isCloseTo(0.6, within(1e-12));
        assertThat(score.complete()).isFalse();
    }

    @Test
    void shouldNeedTheFirstEpisodes() {
        assertThatThrownBy(() -> BsuiteScore.of(new TreeMap<>(java.util.Map.of(7L, List.of(games(100, 30, 5))))))
                .isInstanceOf(UnusableDataException.class).hasMessage("setting 7: the first 10000 episodes are scored, and some are not "
                + "recorded; train with log.episodes of at least 20000");
    }
}
