package topspin.page.agent;

import topspin.picture.Caption;

import java.util.List;

/**
 * One decision, and what came of it.
 *
 * @param game    number of the game, from 1
 * @param action  for people
 * @param bars    of the choice: probabilities of actions, or whatever the policy's actions have
 * @param value   the discounted return that it expected; NaN if it has none
 * @param entropy of the choice, in nats; NaN if it has none
 * @param reward  that followed
 * @param score   of the game up to and with it
 * @param end     {@code terminated} or {@code truncated} if it ended the game, else empty
 * @param inside  {@code [parts][units]} of the core
 * @param numbers that units may be named by, before the step but for the reward; NaN where there is none
 * @param picture of the world before the step, a PNG file
 */
public record AgentStep(int game, String action, List<Caption.Bar> bars, double value, double entropy, float reward, double score,
                        String end, float[][] inside, double[] numbers, byte[] picture) {
}
