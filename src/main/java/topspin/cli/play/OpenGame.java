package topspin.cli.play;

import topspin.Policy;
import topspin.PolicyState;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Fact;
import topspin.env.Observations;
import topspin.picture.Caption;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A policy's games, one after the other, laid open: what it decides, what its core computes, and the numbers that units of it may
 * be named by. Order of use: {@link #look}, {@link #step}, {@link #look} …; a game that is over is followed by the next. Belongs to
 * the policy's thread. A failure of the world is a {@link topspin.run.RunFailedException}.
 */
public final class OpenGame {
    /** An observation of more numbers is a picture. */
    private static final int MOST_NUMBERS = 32;
    private static final int UNSIGNED = 0xFF;
    private static final int VALUE = 0;
    private static final int REWARD = 1;

    private final PlayedGame game;
    private final PolicyPilot pilot;
    private final List<Fact> facts;
    private final List<String> names = new ArrayList<>(List.of("value", "reward"));
    private final double[] numbers;

    /**
     * @param name    for people
     * @param world   closed by whoever made it
     * @param streams that actions are drawn from; null to take the most probable ones
     */
    public OpenGame(String name, Policy policy, Environment world, RandomStreams streams) {
        game = new PlayedGame(name, world);
        pilot = new PolicyPilot(policy, streams);
        facts = world.facts();
        facts.forEach(fact -> names.add(fact.name()));
        int width = world.observationSpace().size();
        for (int i = 0; i < width && width <= MOST_NUMBERS; i++) {
            names.add("observation " + (i + 1));
        }
        numbers = new double[names.size()];
    }

    /** The world that a run was trained in, anew. */
    public static Environment world(EnvironmentRegistry worlds, RunConfig config, RandomStreams streams) {
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        return worlds.create(String.valueOf(options.remove("id")), options, streams);
    }

    /** Begins a game if none goes on. */
    private void begin() {
        if (game.number() == 0 || isOver()) {
            game.begin();
            pilot.begin();
        }
    }

    /** What the policy remembers before it looks: a copy, for {@link Policy#saliency}. */
    PolicyState memory() {
        begin();
        return pilot.memory(game);
    }

    /** Lets the policy look at the present observation, and decide. */
    public void look() {
        begin();
        pilot.look(game);
        numbers[VALUE] = pilot.value().orElse(Double.NaN);
        numbers[REWARD] = Double.NaN;
        int next = REWARD + 1;
        for (Fact fact : facts) {
            numbers[next++] = fact.value().getAsDouble();
        }
        Observations seen = game.seen();
        for (int i = 0; next < numbers.length; i++) {
            numbers[next++] = seen.floats() == null ? seen.bytes()[i] & UNSIGNED : seen.floats()[i];
        }
    }

    /** Takes the step that was decided on. Returns its reward. */
    public float step() {
        game.step();
        numbers[REWARD] = game.reward();
        return game.reward();
    }

    /** Names of {@link #numbers}: the value, the reward, what the world can name, and numbers that are seen. */
    public List<String> names() {
        return List.copyOf(names);
    }

    /** At the last look; the reward is NaN before the step, and so is what the policy or the world does not have. Overwritten. */
    public double[] numbers() {
        return numbers;
    }

    /** Gates and states of the policy's core at the last look; none without a core. */
    public List<PolicyState.Inside> inside() {
        return pilot.inside();
    }

    /** The value at the last look; empty if the policy has none. */
    public OptionalDouble value() {
        return pilot.value();
    }

    /** Of the last choice, in nats; empty if it was made by actions' values. */
    public OptionalDouble entropy() {
        return pilot.entropy();
    }

    /** The choices at the last look, before the step. */
    public List<Caption.Bar> bars() {
        return pilot.bars(game);
    }

    /** Whether {@link #bars} are probabilities, which sum to 1. */
    public boolean hasProbabilities() {
        return pilot.hasProbabilities();
    }

    /** The action that was decided on, for people. */
    public String action() {
        return game.action();
    }

    public Environment world() {
        return game.world();
    }

    /** The present observation, in row 0. */
    public Observations seen() {
        return game.seen();
    }

    Actions actions() {
        return game.actions();
    }

    /** Whether the last step ended a game. */
    public boolean isOver() {
        return game.number() > 0 && game.isOver();
    }

    /** {@code terminated}, {@code truncated} or {@code unfinished}. */
    public String end() {
        return game.end();
    }

    /** Of games, from 1. */
    public int number() {
        return game.number();
    }

    /** Sum of this game's rewards. */
    public double score() {
        return game.score();
    }
}
