package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.Policy;
import topspin.PolicyState;
import topspin.config.InputException;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.lab.InsideView;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.supervised.Trace;
import topspin.train.CheckpointChoice;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** {@code topspin inspect}: a policy's gates and states while it plays. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Look inside a policy's recurrent core while it plays a game.", "",
            "Draws gates and states as a heat map, a row per unit and a column per step, and names the units that go with the "
            + "value, the reward or a number that the policy sees. inside.svg and inside.png go into the run's directory. The "
            + "labs counter, recall and char-rnn have --inspect of their own."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin inspect results/pong/seed-1",
            "  ./topspin inspect results/recall/seed-1 --steps 20 --seed 7"})
final class InspectCommand implements Callable<Integer> {
    /** More numbers than these are a picture. */
    private static final int MOST_NUMBERS = 32;
    private static final int MOST_STEPS = 100_000;

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

        Game(Policy policy, Environment world) {
            this.policy = policy;
            this.world = world;
            state = policy.newState();
        }

        void play() {
            Observations observation = new Observations(world.observationSpace(), 1);
            Actions actions = new Actions(world.actionSpace(), 1);
            world.reset(observation, 0);
            for (int step = 0; step < skip + steps; step++) {
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
            return new InsideView(List.of(traces), columns, signals).show(title, run);
        }

        private static double[] numbers(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
