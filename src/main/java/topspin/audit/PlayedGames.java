package topspin.audit;

import topspin.env.ReferencePlayer;

import java.util.Optional;

/**
 * What a reference player's episodes came to.
 *
 * @param mean     of returns
 * @param error    standard error of the mean; 0 if all returns are the same, NaN of one episode
 * @param shortest fewest steps
 * @param longest  most steps
 * @param lowest   least return
 * @param highest  greatest return
 */
public record PlayedGames(ReferencePlayer player, int episodes, double mean, double error, int shortest, int longest,
                          double lowest, double highest) {
    /** Of a normal distribution, on either side of a 95 % interval. */
    private static final double INTERVAL = 1.959964;

    static PlayedGames of(ReferencePlayer player, double[] returns, int[] lengths) {
        double sum = 0;
        double lowest = returns[0];
        double highest = returns[0];
        int shortest = lengths[0];
        int longest = lengths[0];
        for (int i = 0; i < returns.length; i++) {
            sum += returns[i];
            lowest = Math.min(lowest, returns[i]);
            highest = Math.max(highest, returns[i]);
            shortest = Math.min(shortest, lengths[i]);
            longest = Math.max(longest, lengths[i]);
        }
        double mean = sum / returns.length;
        double squares = 0;
        for (double value : returns) {
            squares += (value - mean) * (value - mean);
        }
        double error = Math.sqrt(squares / (returns.length - 1) / returns.length);
        return new PlayedGames(player, returns.length, mean, error, shortest, longest, lowest, highest);
    }

    /** Half the 95 % interval of the mean. */
    public double halfInterval() {
        return INTERVAL * error;
    }

    /** What is wrong: the mean is further from what is expected than may be, by more than chance. */
    public Optional<String> finding() {
        double off = mean - player.expected();
        double chance = Double.isNaN(error) ? 0 : Audit.DEVIATIONS * error;
        if (Math.abs(off) <= player.within() + chance) {
            return Optional.empty();
        }
        String meaning = switch (player.role()) {
            case RANDOM -> off > 0 ? "is better than chance" : "is worse than chance";
            case MEMORYLESS -> off > 0 ? "beats what is possible without memory" : "misses what is possible without memory";
            case ORACLE -> off > 0 ? "beats the ceiling" : "misses the ceiling";
        };
        return Optional.of(AuditedWorld.name(player.role()) + " " + meaning + ": " + Audit.decimal(mean) + " ± "
                + Audit.decimal(halfInterval()) + "; expected " + Audit.decimal(player.expected()) + " (" + player.source() + ")");
    }
}
