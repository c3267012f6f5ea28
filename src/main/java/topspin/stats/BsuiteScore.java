package topspin.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The Behaviour Suite's score of memory_len and memory_size: the share of settings in which an agent made, over all of its first
 * {@value #EPISODES} episodes, fewer than {@value #THRESHOLD} of the mistakes of a coin, which is wrong in half of them
 * (google-deepmind/bsuite, {@code bsuite/experiments/memory_len/analysis.py}). The episodes while it learns count.
 *
 * @param settings in the order of their values
 */
public record BsuiteScore(List<Setting> settings) {
    public static final int EPISODES = 10_000;
    public static final double THRESHOLD = 0.75;
    private static final double COIN = 0.5;

    /**
     * @param value    a length, or a number of bits
     * @param runs     seeds
     * @param episodes of the shortest run, at most {@value #EPISODES}
     * @param mistakes in parts of a coin's, mean of the runs
     */
    public record Setting(long value, int runs, long episodes, double mistakes) {

        public boolean passed() {
            return mistakes < THRESHOLD;
        }
    }

    /**
     * @param games of each setting, a run each; a mistake is a negative return
     * @throws UnusableDataException if a run has no episodes, or does not have its first ones any more
     */
    public static BsuiteScore of(SortedMap<Long, List<Games>> games) {
        List<Setting> settings = new ArrayList<>();
        for (Map.Entry<Long, List<Games>> setting : games.entrySet()) {
            double mistakes = 0;
            long fewest = EPISODES;
            for (Games run : setting.getValue()) {
                if (run.count() == 0 || run.missing() > 0) {
                    throw new UnusableDataException("setting " + setting.getKey() + ": the first " + EPISODES + " episodes are scored, "
                            + "and some are not recorded; train with log.episodes of at least " + 2 * EPISODES);
                }
                int count = Math.min(EPISODES, run.count());
                int wrong = 0;
                for (int i = 0; i < count; i++) {
                    wrong += run.returns()[i] < 0 ? 1 : 0;
                }
                mistakes += wrong / (COIN * count);
                fewest = Math.min(fewest, count);
            }
            settings.add(new Setting(setting.getKey(), setting.getValue().size(), fewest, mistakes / setting.getValue().size()));
        }
        return new BsuiteScore(List.copyOf(settings));
    }

    public long passed() {
        return settings.stream().filter(Setting::passed).count();
    }

    /** 0 … 1. */
    public double score() {
        return (double) passed() / settings.size();
    }

    /** Whether every run has all of its episodes. */
    public boolean complete() {
        return settings.stream().allMatch(setting -> setting.episodes() == EPISODES);
    }
}
