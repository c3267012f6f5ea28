package topspin.lab;

import topspin.config.Expect;
import topspin.metric.Csv;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.metric.ScoreTable;
import topspin.metric.TensorBoard;
import topspin.nn.Parameters;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.nn.engine.EngineUnavailableException;
import topspin.optim.Optimiser;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.supervised.Fit;
import topspin.supervised.SequenceModel;
import topspin.text.Decimal;
import topspin.text.Excerpt;
import topspin.train.StopSignal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of an exercise: its model, what it learns from, and how far it has come. Order of use: construct; optionally
 * {@link #restore}; {@link #train}, {@link #report} or {@link #predict}; {@link #close}. One thread.
 */
public final class LabRun implements AutoCloseable {
    /** The columns of {@code progress.csv}. A step is an epoch, and {@code fps} examples per second. */
    private static final List<Metric> COLUMNS = List.of(Metric.STEP, Metric.SCORE, Metric.FPS, Metric.SECONDS, Metric.UPDATES,
            Metric.LEARNING_RATE, Metric.GRAD_NORM, Metric.LOSS, Metric.VALIDATION_LOSS);
    private static final String STATE = "state/lab";
    private static final double SECONDS_PER_CHECKPOINT = 30;
    private static final int KEPT = 1;
    private static final int FILES = 3;

    private final LabConfig config;
    private final Engine engine;
    private final WorkerPool workers;
    private final Task task;
    private final SequenceModel model;
    private final Fit fit;
    private final List<MetricSink> sinks = new ArrayList<>();
    private long[] lengths = new long[FILES];
    private int epoch;
    private double seconds;
    private int lastRowEpoch;
    private double lastRowSeconds;
    private double loss = Double.NaN;
    private double score = Double.NaN;

    /**
     * Draws data and weights.
     *
     * @throws topspin.config.InvalidConfigException if the settings make no sense
     * @throws RunFailedException                    if the engine cannot be used
     */
    public LabRun(Exercise lab, LabConfig config) {
        this.config = config;
        RandomStreams streams = new RandomStreams(config.seed());
        task = lab.task(config, streams);
        engine = open(config.engine());
        workers = new WorkerPool(config.workers().equals(Expect.AUTO) ? Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(config.workers()));
        SequenceModel.Builder builder = new SequenceModel.Builder(engine, task.input());
        task.layers(builder);
        model = builder.build(streams);
        fit = new Fit(model, task.loss(), task.reduction(), config.fit(), config.optimiser(), streams, workers);
    }

    private static Engine open(String name) {
        try {
            return Engines.open(name);
        } catch (EngineUnavailableException e) {
            throw new RunFailedException("the engine " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    public Task task() {
        return task;
    }

    public SequenceModel model() {
        return model;
    }

    /** What learns, and can be asked. */
    public Fit fit() {
        return fit;
    }

    /** Of the last row; NaN before. */
    public double score() {
        return score;
    }

    /** Takes the weights of a checkpoint of this lab, and goes on where it was made. */
    public void restore(Checkpoint checkpoint) throws IOException {
        checkpoint.restore(model.parameters());
        for (Optimiser.State state : fit.optimiser().state()) {
            checkpoint.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length);
        }
        checkpoint.restore(STATE, in -> {
            epoch = in.readInt();
            seconds = in.readDouble();
            lastRowEpoch = in.readInt();
            lastRowSeconds = in.readDouble();
            loss = in.readDouble();
            score = in.readDouble();
            fit.restore(in);
        });
        lengths = checkpoint.sinkLengths();
        model.pack();
    }

    /** Of the last epoch; NaN before. */
    public double loss() {
        return loss;
    }

    /** Whether the task's goal is reached; false if there is none. */
    public boolean isGoalReached() {
        return task.goal().filter(goal -> goal.isReached(score, loss)).isPresent();
    }

    /** Epochs done. */
    public int epoch() {
        return epoch;
    }

    /** The columns of the table for people. */
    private List<ScoreTable.Column> columns() {
        List<ScoreTable.Column> columns = new ArrayList<>();
        columns.add(new ScoreTable.Column("epoch", Metric.STEP, 0));
        columns.add(new ScoreTable.Column("loss", Metric.LOSS, 6));
        if (task.validation().isPresent()) {
            columns.add(new ScoreTable.Column("validation", Metric.VALIDATION_LOSS, 6));
        }
        columns.add(new ScoreTable.Column(task.scoreName(), Metric.SCORE, 4));
        columns.add(new ScoreTable.Column("examples/s", Metric.FPS, 0));
        return columns;
    }

    /**
     * Learns up to the last epoch, or to a requested stop, which is heeded after an epoch. {@code run.json} says how it
     * ended.
     *
     * @param directory   open for writing
     * @param commandLine what the user typed
     * @param table       gets the table as it grows; a resumed run's earlier rows first
     * @param display     sinks besides the directory's files
     * @return whether the last epoch was reached
     * @throws RunFailedException if the loss is no finite number
     */
    public boolean train(RunDirectory directory, List<String> commandLine, Appendable table, List<MetricSink> display,
                         StopSignal stop) throws IOException {
        try {
            sinks.add(new ScoreTable(directory.file(RunDirectory.TABLE), columns(), lengths[0], table));
            sinks.add(new Csv(directory.file(RunDirectory.PROGRESS), lengths[1], COLUMNS));
            sinks.add(new TensorBoard(directory.file(RunDirectory.EVENTS), lengths[2]));
            sinks.addAll(display);
            fit.plan(task.training());
            directory.begin(commandLine, engine.description(), workers.workers());
            stop.heed();
            return record(directory, stop);
        } finally {
            sinks.forEach(MetricSink::close);
            sinks.clear();
        }
    }

    private boolean record(RunDirectory directory, StopSignal stop) throws IOException {
        try {
            learn(directory, stop);
            save(directory);
            boolean finished = epoch == config.fit().epochs();
            directory.end(finished ? RunDirectory.Status.FINISHED : RunDirectory.Status.INTERRUPTED, summary());
            return finished;
        } catch (IOException | RuntimeException | Error failure) {
            directory.endFailed(failure);
            throw failure;
        }
    }

    /** Learns up to the last epoch without keeping anything: for controls. */
    public LabRun learned() {
        while (epoch < config.fit().epochs()) {
            loss = fit.epoch(task.training());
            epoch++;
        }
        score = task.score(fit, true);
        return this;
    }

    private void learn(RunDirectory directory, StopSignal stop) throws IOException {
        long clock = System.nanoTime();
        if (epoch == 0) {
            writeRow();
        }
        double saved = seconds;
        while (epoch < config.fit().epochs() && !stop.requested() && !directory.stopRequested()) {
            loss = fit.epoch(task.training());
            if (!Double.isFinite(loss)) {
                throw RunFailedException.repeating("the loss is " + loss + " after epoch " + (epoch + 1)
                        + "; lower optimiser.learning-rate or set fit.max-grad-norm");
            }
            epoch++;
            long now = System.nanoTime();
            seconds += (now - clock) * 1e-9;
            clock = now;
            if (epoch % config.logEvery() == 0 || epoch == config.fit().epochs()) {
                writeRow();
            }
            for (MetricSink sink : sinks) {
                sink.advanced(epoch);
            }
            if (seconds - saved > SECONDS_PER_CHECKPOINT) {
                save(directory);
                saved = seconds;
            }
        }
    }

    private void writeRow() {
        score = task.score(fit, epoch == config.fit().epochs());
        double perSecond = (double) (epoch - lastRowEpoch) * task.training().count() / (seconds - lastRowSeconds);
        MetricRecord row = new MetricRecord().set(Metric.STEP, epoch).set(Metric.SCORE, score)
                .set(Metric.FPS, epoch == 0 ? 0 : perSecond).set(Metric.SECONDS, seconds)
                .set(Metric.UPDATES, fit.optimiser().updates()).set(Metric.LOSS, loss);
        if (epoch > 0) {
            row.set(Metric.LEARNING_RATE, fit.learningRate()).set(Metric.GRAD_NORM, fit.gradientNorm());
        }
        task.validation().ifPresent(examples -> row.set(Metric.VALIDATION_LOSS, fit.ask(examples, (example, answer) -> { })));
        sinks.forEach(sink -> sink.write(row));
        lastRowEpoch = epoch;
        lastRowSeconds = seconds;
    }

    private void save(RunDirectory directory) throws IOException {
        Checkpoint.Writer writer = new Checkpoint.Writer(epoch, directory.configHash());
        Parameters parameters = model.parameters();
        for (Parameters.Slice slice : parameters.slices()) {
            writer.floats(slice.name(), parameters.values(), slice.offset(), slice.length(), slice.shape());
        }
        for (Optimiser.State state : fit.optimiser().state()) {
            writer.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length, state.values().length);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(epoch);
        out.writeDouble(seconds);
        out.writeInt(lastRowEpoch);
        out.writeDouble(lastRowSeconds);
        out.writeDouble(loss);
        out.writeDouble(score);
        fit.save(out);
        writer.bytes(STATE, bytes.toByteArray());
        writer.sinkLengths(sinks.stream().limit(FILES).mapToLong(MetricSink::sync).toArray());
        directory.save(writer, KEPT);
    }

    private Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("epochs", epoch);
        summary.put("updates", fit.optimiser().updates());
        summary.put("score", Double.isFinite(score) ? score : null);
        summary.put("loss", Double.isFinite(loss) ? loss : null);
        summary.put("seconds", seconds);
        task.goal().ifPresent(goal -> summary.put("reached", goal.isReached(score, loss)));
        return summary;
    }

    /** What there is to see at the end; pictures go into the directory. */
    public List<String> report(RunDirectory directory) {
        return task.report(fit, directory.path());
    }

    /**
     * A look inside the model while it reads; the picture goes into the directory.
     *
     * @return lines for people; empty if the lab has no such view
     */
    public Optional<List<String>> inspect(String text, Path directory) throws IOException {
        Optional<Insight> insight = task.insight(text);
        return insight.isEmpty() ? Optional.empty() : Optional.of(insight.get().show(fit, config.lab() + ": "
                + config.core().description() + " reads " + Excerpt.of(text), directory));
    }

    /** Answers of the model as it is. */
    public List<String> predict(List<String> questions) {
        return task.predict(fit, questions);
    }

    /** A line about how it ended. */
    public String ending() {
        return task.scoreName() + " " + Decimal.of(score, 4) + " after " + Decimal.of(seconds, 1) + " s"
                + task.goal().map(goal -> ", " + (goal.isReached(score, loss) ? "reaching " : "not reaching ") + goal.text()).orElse("");
    }

    @Override
    public void close() {
        workers.close();
        engine.close();
    }
}
