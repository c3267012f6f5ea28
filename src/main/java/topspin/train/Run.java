package topspin.train;

import topspin.config.InvalidConfigException;
import topspin.metric.Csv;
import topspin.metric.EpisodeFile;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.metric.ScoreTable;
import topspin.metric.TensorBoard;
import topspin.optim.Schedule;
import topspin.run.Checkpoint;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.run.WorldVersion;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One session of a run, from its newest checkpoint, or from the start, to the final status in {@code run.json}. Order
 * of use: construct, {@link #execute} once.
 */
public final class Run {
    /** Sinks that write files, in the order in which checkpoints remember their lengths. */
    private static final int FILES = 4;

    private final RunConfig config;
    private final RunDirectory directory;
    private final Training training;
    private final List<String> commandLine;
    private final Rounding rounding;

    /**
     * @param directory   open for writing; not closed
     * @param commandLine what the user typed, for {@code run.json}
     */
    public Run(RunConfig config, RunDirectory directory, Training training, List<String> commandLine) {
        this(config, directory, training, commandLine, false);
    }

    /** @param anyRounding whether the run may go on with another engine, or on another instruction set, than it began with */
    public Run(RunConfig config, RunDirectory directory, Training training, List<String> commandLine,
               boolean anyRounding) {
        rounding = new Rounding(directory, anyRounding);
        this.config = config;
        this.directory = directory;
        this.training = training;
        this.commandLine = List.copyOf(commandLine);
    }

    /** Makes the sinks for people once it is known at which step the session begins. */
    public interface Display {
        /** @return more sinks, which write no files */
        List<MetricSink> sinks(long step) throws IOException;
    }

    /**
     * Trains to the end or to a requested stop. {@code run.json} says {@code finished} or {@code interrupted}, or
     * {@code failed} if this throws.
     *
     * @param table    gets the score table as it grows; a resumed run's earlier rows first
     * @param display  sinks besides the directory's files
     * @param notices  gets the lines for people: problems that were worked around, such as a damaged checkpoint; where
     *                 the run resumes; the engine; a collapse
     * @throws RunFailedException     if the run cannot go on
     * @throws InvalidConfigException if the config cannot be run at all
     * @throws RunDirectoryException  if the run would resume with other rounding, or in another version of its world
     * @throws IOException            if a checkpoint cannot be read or written, or the disk is full
     */
    public Training.Outcome execute(Appendable table, Display display, StopSignal stop, Consumer<String> notices)
            throws IOException {
        Optional<Checkpoint> checkpoint = directory.latest(notices);
        List<MetricSink> sinks = new ArrayList<>();
        try (Closeable open = () -> close(sinks, checkpoint)) {
            long step = checkpoint.map(Checkpoint::step).orElse(0L);
            RunConfig pinned = step == 0 ? rounding.beginning(config, training)
                    : rounding.goingOn(config, step, training, notices);
            requireSameWorld(step);
            addFiles(sinks, checkpoint, table);
            sinks.add(remarks(notices));
            sinks.addAll(display.sinks(step));
            try (Training.Session session = training.open(pinned, directory, checkpoint, sinks)) {
                checkpoint.ifPresentOrElse(from -> notices.accept("going on from " + from.file()),
                        () -> directory.origin().ifPresent(
                                origin -> notices.accept("beginning from the weights of " + origin.checkpoint())));
                notices.accept("engine: " + session.engine());
                if (step == 0 && !session.layers().isEmpty()) {
                    notices.accept("network:");
                    session.layers().forEach(line -> notices.accept("  " + line));
                }
                remarkOnRate(notices);
                Workers workers = Workers.of(config);
                workers.remark().ifPresent(notices);
                directory.begin(commandLine, session.engine(), workers.started());
                stop.heed();
                return record(session, stop);
            }
        }
    }

    /** A run that recorded no world goes on in any. */
    private void requireSameWorld(long step) throws RunDirectoryException {
        WorldVersion now = training.world(config);
        Optional<WorldVersion> before = directory.world().filter(world -> step > 0 && !world.equals(now));
        if (before.isPresent()) {
            throw new RunDirectoryException(directory.path() + " was trained in " + before.get() + ", and this is version "
                    + now.version() + ": its episodes would be of two worlds; go on with the Topspin or the JAR that it began "
                    + "with, or train anew with another --out");
        }
        directory.live(now);
    }

    private void remarkOnRate(Consumer<String> notices) {
        long[] ends = config.scheduleEnds();
        if (Schedule.isLinear(config.optimiser().schedule()) && ends[ends.length - 1] < config.totalSteps()) {
            notices.accept("the learning rate is 0 from step " + ends[ends.length - 1] + " on, where optimiser.schedule-ends ends");
        }
    }

    private Training.Outcome record(Training.Session session, StopSignal stop) throws IOException {
        try {
            Training.Outcome outcome = session.run(stop);
            directory.end(outcome.finished() ? RunDirectory.Status.FINISHED : RunDirectory.Status.INTERRUPTED,
                    outcome.summary());
            return outcome;
        } catch (IOException | RuntimeException | Error failure) {
            directory.endFailed(failure);
            throw failure;
        }
    }

    private void addFiles(List<MetricSink> sinks, Optional<Checkpoint> checkpoint, Appendable table)
            throws IOException {
        // Older checkpoints have no length for episodes.csv: it then begins where the run resumes.
        long[] lengths = Arrays.copyOf(checkpoint.isPresent() ? checkpoint.get().sinkLengths() : new long[0], FILES);
        sinks.add(new ScoreTable(directory.file(RunDirectory.TABLE), ScoreTable.LOG, lengths[0], table));
        sinks.add(new Csv(directory.file(RunDirectory.PROGRESS), lengths[1], Metric.columns(config.metrics())));
        sinks.add(new TensorBoard(directory.file(RunDirectory.EVENTS), lengths[2]));
        if (config.log().episodes() > 0) {
            sinks.add(new EpisodeFile(directory.path(), config.log().episodes(), lengths[3]));
        }
    }

    private static MetricSink remarks(Consumer<String> notices) {
        return new MetricSink() {
            @Override
            public void write(MetricRecord row) {
                // rows have sinks of their own
            }

            @Override
            public void remark(long step, String text) {
                notices.accept("step " + step + ": " + text);
            }
        };
    }

    private static void close(List<MetricSink> sinks, Optional<Checkpoint> checkpoint) throws IOException {
        for (MetricSink sink : sinks) {
            sink.close();
        }
        if (checkpoint.isPresent()) {
            checkpoint.get().close();
        }
    }
}
