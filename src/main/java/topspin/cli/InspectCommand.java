package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.Policy;
import topspin.PolicyState;
import topspin.Saliency;
import topspin.config.InputException;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.lab.InsideView;
import topspin.random.RandomStreams;
import topspin.report.HeatMap;
import topspin.run.RunConfig;
import topspin.supervised.Trace;
import topspin.train.CheckpointChoice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code topspin inspect}: a policy's gates and states while it plays. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Look inside a policy's recurrent core while it plays a game.", "",
            "Draws gates and states as a heat map, a row per unit and a column per step, and names the units that go with the "
            + "value, the reward or a number that the policy sees. Below, how much the value and the chosen action depend on what was seen "
            + "how many steps back: the sizes of their gradients in the observations. The files inside.svg and inside.png go into the run's directory. The "
            + "labs counter, recall and char-rnn have --inspect of their own."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin inspect results/pong/seed-1",
            "  ./topspin inspect results/recall/seed-1 --steps 20 --seed 7"})
final class InspectCommand implements Callable<Integer> {
    /** More numbers than these are a picture. */
    private static final int MOST_NUMBERS = 32;
    private static final int MOST_STEPS = 100_000;
    /** Steps back that are named, if they have a hundredth of the gradient. */
    private static final int NAMED = 3;
    private static final double LEAST = 0.01;
    /** Steps back that are drawn. */
    private static final int FEWEST_DRAWN = 12;
    private static final int MOST_DRAWN = 80;

