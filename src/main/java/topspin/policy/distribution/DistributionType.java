package topspin.policy.distribution;

import topspin.space.Space;

/**
 * A kind of distribution over actions. Ours are in {@link BuiltInDistribution}; other JARs provide theirs as a service
 * ({@link java.util.ServiceLoader}), by a public class with a public constructor without arguments. Immutable.
 */
public interface DistributionType {

    /** The value of an experiment's {@code policy.distribution}: lower case, digits and hyphens. */
    String label();

    /** Whether there is one over such actions. */
    boolean fits(Space actions);

    /** The actions it is for, as people read it: {@code Discrete actions}. */
    String needs();

    /** The distribution over actions that {@link #fits}. */
    Distribution over(Space actions);
}
