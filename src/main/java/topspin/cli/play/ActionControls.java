package topspin.cli.play;

import topspin.env.Actions;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.util.List;

/** Makes actions out of keys. Belongs to one thread. */
interface ActionControls {
    /** Keys of the session, which no action gets. */
    String RESERVED = "pqr";
    /** More actions than these are typed as numbers, named ones too. */
    int MOST_NAMED = 20;

    /**
     * A key went down or up.
     *
     * @return whether the player has decided: where worlds wait for their players, the step is taken
     */
    boolean press(KeyPress key);

    /** Whether it knows this key. */
    boolean knows(KeyPress key);

    /** Writes the present action to row 0. */
    void write(Actions actions);

    /** A step was taken. */
    void stepped();

    /** The present action, or what is typed of it, for people. */
    String state();

    /** The keys and what they do, for people. */
    String help();

    /**
     * ActionControls for any actions.
     *
     * @param names of discrete actions; empty if they have none
     * @param hold  steps that a key holds after it was last reported down, where time runs; 0 where the world waits for its
     *              player, or keys going up are reported
     */
    static ActionControls of(Space space, List<String> names, int hold) {
        if (space instanceof Box box) {
            return new DialControls(box);
        }
        if (space instanceof MultiDiscrete parts) {
            return new TypedControls(parts.sizes());
        }
        int n = ((Discrete) space).n();
        return n <= ChoiceControls.DIGITS || n <= MOST_NAMED && !names.isEmpty() ? new ChoiceControls(n, names, hold)
                : new TypedControls(n);
    }
}
