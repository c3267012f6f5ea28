package topspin.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.a2c.A2c;
import topspin.config.InvalidConfigException;
import topspin.env.DiscreteEnvironment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.ProviderOf;
import topspin.file.Safetensors;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.nn.cell.CoreConfig;
import topspin.normalise.NormaliseConfig;
import topspin.optim.OptimiserConfig;
import topspin.policy.PolicyConfig;
import topspin.run.Checkpoint;
import topspin.run.ConfigHash;
import topspin.run.ConfigRules;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole runs in a world whose rewards rise, and fall to the floor for good, whatever is done. */
class CollapseGuardTest {
    private static final int ROW = 20;
    private static final int ROWS = 20;
    /** The row whose games are the first on the floor. */
    private static final int FALL = 10;
    private static final int NOTICED = FALL + CollapseWatch.PATIENCE - 1;
    /** The row at which {@link #score}'s collapse is noticed, by a mean over the games of 32 rows. */
    private static final int LONG_NOTICED = 71;

    @TempDir
    private Path directory;
    private final List<String> notices = new ArrayList<>();

    @Test
    void shouldSayOnceThatARunCollapsedAndNoteItInItsRecord() throws IOException {
        run("plain", new RunConfig.Guard(true, true, false), Long.MAX_VALUE);

        assertThat(notices).filteredOn(notice -> notice.contains("collapsed")).containsExactly("step " + NOTICED * ROW
                + ": collapsed at step " + FALL * ROW + ": the score held 8.0 before, and is -21.0 after 4 rows on the "
                + "floor; guard.rollback: true would go back to the best checkpoint");
        assertThat(Files.readString(directory.resolve("plain/run.json"))).contains("\"collapsed\" : [ {",
                "\"step\" : " + FALL * ROW, "\"noticed-at-step\" : " + NOTICED * ROW);
        assertThat(Files.readAllLines(directory.resolve("plain/table.txt"))).hasSize(ROWS + 2)
                .allMatch(line -> line.split(" ").length == 3);
    }

    @Test
    void shouldSayNothingUnlessAsked() throws IOException {
        run("silent", new RunConfig.Guard(true, false, false), Long.MAX_VALUE);

        assertThat(notices).noneMatch(notice -> notice.contains("collapsed"));
        assertThat(Files.readString(directory.resolve("silent/run.json"))).doesNotContain("collapsed");
    }

    @Test
    void shouldGoBackToTheBestWeightsAndLearnMoreSlowly() throws IOException {
        run("back", new RunConfig.Guard(true, true, true), NOTICED * ROW);

        assertThat(notices).anyMatch(notice -> notice.contains("went back to the weights of step " + (FALL - 1) * ROW
                + ", learning rate × 0.5 from here on"));
        for (String name : List.of("core/0/recurrent-weights", "optimiser/m", "optimiser/v")) {
            assertThat(floats("back/checkpoints/step-000000260.safetensors", name)).as(name)
                    .isEqualTo(floats("back/checkpoints/best.safetensors", name))
                    .isNotEqualTo(floats("back/checkpoints/step-000000200.safetensors", name));
        }
        run("back", new RunConfig.Guard(true, true, true), Long.MAX_VALUE);
        assertThat(column("back", "learning_rate").subList(NOTICED, NOTICED + 2)).containsExactly("0.001", "0.0005");
        assertThat(Files.readString(directory.resolve("back/run.json"))).contains("\"rolled-back-to-step\" : 180");
        assertThat(notices).as("this world falls whatever the policy does").anyMatch(notice -> notice.startsWith("step 340: ")
                && notice.contains("learning rate × 0.25 from here on"));
    }

    /** Episodes end where rollouts do, so that all returns are 0 then: what else there is are statistics. */
    @Test
    void statisticsShouldGoBackWithTheWeights() throws IOException {
        RunConfig config = config(new RunConfig.Guard(true, true, true), ROWS, 4).with()
                .normalise(new NormaliseConfig(true, true)).build();
        IntUnaryOperator scores = row -> row < FALL ? 3 * row - 16 : -21;
        run("back", config, scores, NOTICED * ROW);

        assertThat(statistics("step-000000260")).isEqualTo(statistics("best")).isNotEqualTo(statistics("step-000000200"));
        run("back", config, scores, (NOTICED + 2L) * ROW);
        assertThat(statistics("step-000000300")).as("and go on from there").isNotEqualTo(statistics("best"));
    }

