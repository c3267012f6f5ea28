package topspin.env;

import topspin.random.RandomStreams;

/**
 * A player whose mean return is known, so that a world can be checked: {@code ./topspin audit} lets it play and compares.
 *
 * @param role     which of a world's landmarks it shows
 * @param seat     makes it
 * @param expected mean return of an episode
 * @param within   how far the true mean may be from {@code expected}, at least 0: what its source leaves open
 * @param source   where {@code expected} comes from, a few words: "exact", "10⁶ games", "bsuite"
 */
public record ReferencePlayer(Role role, Seat seat, double expected, double within, String source) {
    /** What is allowed where returns lie within −1 … 1. */
    public static final double NARROW = 0.005;

    public ReferencePlayer {
        if (!Double.isFinite(expected) || !(within >= 0)) {
            throw new IllegalArgumentException("expected a return and how far it may be off, got " + expected + " and "
                    + within);
        }
    }

    /** With {@link #NARROW}. */
    public static ReferencePlayer of(Role role, double expected, String source, Seat seat) {
        return new ReferencePlayer(role, seat, expected, NARROW, source);
    }

    /** Which landmark of a world a player shows. */
    public enum Role {
        /** Any action, each as likely as another. */
        RANDOM,
        /** The best that is known to act on the present observation alone: what a policy without memory can reach. */
        MEMORYLESS,
        /**
         * Shows the ceiling: it sees all observations since the episode began, or the world's state where the ceiling is
         * what perfect knowledge reaches.
         */
        ORACLE
    }

    /** Makes a player. */
    @FunctionalInterface
    public interface Seat {

        /**
         * @param world   in which it will play, made by the same provider with the same options
         * @param streams the player's own
         */
        Player take(Environment world, RandomStreams streams);
    }
}
