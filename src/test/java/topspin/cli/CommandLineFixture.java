package topspin.cli;

import topspin.env.DiscreteEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.env.Observations;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.nn.engine.Arithmetic;
import topspin.policy.ActionChoice;
import topspin.random.RandomStreams;
import topspin.run.Checkpoint;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.WorldVersion;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.train.StopSignal;
import topspin.train.Trainer;
import topspin.train.Training;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line within this program, with everything it prints; over a world without game and a trainer that only counts. */
final class CommandLineFixture {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), false);
    private final EnvironmentRegistry registry = EnvironmentRegistry.of(List.of(new StillPong()));
    private final boolean real;
    private Training training = new Counting();

    CommandLineFixture() {
        this(false);
    }

    private CommandLineFixture(boolean real) {
        this.real = real;
    }

    /** Over the worlds and the trainer that there are. */
    static CommandLineFixture real() {
        return new CommandLineFixture(true);
    }

    /** A trainer that does something else at its first step. */
    void train(Training other) {
        training = other;
    }

    int run(String... arguments) {
        out.reset();
        err.reset();
        return real ? Main.run(console, EnvironmentRegistry::load, Trainer::new, arguments)
                : Main.run(console, plugins -> registry, worlds -> training, arguments);
    }

    EnvironmentRegistry registry() {
        return registry;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Counts decisions: a row per {@code log.every}, a checkpoint per {@code checkpoint.every}. */
    static class Counting implements Training {

        /** Called before each step; a test may stop or break the run here. */
        void beforeStep(long step, StopSignal stop) {
        }

        /** A test may have it count otherwise. */
        @Override
        public Arithmetic arithmetic(RunConfig config) {
            return new Arithmetic("counting", "1", "fingers");
        }

        @Override
        public WorldVersion world(RunConfig config) {
            return new WorldVersion(String.valueOf(config.env().get("id")), 1);
        }

        @Override
        public Session open(RunConfig config, RunDirectory directory, Optional<Checkpoint> checkpoint,
                            List<MetricSink> sinks) {
            long from = checkpoint.map(Checkpoint::step).orElse(0L);
            if (checkpoint.isEmpty()) {
                write(0, 0, sinks);
            }
            return new Session() {
                @Override
                public String engine() {
                    return "counting";
                }

                @Override
                public Outcome run(StopSignal stop) throws IOException {
                    long step = from;
                    while (step < config.totalSteps() && !stop.requested()) {
                        beforeStep(step, stop);
                        step += (long) config.environments() * config.steps();
                        write(step, 1000, sinks);
                        if (step % config.checkpoint().every() == 0) {
                            save(step);
                        }
                    }
                    save(step);
                    return new Outcome(step >= config.totalSteps(), Map.of("step", step));
                }

                private void save(long step) throws IOException {
                    directory.save(new Checkpoint.Writer(step, directory.configHash())
                            .sinkLengths(sinks.stream().mapToLong(MetricSink::sync).toArray()), 2);
                }

                @Override
                public void close() {
                }
            };
        }

        private static void write(long step, double fps, List<MetricSink> sinks) {
            MetricRecord row = new MetricRecord().set(Metric.STEP, step).set(Metric.SCORE, step / 100.0)
                    .set(Metric.FPS, fps);
            sinks.forEach(sink -> sink.write(row));
        }

        @Override
        public Evaluation evaluate(RunConfig config, Checkpoint checkpoint, ActionChoice choice, int episodes) {
            return new Evaluation(List.of(20.0, 18.0), List.of(100, 200));
        }
    }

    /** Has Pong's name and a few of its options. */
    private static final class StillPong implements EnvironmentProvider {
        @Override
        public String id() {
            return "pong";
        }

        @Override
        public String description() {
            return "two paddles, no ball";
        }

        @Override
        public List<EnvironmentOption> options() {
            return List.of(EnvironmentOption.choice("observation", "binary80", List.of("binary80", "gray84", "features"), "what is seen"),
                    EnvironmentOption.of("frame-skip", 4, "frames per decision"),
                    EnvironmentOption.of("sticky", 0.0, "probability that an action is repeated"),
                    EnvironmentOption.of("reward-clip", true, "rewards to -1, 0, 1"));
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            if ((int) options.get("frame-skip") < 1) {
                throw new InvalidOptionException("frame-skip", "frame-skip: expected at least 1, got "
                        + options.get("frame-skip"));
            }
            Math.multiplyExact((int) options.get("frame-skip"), 2);
            return new Still(switch ((String) options.get("observation")) {
                case "gray84" -> Box.pixels(84, 84, 1);
                case "features" -> Box.floats(-1, 1, 6);
                default -> Box.binary(80, 80, 1);
            });
        }
    }

    private record Still(Box observation) implements DiscreteEnvironment {
        @Override
        public Box observationSpace() {
            return observation;
        }

        @Override
        public Discrete actionSpace() {
            return new Discrete(2);
        }

        @Override
        public void reset(Observations out, int row) {
        }

        @Override
        public float step(int action, Observations out, int row) {
            return 0;
        }

        @Override
        public boolean terminated() {
            return false;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void save(DataOutput out) {
        }

        @Override
        public void restore(DataInput in) {
        }
    }
}