    private byte[] statistics(String checkpoint) throws IOException {
        try (Checkpoint read = Checkpoint.read(directory.resolve("back/checkpoints/" + checkpoint + ".safetensors"))) {
            return read.bytes(Checkpoint.NORMALISER);
        }
    }

    @Test
    void shouldGiveTheSameBytesWhereverItIsStopped() throws IOException {
        RunConfig.Guard guard = new RunConfig.Guard(true, true, true);
        run("whole", guard, Long.MAX_VALUE);
        for (int row : new int[] {FALL - 1, FALL + 1, NOTICED, NOTICED + 1}) {
            run("parts", guard, (long) row * ROW);
        }
        run("parts", guard, Long.MAX_VALUE);

        assertSameAsWhole("parts");
    }

    @Test
    void shouldRepeatARollbackThatNoCheckpointIsLeftOf() throws IOException {
        RunConfig.Guard guard = new RunConfig.Guard(true, true, true);
        run("whole", guard, Long.MAX_VALUE);
        run("parts", guard, (NOTICED + 3L) * ROW);
        try (Stream<Path> checkpoints = Files.list(directory.resolve("parts/checkpoints"))) {
            for (Path file : checkpoints.filter(file -> file.toString().matches(".*step-.*(26|3.).\\.safetensors")).toList()) {
                Files.delete(file);
            }
        }
        run("parts", guard, Long.MAX_VALUE);

        assertThat(notices).filteredOn(notice -> notice.startsWith("step 260: ")).hasSize(3).allMatch(
                notice -> notice.contains("went back"));
        assertSameAsWhole("parts");
    }

    private void assertSameAsWhole(String run) throws IOException {
        try (Checkpoint whole = Checkpoint.read(directory.resolve("whole/checkpoints/step-000000400.safetensors"));
             Checkpoint parts = Checkpoint.read(directory.resolve(run + "/checkpoints/step-000000400.safetensors"))) {
            for (String name : List.of("state/collapses", "state/collector", "state/episodes")) {
                assertThat(parts.bytes(name)).as(name).isEqualTo(whole.bytes(name));
            }
        }
        for (String name : List.of("core/0/recurrent-weights", "core/0/input-weights", "optimiser/m", "optimiser/v")) {
            assertThat(floats(run + "/checkpoints/step-000000400.safetensors", name)).as(name)
                    .isEqualTo(floats("whole/checkpoints/step-000000400.safetensors", name));
        }
        for (String name : List.of("score", "policy_loss", "grad_norm", "learning_rate")) {
            assertThat(column(run, name)).isEqualTo(column("whole", name));
        }
    }

    @Test
    void shouldCountInTheHashOnlyWhereItChangesResults() {
        String plain = ConfigHash.of(config(new RunConfig.Guard(true, false, false), ROWS, 4));

        assertThat(ConfigHash.of(config(new RunConfig.Guard(true, true, false), ROWS, 4))).isEqualTo(plain);
        assertThat(ConfigHash.of(config(new RunConfig.Guard(true, true, true), ROWS, 4))).isNotEqualTo(plain);
        assertThatThrownBy(() -> ConfigRules.check(config(new RunConfig.Guard(true, false, true), ROWS, 4)))
                .isInstanceOf(InvalidConfigException.class).hasMessageContaining("guard.collapse");
    }

    /** Games are bad, then good, then bad until the collapse is noticed, and good again from the next one on. */
    @Test
    void shouldNotTakeTheGamesBeforeARollbackForASecondCollapse() throws IOException {
        int rows = 90;
        int window = 32 * ROW / Game.LENGTH;
        RunConfig config = config(new RunConfig.Guard(true, true, true), rows, window);
        run("whole", config, CollapseGuardTest::score, Long.MAX_VALUE);

        assertThat(notices).filteredOn(notice -> notice.contains("went back")).singleElement().asString()
                .startsWith("step " + LONG_NOTICED * ROW + ": ");
        assertThat(column("whole", "score").subList(LONG_NOTICED, LONG_NOTICED + 3)).as("no game of before counts")
                .satisfies(scores -> assertThat(Double.parseDouble(scores.get(0))).isLessThan(-15))
                .endsWith("10", "10");
        assertThat(column("whole", "learning_rate")).endsWith("0.0005").doesNotContain("0.00025");

        run("parts", config, CollapseGuardTest::score, (LONG_NOTICED + 1L) * ROW);
        run("parts", config, CollapseGuardTest::score, Long.MAX_VALUE);
        assertThat(column("parts", "score")).isEqualTo(column("whole", "score"));
    }

