package topspin;

import org.slf4j.LoggerFactory;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ConfigYaml;
import topspin.experiment.ExperimentFile;
import topspin.experiment.Resumption;
import topspin.experiment.RunJars;
import topspin.experiment.YamlAssignments;
import topspin.file.FileProblem;
import topspin.metric.MetricSink;
import topspin.policy.ActionChoice;
import topspin.run.CheckpointException;
import topspin.run.ConfigHash;
import topspin.run.ConfigTree;
import topspin.run.Origin;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.text.Excerpt;
import topspin.train.CheckpointChoice;
import topspin.train.Run;
import topspin.train.SavedRun;
import topspin.train.StopSignal;
import topspin.train.Trainer;
import topspin.train.Training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An experiment in a program: what {@code ./topspin train}, {@code --resume} and {@code eval} do, without their command
 * line. It is read from a file or a text, or made of a {@link RunConfig}; single keys are set on top.
 *
 * <pre>{@code
 * Experiment experiment = Experiment.parse("""
 *         env: {id: recall, delay: 2}
 *         total-steps: 20_000
 *         optimiser: {learning-rate: 1e-3}
 *         log: {every: 5_000}
 *         """);
 * Path run = Path.of("results", "recall");
 * experiment.train(run, row -> System.out.println(row.step() + " " + row.get(Metric.SCORE)));
 * try (Policy policy = Policy.load(run)) {
 *     PolicyState state = policy.newState();
 *     policy.act(new float[] {0, 1, 0}, state);
 *     policy.act(new float[] {0, 0, 0}, state);
 *     System.out.println("the cue was " + policy.act(new float[] {0, 0, 1}, state));
 * }
 * }</pre>
 *
 * <p>Immutable; each method returns another experiment, and any thread may use one. {@link #config}, {@link #train} and
 * {@link #resume} check it, since only the environment knows which keys there are. A mistake in it is an
 * {@link InputException} with the sentence that the command line prints.
 *
 * <p>Training runs on the calling thread and on further threads of its own, as the key {@code workers} says. Several
 * experiments may train at once, on different threads. It needs no environment variable and no JVM option.
 */
public final class Experiment {
    private static final String SOURCE = "experiment";
    private static final String ENCODER = "policy.encoder";
    private static final Consumer<String> LOG = LoggerFactory.getLogger(Experiment.class)::info;

    private final String source;
    private final List<Assignment> written;
    private final List<EnvironmentProvider> environments;
    private final Path from;
    private final boolean anyRounding;
    private final Consumer<String> notices;

    private Experiment(String source, List<Assignment> written, List<EnvironmentProvider> environments, Path from,
                       boolean anyRounding, Consumer<String> notices) {
        this.source = source;
        this.written = List.copyOf(written);
        this.environments = List.copyOf(environments);
        this.from = from;
        this.anyRounding = anyRounding;
        this.notices = notices;
    }

    private static Experiment of(String source, List<Assignment> written) {
        return new Experiment(source, written, List.of(), null, false, LOG);
    }

    /**
     * An experiment's file, such as {@code experiments/pong.yaml}, or the {@code config.yaml} of a run.
     *
     * @throws InputException if it cannot be read, or is not an experiment
     */
    public static Experiment read(Path file) {
        return of(file.toString(), ExperimentFile.assignments(file));
    }

    /**
     * An experiment from the text of such a file. Error messages call it {@value #SOURCE} instead of a file's name.
     *
     * @throws InputException if it is not YAML, or not an experiment
     */
    public static Experiment parse(String yaml) {
        return of(SOURCE, ExperimentFile.assignments(SOURCE, yaml));
    }

    /**
     * An experiment from a config that was built in code: {@code RunConfig.defaults(new Ppo()).with().env(Map.of("id",
     * "recall")).build()}. As in a file, options of the environment may be left out, and the default encoder is
     * replaced by the one that suits the observations.
     */
    public static Experiment of(RunConfig config) {
        Map<String, Object> values = ConfigTree.leaves(config);
        values.remove(ENCODER, RunConfig.defaults(config.algorithm()).policy().encoder());
        return of(SOURCE, values.entrySet().stream().map(value -> new Assignment(value.getKey(),
                value.getValue() == null ? null : value.getValue().toString(), value.getKey())).toList());
    }

    /**
     * This experiment with another value of a key.
     *
     * @param key   dotted, such as {@code ppo.clip}
     * @param value a number, a truth value, or any text that YAML could have there; null for none
     * @throws InputException if it is a text that begins like a YAML mapping and is not one
     */
    public Experiment set(String key, Object value) {
        String origin = "set " + Excerpt.of(key + "=" + value);
        return with(Stream.concat(written.stream(), YamlAssignments.ofSetting(origin, key, String.valueOf(value)).stream())
                .toList());
    }

    private Experiment with(List<Assignment> others) {
        return new Experiment(source, others, environments, from, anyRounding, notices);
    }

    /**
     * This experiment with an environment of the calling program, which {@code env.id} may then name. It needs no JAR,
     * no service file and no constructor without arguments. To resume the run, or to load its policy, pass it again.
     */
    public Experiment environment(EnvironmentProvider environment) {
        List<EnvironmentProvider> more = new ArrayList<>(environments);
        more.add(environment);
        return new Experiment(source, written, more, from, anyRounding, notices);
    }

    /** Training begins with the weights of this checkpoint, or of this run's newest one, as with {@code --from}. */
    public Experiment from(Path checkpointOrRun) {
        return new Experiment(source, written, environments, checkpointOrRun, anyRounding, notices);
    }

    /** Runs may be resumed with another engine or on another instruction set, as with {@code --allow-other-rounding}. */
    public Experiment allowOtherRounding() {
        return new Experiment(source, written, environments, from, true, notices);
    }

    /**
     * Receives the lines for people: the engine, where a run resumes, problems that were worked around. Without it they
     * are logged.
     */
    public Experiment notices(Consumer<String> reader) {
        return new Experiment(source, written, environments, from, anyRounding, reader);
    }

    /**
     * Every key with its value.
     *
     * @throws InputException if a key or a value is wrong; the message says which, where, and what was expected
     */
    public RunConfig config() {
        return resolved().config();
    }

    /** {@link #config} as the text of a file that trains the same run. */
    public String yaml() {
        return ConfigYaml.of(config());
    }

    private EnvironmentRegistry worlds() {
        return EnvironmentRegistry.load().and(environments);
    }

    private ExperimentFile resolved() {
        return ExperimentFile.of(source, written, worlds());
    }

    /** As {@link #train(Path, StopSignal, MetricSink...)}, to the end. */
    public Training.Outcome train(Path run, MetricSink... listeners) throws IOException {
        return train(run, new StopSignal(), listeners);
    }

    /**
     * Trains in a new run directory, as the command line would: {@code ./topspin eval}, {@code stats} and {@code plot}
     * read it, and {@code train --resume} resumes it, if the environment is on its class path.
     *
     * @param run       directory
     * @param stop      any thread may request a stop: the current update is finished, and a checkpoint saved
     * @param listeners called on this thread: every row of the table, finished episode and update. They are closed at the
     *                  end. One that throws ends the run, as failed; it can be resumed
     * @return whether the end was reached, and the summary that {@code run.json} has
     * @throws InputException        if the experiment is wrong, or there is no room for it on this machine
     * @throws RunDirectoryException if the directory holds something already, or cannot be written
     * @throws CheckpointException   if the weights that it starts {@link #from} belong to another network
     * @throws RunFailedException    if the run cannot go on: it diverged, or its environment failed
     * @throws IOException           if the disk is full, for instance
     */
    public Training.Outcome train(Path run, StopSignal stop, MetricSink... listeners) throws IOException {
        ExperimentFile file = resolved();
        file.requireRoom();
        Origin origin = from == null ? null : Origin.of(from, notices);
        RunConfig config = file.config();
        try (RunDirectory directory = RunDirectory.create(run, ConfigYaml.of(config), ConfigHash.of(config))) {
            if (origin != null) {
                directory.beginFrom(origin);
            }
            return execute(file, directory, stop, listeners);
        }
    }

    /** As {@link #resume(Path, StopSignal, MetricSink...)}, to the end. */
    public Training.Outcome resume(Path run, MetricSink... listeners) throws IOException {
        return resume(run, new StopSignal(), listeners);
    }

    /**
     * Resumes a run of this experiment that was stopped, was killed or failed, as {@code --resume} does: the result is
     * that of an uninterrupted run, to the last bit. {@code total-steps} may have grown, and keys that no result
     * depends on may have changed.
     *
     * @throws InputException        if the run belongs to another experiment; the message names the first key that
     *                               differs
     * @throws RunDirectoryException if there is no run, or it is finished, or would go on with other rounding
     * @throws CheckpointException   if no checkpoint can be used
     * @throws RunFailedException    if the run cannot go on
     * @throws IOException           if the disk is full, for instance
     */
    public Training.Outcome resume(Path run, StopSignal stop, MetricSink... listeners) throws IOException {
        EnvironmentRegistry worlds = worlds();
        try (RunDirectory directory = RunDirectory.reopen(run)) {
            RunJars.check(directory, worlds, notices);
            ExperimentFile file = resolved();
            Resumption.require(directory, file, worlds);
            return execute(file, directory, stop, listeners);
        }
    }

    private Training.Outcome execute(ExperimentFile file, RunDirectory directory, StopSignal stop, MetricSink... listeners)
            throws IOException {
        Run run = new Run(file.config(), directory, new Trainer(worlds()), List.of(), anyRounding);
        try {
            return run.execute(Writer.nullWriter(), step -> List.of(listeners), stop, notices);
        } catch (InvalidConfigException e) {
            throw file.located(e);
        } catch (UncheckedIOException e) {
            throw new RunFailedException(e.getMessage(), e);
        } catch (CheckpointException | RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(FileProblem.sentence(e), e);
        }
    }

    /**
     * Plays the episodes of {@code ./topspin eval} with a run's newest weights and the run's own config; this
     * experiment only provides environments.
     *
     * @param episodes how many to finish, at least 1
     * @throws InputException        if the run's {@code config.yaml} was changed, or it has no checkpoint yet
     * @throws RunDirectoryException if there is no run
     * @throws CheckpointException   if the checkpoint cannot be used
     * @throws RunFailedException    if the environment fails
     */
    public Training.Evaluation evaluate(Path run, ActionChoice choice, int episodes) throws IOException {
        return evaluate(run, CheckpointChoice.NEWEST, choice, episodes);
    }

    /** As {@link #evaluate(Path, ActionChoice, int)}, with chosen weights. */
    public Training.Evaluation evaluate(Path run, CheckpointChoice weights, ActionChoice choice, int episodes)
            throws IOException {
        if (episodes < 1) {
            throw new InputException("episodes " + episodes + ": expected a whole number, at least 1");
        }
        EnvironmentRegistry worlds = worlds();
        try (SavedRun saved = SavedRun.open(run, weights, worlds, new Trainer(worlds), notices)) {
            return saved.play(choice, episodes);
        }
    }
}
