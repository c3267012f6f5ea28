package topspin.cli.play;

import java.util.OptionalDouble;

/**
 * How fast a session goes.
 *
 * @param fps   steps per second, of films too
 * @param turns whether the world waits until a person has decided
 */
public record Pace(double fps, boolean turns) {
    /** GIFs show faster ones slowly. */
    public static final double FASTEST = 50;
    /** For a person's reactions. */
    private static final double FASTEST_FOR_PEOPLE = 15;
    /** Of worlds without a pace of their own: each picture can be looked at. */
    private static final double UNHURRIED = 4;
    /** Seconds that a key holds in a terminal, which reports only that a key goes down, again and again. */
    private static final double HOLD = 0.3;

    /**
     * @param natural steps per second at which the world moves by itself; 0 if it waits
     * @param asked   by the user; empty for the world's own
     * @param person  whether a person plays
     * @param turns   what the user asked for; null for the world's own
     */
    public static Pace of(double natural, OptionalDouble asked, boolean person, Boolean turns) {
        double usual = natural > 0 ? Math.min(natural, person ? FASTEST_FOR_PEOPLE : FASTEST) : UNHURRIED;
        return new Pace(asked.orElse(usual), person && (turns == null ? natural == 0 : turns));
    }

    /** Steps that a key holds, see {@link ActionControls#of}. */
    public int hold() {
        return turns ? 0 : (int) Math.max(1, Math.round(HOLD * fps));
    }
}