    private static int score(int row) {
        return row > 10 && row <= 40 || row > LONG_NOTICED ? 10 : -21;
    }

    /** The fifth row's score is of the fourth's episodes: it is no second row on the floor. */
    @Test
    void aRowWithoutANewEpisodeShouldSayNothing() {
        CollapseGuard guard = new CollapseGuard(new RunConfig.Guard(true, true, false));
        long[] episodes = {1, 2, 3, 4, 5, 5};
        double[] scores = {0, 0, 10, 10, 0, 0};
        for (int i = 0; i < scores.length; i++) {
            assertThat(guard.observe(i, scores[i], i < 4 ? 0.5 : 0, episodes[i])).as("row %d", i).isEmpty();
        }
        assertThat(guard.observe(6, 0, 0, 6)).hasValueSatisfying(collapse -> {
            assertThat(collapse.step()).isEqualTo(4);
            assertThat(collapse.rows()).isEqualTo(2);
        });
    }

    private void run(String name, RunConfig.Guard guard, long until) throws IOException {
        run(name, config(guard, ROWS, 4), row -> row < FALL ? 3 * row - 16 : -21, until);
    }

    /**
     * Begins or goes on, up to a step.
     *
     * @param scores of the games of a row
     */
    private void run(String name, RunConfig config, IntUnaryOperator scores, long until) throws IOException {
        Path path = directory.resolve(name);
        StopSignal stop = new StopSignal();
        MetricSink stopper = new MetricSink() {
            @Override
            public void write(MetricRecord row) {
                if (row.step() >= until) {
                    stop.request();
                }
            }
        };
        try (RunDirectory run = Files.exists(path) ? RunDirectory.open(path)
                : RunDirectory.create(path, "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(EnvironmentRegistry.of(List.of(new ProviderOf("downfall", () -> new Game(scores))))), List.of())
                    .execute(new StringBuilder(), step -> List.of(stopper), stop, notices::add);
        }
    }

    private float[] floats(String file, String name) throws IOException {
        try (Safetensors tensors = Safetensors.open(directory.resolve(file))) {
            float[] values = new float[(int) tensors.tensor(name).elements()];
            tensors.floats(name, values, 0, values.length);
            return values;
        }
    }

    private List<String> column(String run, String name) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(run + "/progress.csv"));
        int index = List.of(lines.get(0).split(",")).indexOf(name);
        return lines.stream().skip(1).map(line -> line.split(",", -1)[index]).toList();
    }

    private static RunConfig config(RunConfig.Guard guard, int rows, int scoreWindow) {
        RunConfig d = RunConfig.defaults(new A2c());
        return d.with().name("downfall").env(Map.of("id", "downfall")).environments(2).steps(5)
                .totalSteps((long) ROW * rows)
                .optimiser(new OptimiserConfig("adam", 1e-3, "constant", 1e-5, 0.99, 0.9, 0.999))
                .policy(new PolicyConfig("none", 1, new CoreConfig("lstm", 4, 1, 0), "fused")).seed(1).workers("1")
                .shards("auto").engine("auto").log(new RunConfig.Log(ROW, scoreWindow))
                .checkpoint(new RunConfig.Checkpoints(100, 20)).guard(guard).build();
    }

    /** Games of five steps; the score of a game depends on nothing but its number. */
    private static final class Game implements DiscreteEnvironment {
        private static final int LENGTH = 5;
        /** Of one environment; two environments fill a row. */
        private static final int GAMES_PER_ROW = ROW / LENGTH / 2;
        private final IntUnaryOperator scores;
        private int games = -1;
        private int taken;

        Game(IntUnaryOperator scores) {
            this.scores = scores;
        }

        @Override
        public Box observationSpace() {
            return Box.floats(0, 1, 2);
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(2);
        }

        @Override
        public void reset(Observations out, int row) {
            games++;
            taken = 0;
            draw(out, row);
        }

        @Override
        public float step(int action, Observations out, int row) {
            taken++;
            draw(out, row);
            return taken < LENGTH ? 0 : scores.applyAsInt(games / GAMES_PER_ROW + 1);
        }

        private void draw(Observations out, int row) {
            if (out != null) {
                out.floats()[out.offset(row)] = taken / (float) LENGTH;
                out.floats()[out.offset(row) + 1] = games % 2;
            }
        }

        @Override
        public boolean terminated() {
            return taken == LENGTH;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(games);
            out.writeInt(taken);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            games = in.readInt();
            taken = in.readInt();
        }
    }
}
