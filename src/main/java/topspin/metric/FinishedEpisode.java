package topspin.metric;

/**
 * One finished episode.
 *
 * @param step          agent decisions that all environments together had made when it ended
 * @param episodeReturn sum of its rewards, undiscounted and as the environment gave them
 * @param length        its own decisions
 * @param environment   which of the parallel ones
 * @param seconds       wall time of training since step 0 at the end of the rollout in which it ended
 */
public record FinishedEpisode(long step, double episodeReturn, long length, int environment, double seconds) {
}
