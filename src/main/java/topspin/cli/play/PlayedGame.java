package topspin.cli.play;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.run.RunFailedException;
import topspin.space.Discrete;

import java.util.List;

/**
 * One world that is played step by step, and the score so far. Order of use: {@link #begin}, then {@link #step} until {@link
 * #isOver}, then {@link #begin} again. A failure of the world is a {@link RunFailedException}.
 */
public final class PlayedGame {
    private final String name;
    private final Environment world;
    private final Observations seen;
    private final Actions actions;
    private int number;
    private int steps;
    private long allSteps;
    private double score;
    private float reward;

    /**
     * @param name  for people
     * @param world closed by whoever made it
     */
    public PlayedGame(String name, Environment world) {
        this.name = name;
        this.world = world;
        seen = new Observations(world.observationSpace(), 1);
        actions = new Actions(world.actionSpace(), 1);
    }

    void begin() {
        number++;
        steps = 0;
        score = 0;
        reward = 0;
        guarded(() -> world.reset(seen, 0));
    }

    /** Takes the action in {@link #actions}. */
    void step() {
        steps++;
        allSteps++;
        guarded(() -> reward = world.step(actions, 0, seen, 0));
        score += reward;
    }

    private void guarded(Runnable move) {
        try {
            move.run();
        } catch (RuntimeException e) {
            throw new RunFailedException(name + " failed at step " + steps + ": " + e, e);
        }
        if (!Float.isFinite(reward)) {
            throw new RunFailedException(name + " failed at step " + steps + ": its reward is " + reward + ", expected a finite number");
        }
        int element = seen.firstNonFinite(0);
        if (element >= 0) {
            throw new RunFailedException(name + " failed at step " + steps + ": element " + element + " of its observation is "
                    + seen.floats()[element] + ", expected a finite number");
        }
    }

    boolean isOver() {
        return world.terminated() || world.truncated();
    }

    /** How it ended, or that it goes on. */
    String end() {
        return world.terminated() ? "terminated" : world.truncated() ? "truncated" : "unfinished";
    }

    public String name() {
        return name;
    }

    public Environment world() {
        return world;
    }

    /** The present observation, in row 0. */
    public Observations seen() {
        return seen;
    }

    /** The next action, in row 0. */
    Actions actions() {
        return actions;
    }

    /** The next action for people: its name, or its numbers. */
    String action() {
        List<String> names = actionNames();
        return names.isEmpty() ? actions.describe(0) : names.get(actions.index(0));
    }

    /** A name for each of the world's discrete actions; empty if it has none. */
    List<String> actionNames() {
        List<String> names = world.actionNames();
        return world.actionSpace() instanceof Discrete discrete && discrete.n() == names.size() ? names : List.of();
    }

    /** From 1. */
    int number() {
        return number;
    }

    /** Of this game. */
    int steps() {
        return steps;
    }

    /** Of all games. */
    long allSteps() {
        return allSteps;
    }

    /** Sum of this game's rewards. */
    double score() {
        return score;
    }

    /** Of the last step. */
    float reward() {
        return reward;
    }
}
