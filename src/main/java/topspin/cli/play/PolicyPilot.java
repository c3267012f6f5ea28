package topspin.cli.play;

import topspin.Policy;
import topspin.PolicyState;
import topspin.picture.Caption;
import topspin.policy.Outputs;
import topspin.policy.distribution.DiagonalGaussian;
import topspin.policy.distribution.Distribution;
import topspin.policy.distribution.Distributions;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * A trained policy, and what it thinks of the present observation: the value that it expects, the entropy of its choice and
 * the probability of each action, or each action's value where it learned these.
 */
public final class PolicyPilot implements Pilot {
    private static final String GAP = " · ";

    private final Policy policy;
    private final PolicyState state;
    private final Distribution distribution;
    private final boolean hasValue;
    private final boolean hasActionValues;
    private final Space space;
    /** Whether the game has a step whose reward it has to be told. */
    private boolean untold;

    /**
     * @param streams that actions are drawn from; null to take the most probable ones
     */
    public PolicyPilot(Policy policy, RandomStreams streams) {
        this.policy = policy;
        RunConfig config = policy.config();
        space = policy.actionSpace();
        state = policy.newStates(1, streams);
        distribution = Distributions.over(config.policy().distribution(), space);
        hasValue = config.algorithm().hasCritic();
        hasActionValues = config.algorithm().outputs() == Outputs.ACTION_VALUES;
    }

    @Override
    public void begin() {
        state.restart();
        untold = false;
    }

    /** What it remembers before it looks at the present observation: a copy, for {@link Policy#saliency}. */
    public PolicyState memory(PlayedGame game) {
        tell(game);
        return state.copy();
    }

    private void tell(PlayedGame game) {
        if (untold) {
            state.rewarded(0, game.world().learnerReward(game.reward()));
            untold = false;
        }
    }

    @Override
    public void look(PlayedGame game) {
        tell(game);
        untold = true;
        if (game.seen().floats() == null) {
            policy.act(game.seen().bytes(), state, game.actions().values());
        } else {
            policy.act(game.seen().floats(), state, game.actions().values());
        }
    }

    @Override
    public List<String> lines(PlayedGame game) {
        if (game.isOver()) {
            return List.of("");
        }
        List<String> facts = new ArrayList<>();
        value().ifPresent(value -> facts.add("value " + Decimal.score(value)));
        entropy().ifPresent(entropy -> facts.add("entropy " + Decimal.of(entropy, 2)));
        return List.of(String.join(GAP, facts));
    }

    /** The value of the observation that it looked at last; empty if it learned none. */
    public OptionalDouble value() {
        return hasValue ? OptionalDouble.of(state.value(0)) : OptionalDouble.empty();
    }

    /** Of its last choice, in nats; empty if it chooses by actions' values. */
    public OptionalDouble entropy() {
        return hasActionValues ? OptionalDouble.empty() : OptionalDouble.of(distribution.entropy(state.logits(), 0));
    }

    /** Whether bars are probabilities of actions, which sum to 1. */
    public boolean hasProbabilities() {
        return !hasActionValues && space instanceof Discrete;
    }

    /** Gates and states of its core for the observation that it looked at last; none without a core. */
    public List<PolicyState.Inside> inside() {
        return state.inside(0);
    }

    @Override
    public List<Caption.Bar> bars(PlayedGame game) {
        List<Caption.Bar> bars = new ArrayList<>();
        float[] chosen = game.actions().values();
        List<String> names = game.actionNames();
        if (hasActionValues) {
            addActionValues(bars, names, (int) chosen[0]);
        } else if (space instanceof Discrete discrete) {
            addProbabilities(bars, action -> name(names, action), 0, discrete.n(), chosen);
        } else if (space instanceof MultiDiscrete parts) {
            for (int part = 0; part < parts.width(); part++) {
                String prefix = (part + 1) + ": ";
                addProbabilities(bars, choice -> prefix + choice, part, parts.sizes()[part], chosen);
            }
        } else if (space instanceof Box box) {
            addNumbers(bars, box, chosen);
        }
        return game.isOver() ? bars.stream().map(bar -> new Caption.Bar(bar.name(), 0, "", false)).toList() : bars;
    }

    /** Bars from the lowest value to the highest. */
    private void addActionValues(List<Caption.Bar> bars, List<String> names, int chosen) {
        float[] values = state.logits();
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        for (int i = 0; i < values.length; i++) {
            double share = high > low ? (values[i] - low) / (high - low) : 0;
            bars.add(new Caption.Bar(name(names, i), share, Decimal.score(values[i]), i == chosen));
        }
    }

    /** Of one part of the action, given the others: of independent parts that is the part's own probability. */
    private void addProbabilities(List<Caption.Bar> bars, IntFunction<String> name, int part, int n, float[] chosen) {
        float[] action = chosen.clone();
        double[] densities = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            action[part] = i;
            densities[i] = Math.exp(distribution.logProbability(state.logits(), 0, action, 0));
            sum += densities[i];
        }
        for (int i = 0; i < n; i++) {
            double share = densities[i] / sum;
            bars.add(new Caption.Bar(name.apply(i), share, Decimal.of(share, 2), i == (int) chosen[part]));
        }
    }

    /** The mean between the bounds, its deviation where there is one, and the number that is taken. */
    private void addNumbers(List<Caption.Bar> bars, Box box, float[] chosen) {
        boolean normal = distribution instanceof DiagonalGaussian;
        for (int i = 0; i < box.size(); i++) {
            double mean = normal ? state.logits()[i] : chosen[i];
            String spread = normal ? " ± " + Decimal.of(Math.exp(state.logits()[box.size() + i]), 2) : "";
            String name = box.size() == 1 ? "mean" : "mean " + (i + 1);
            bars.add(new Caption.Bar(name, share(box, mean), Decimal.of(mean, 2) + spread, false));
            String taken = box.size() == 1 ? "taken" : "taken " + (i + 1);
            bars.add(new Caption.Bar(taken, share(box, chosen[i]), Decimal.of(chosen[i], 2), true));
        }
    }

    private static double share(Box box, double value) {
        return (value - box.low()) / ((double) box.high() - box.low());
    }

    private static String name(List<String> names, int action) {
        return names.isEmpty() ? Integer.toString(action) : names.get(action);
    }
}