    @Parameters(paramLabel = "RUN_DIR", description = "A run's directory, such as results/pong/seed-1.")
    private Path run;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "100",
            description = "Steps that are looked at, fewer if the game ends before; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--skip", paramLabel = "N", defaultValue = "0",
            description = "Steps that are played before; default ${DEFAULT-VALUE}.")
    private int skip;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the game; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--best", description = "Use the checkpoint with the best score instead of the newest.")
    private boolean best;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    InspectCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws IOException {
        if (steps < 2 || steps > MOST_STEPS) {
            throw new InputException("--steps " + steps + ": expected a whole number from 2 to " + MOST_STEPS);
        }
        if (skip < 0) {
            throw new InputException("--skip " + skip + ": expected a whole number, at least 0");
        }
        EnvironmentRegistry registry = environments.get();
        try (Policy policy = Policy.load(run, new CheckpointChoice(best, null), registry)) {
            RunConfig config = policy.config();
            if (!config.policy().core().isRecurrent()) {
                throw new InputException(run + ": its policy has no memory (policy.core.type none), so there is nothing to look at");
            }
            Map<String, Object> options = new LinkedHashMap<>(config.env());
            String id = String.valueOf(options.remove("id"));
            try (Environment world = registry.create(id, options, new RandomStreams(seed))) {
                Game game = new Game(policy, world);
                game.play();
                game.show(config.name() + ": " + config.policy().core().description() + ", game " + seed).forEach(
                        console.out()::println);
            }
        }
        return Main.DONE;
    }

    /** One game, and what was seen, decided and computed in it. */
    private final class Game {
        private final Policy policy;
        private final Environment world;
        private final PolicyState state;
        private final List<List<PolicyState.Inside>> insides = new ArrayList<>();
        private final List<Double> values = new ArrayList<>();
        private final List<Double> rewards = new ArrayList<>();
        private final List<float[]> seen = new ArrayList<>();
        /** Observations, actions and rewards for the learner, a row per step. */
        private final Observations observed;
        private final Actions taken;
        private final float[] learned = new float[steps];
        /** Before the first of these steps. */
        private PolicyState before;

        Game(Policy policy, Environment world) {
            this.policy = policy;
            this.world = world;
            state = policy.newState();
            observed = new Observations(world.observationSpace(), steps);
            taken = new Actions(world.actionSpace(), steps);
        }

        void play() {
            Observations observation = new Observations(world.observationSpace(), 1);
            Actions actions = new Actions(world.actionSpace(), 1);
            world.reset(observation, 0);
            for (int step = 0; step < skip + steps; step++) {
                if (step == skip) {
                    before = state.copy();
                }
                if (step >= skip) {
                    observed.copyRow(observation, 0, step - skip);
                }
                float[] numbers = observation.floats() == null ? new float[0] : observation.floats().clone();
                if (observation.floats() == null) {
                    policy.act(observation.bytes(), state, actions.values());
                } else {
                    policy.act(observation.floats(), state, actions.values());
                }
                float reward = world.step(actions, 0, observation, 0);
                if (step >= skip) {
                    insides.add(state.inside(0));
                    values.add((double) state.value(0));
                    rewards.add((double) reward);
                    seen.add(numbers);
                    taken.copyRow(actions, 0, step - skip);
                    learned[step - skip] = world.learnerReward(reward);
                }
                if (world.terminated() || world.truncated()) {
                    break;
                }
                state.rewarded(0, world.learnerReward(reward));
            }
            if (insides.size() < 2) {
                throw new InputException("--skip " + skip + ": the game was over after " + (skip + insides.size()) + " steps; skip fewer");
            }
        }

        List<String> show(String title) throws IOException {
            List<Trace> traces = new ArrayList<>();
            for (int part = 0; part < insides.get(0).size(); part++) {
                int index = part;
                PolicyState.Inside first = insides.get(0).get(part);
                traces.add(new Trace(first.layer(), first.name(),
                        insides.stream().map(step -> step.get(index).values()).toArray(float[][]::new)));
            }
            List<InsideView.Signal> signals = new ArrayList<>();
            signals.add(new InsideView.Signal("value", new double[][] {numbers(values)}));
            signals.add(new InsideView.Signal("reward", new double[][] {numbers(rewards)}));
            int width = seen.get(0).length;
            for (int k = 0; k < width && width <= MOST_NUMBERS; k++) {
                int index = k;
                signals.add(new InsideView.Signal("observation " + (k + 1), new double[][] {
                        seen.stream().mapToDouble(numbers -> numbers[index]).toArray()}));
            }
            List<String> columns = IntStream.range(skip, skip + insides.size()).mapToObj(step -> step % 10 == 0
                    ? Integer.toString(step) : "").toList();
            List<String> lines = new ArrayList<>();
            List<HeatMap.Block> below = saliency(lines);
            lines.addAll(0, new InsideView(List.of(traces), columns, signals).show(title, run, below));
            return lines;
        }

        /** How much of the value, and of the choice, is owed to what was seen how many steps back. */
        private List<HeatMap.Block> saliency(List<String> lines) {
            int count = insides.size();
            Observations rows = new Observations(observed.space(), count);
            rows.copyRows(observed, 0, 0, count);
            Saliency saliency;
            try {
                saliency = policy.saliency(before, rows, taken, learned);
            } catch (UnsupportedOperationException e) {
                lines.add("no picture of what it depends on: " + e.getMessage());
                return List.of();
            }
            List<HeatMap.Block> blocks = new ArrayList<>();
            add("value", saliency.value(), blocks, lines);
            add("choice", saliency.choice(), blocks, lines);
            return blocks;
        }

        private static void add(String output, float[][] gradients, List<HeatMap.Block> blocks, List<String> lines) {
            double[] shares = Saliency.shares(gradients);
            List<Integer> order = IntStream.range(0, shares.length).boxed()
                    .sorted(Comparator.comparingDouble((Integer k) -> -shares[k])).limit(NAMED).filter(k -> shares[k] >= LEAST).toList();
            if (order.isEmpty()) {
                return;
            }
            lines.add("the " + output + " depends on what was seen " + order.stream().map(k -> (k == 0 ? "now"
                    : k == 1 ? "1 step back" : k + " steps back") + " (" + Math.round(100 * shares[k]) + " %)")
                    .collect(Collectors.joining(", ")));
            int drawn = Math.max(FEWEST_DRAWN, 1 + order.stream().mapToInt(k -> k).max().orElse(0));
            int[] back = IntStream.range(0, Math.min(shares.length, Math.min(drawn, MOST_DRAWN))).toArray();
            blocks.add(new HeatMap.Block("gradient of the " + output + " in what was seen, by steps back", scaled(gradients), back,
                    IntStream.of(back).mapToObj(Integer::toString).toList()));
        }

        /** The shares of each step by itself. */
        private static float[][] scaled(float[][] gradients) {
            float[][] scaled = new float[gradients.length][gradients.length];
            for (int t = 0; t < gradients.length; t++) {
                double[] shares = Saliency.shares(gradients[t]);
                for (int k = 0; k < shares.length; k++) {
                    scaled[t][k] = (float) shares[k];
                }
            }
            return scaled;
        }

        private static double[] numbers(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
