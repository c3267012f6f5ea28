package topspin.algorithm;

import topspin.config.InvalidConfigException;
import topspin.metric.Metric;
import topspin.policy.ActionChoice;
import topspin.policy.Outputs;
import topspin.space.Space;

import java.util.List;

/**
 * An algorithm as an experiment configures it. Implemented by a public record: its components, in kebab-case, are the keys
 * under the algorithm's {@link #name}, and its public constructor without arguments sets their defaults. Components are
 * of the types that experiments know: {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String}, an enum,
 * or {@code Double} where null means none.
 *
 * <p>Found through {@link java.util.ServiceLoader}, from any JAR, by {@link Algorithms}. Immutable.
 */
public interface Algorithm {

    /** The value of {@code algorithm} that selects it: lower case, digits and hyphens. */
    String name();

    /** This algorithm's defaults of the keys that all algorithms share. */
    Setting defaults();

    /**
     * Checks its own keys, each by itself.
     *
     * @throws InvalidConfigException naming the dotted path of the key at fault
     */
    default void check() {
    }

    /**
     * Checks that its own keys and the shared ones suit each other.
     *
     * @throws InvalidConfigException naming the keys that do not fit each other, and values that would
     */
    default void checkFit(Setting setting) {
    }

    /** Number of minibatches that a rollout is cut into, by environment, each with its own gradient. */
    default int minibatches() {
        return 1;
    }

    /** Whether any of its own keys follows a falling schedule, see {@link Progress#remaining}. */
    default boolean hasSchedule() {
        return false;
    }

    /** The outputs that it needs of the network. */
    default Outputs outputs() {
        return Outputs.POLICY_AND_VALUE;
    }

    /**
     * Checks that it can learn to choose such actions, if there is a distribution over them.
     *
     * @throws IllegalArgumentException naming actions that would suit, and an algorithm that suits these actions
     */
    default void checkActions(Space actions) {
    }

    /**
     * How a trained policy chooses actions as it did at the end of its training.
     *
     * @param actions that {@link #checkActions} accepts
     */
    default ActionChoice acting(Space actions) {
        return ActionChoice.SAMPLED;
    }

    /** Whether it learns values, so that truncated episodes and the end of a rollout are bootstrapped. */
    boolean hasCritic();

    /**
     * Whether it differentiates through the pass that acted, which then keeps all steps of a rollout: the policy has
     * not changed since, so the forward pass need not be repeated.
     */
    boolean learnsFromActor(Setting setting);

    /** The metrics of its updates in a row of the log, see {@link UpdateReport#get}. */
    List<Metric> metrics();

    /** What it learns with. */
    Learner learner(Learning learning);

    /**
     * The algorithm of that name, with the defaults of its own keys.
     *
     * @throws IllegalArgumentException naming the nearest known name, if none is called so
     */
    static Algorithm of(String name) {
        return Algorithms.registry().get(name);
    }

    /** The names of the known algorithms that satisfy a condition: {@code ppo or pqn}. */
    static String names(List<Algorithm> some, String joint) {
        List<String> names = some.stream().map(Algorithm::name).toList();
        return names.size() < 2 ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " " + joint + " " + names.get(names.size() - 1);
    }
}
