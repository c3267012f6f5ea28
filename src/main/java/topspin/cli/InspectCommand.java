package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.Policy;
import topspin.PolicyState;
import topspin.Saliency;
import topspin.cli.play.KeptSteps;
import topspin.cli.play.OpenGame;
import topspin.config.InputException;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code topspin inspect}: a policy's gates and states while it plays. */
@Command(name = "inspect", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Look inside a policy's recurrent core while it plays a game.", "",
            "Draws gates and states as a heat map, a row per unit and a column per step, and names the units that go with the "
            + "value, the reward, a number that the world can name, such as a ball's height, or one that the policy sees. Below, how much "
            + "the value and the chosen action depend on what was seen how many steps back: the sizes of their gradients in the "
            + "observations. The files inside.svg and inside.png go into the run's directory. The labs counter, recall and char-rnn have --inspect of their own."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin inspect results/pong/seed-1",
            "  ./topspin inspect results/recall/seed-1 --steps 20 --seed 7"})
final class InspectCommand implements Callable<Integer> {
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
            try (Environment world = OpenGame.world(registry, config, new RandomStreams(seed))) {
                Game game = new Game(policy, world);
                game.play();
                game.show(config.name() + ": " + config.policy().core().description() + ", game " + seed).forEach(
                        console.out()::println);
            }
        }
        return Main.DONE;
    }

    /** One game, and what was decided and computed in it. */
    private final class Game {
        private final Policy policy;
        private final OpenGame game;
        private final KeptSteps kept;
        private final List<List<PolicyState.Inside>> insides = new ArrayList<>();
        private final List<double[]> numbers = new ArrayList<>();

        Game(Policy policy, Environment world) {
            this.policy = policy;
            game = new OpenGame(policy.config().name(), policy, world, null);
            kept = new KeptSteps(game, steps);
        }

        void play() {
            int step = 0;
            for (; step < skip && !game.isOver(); step++) {
                game.look();
                game.step();
            }
            while (kept.count() < steps && !game.isOver()) {
                kept.play();
                insides.add(game.inside());
                numbers.add(game.numbers().clone());
            }
            if (insides.size() < 2) {
                throw new InputException("--skip " + skip + ": the game was over after " + (step + insides.size()) + " steps; skip fewer");
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
            for (int k = 0; k < game.names().size(); k++) {
                int index = k;
                signals.add(new InsideView.Signal(game.names().get(k), new double[][] {
                        numbers.stream().mapToDouble(now -> now[index]).toArray()}));
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
            Saliency saliency;
            try {
                saliency = kept.saliency(policy);
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
            blocks.add(new HeatMap.Block("gradient of the " + output + " in what was seen, by steps back", Saliency.sharesByStep(gradients), back,
                    IntStream.of(back).mapToObj(Integer::toString).toList()));
        }
    }
}
