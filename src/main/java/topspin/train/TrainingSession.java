package topspin.train;

import topspin.algorithm.Learner;
import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.env.EnvironmentException;
import topspin.env.GivenUpException;
import topspin.env.VectorEnvironment;
import topspin.metric.FinishedEpisode;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.nn.Parameters;
import topspin.normalise.Normaliser;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.optim.Schedule;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.EpisodeTracker;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.Footprint;
import topspin.run.Guards;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run, going: collect, learn, log, save, until the last step. Order of use: {@link #begin} or {@link #restore}, then
 * {@link #run} once. One thread; the equipment is this session's to close.
 */
final class TrainingSession implements Training.Session {
    private final RunConfig config;
    private final RunDirectory directory;
    private final List<MetricSink> sinks;
    private final Equipment equipment;
    private final WorkerPool workers;
    private final VectorEnvironment environment;
    private final PolicyNetwork policy;
    private final Optimiser optimiser;
    private final Schedule schedule;
    private final Guards guards;
    private final CollapseGuard collapses;
    private final BlindnessWatch blindness = new BlindnessWatch();
    private final Normaliser normaliser;
    private final RolloutCollector collector;
    private final Learner learner;
    private final EpisodeTracker episodes;

    // What a checkpoint remembers besides the parts above.
    private long step;
    private long lastRowStep;
    private double seconds;
    private double lastRowSeconds;
    private double bestScore = Double.NEGATIVE_INFINITY;
    private long bestStep;
    private double score;

    /**
     * The row of the end, where that is not on the grid of {@code log.every}; else null. It stands beyond what the last
     * checkpoint remembers of the files, and nothing is concluded from it: a run that is given more steps goes on as if it
     * had never ended.
     */
    private MetricRecord endRow;

    private long clock;
    private Profile profile;

    TrainingSession(RunConfig config, RunDirectory directory, List<MetricSink> sinks, Equipment equipment) {
        this.config = config;
        this.directory = directory;
        this.sinks = sinks;
        this.equipment = equipment;
        workers = equipment.workers();
        environment = equipment.environment();
        Trainer.requireFit(config, environment.observationSpace(), environment.actionSpace()); // which the footprint takes for granted
        new Footprint(config, environment.observationSpace(), environment.actionSpace()).require(Footprint.Room.here());
        policy = Trainer.policy(config, environment, equipment.engine());
        optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
        schedule = new Schedule(config.scheduleEnds());
        guards = new Guards(config.guard());
        collapses = new CollapseGuard(config.guard());
        RandomStreams streams = new RandomStreams(config.seed());
        boolean acts = config.learnsFromActor();
        normaliser = Trainer.normaliser(config, environment);
        collector = new RolloutCollector(environment, policy, config.steps(), config.sharding().groups(), acts,
                config.algorithm().hasCritic(), normaliser, streams);
        PolicyBatch batch = acts ? collector.actor() : Trainer.minibatch(config, policy);
        learner = Trainer.learner(config, policy, batch, acts, optimiser, guards, streams, workers);
        episodes = new EpisodeTracker(config.environments(), config.log().scoreWindow());
    }

    @Override
    public String engine() {
        return equipment.engine().description();
    }

    /** Starts at step 0, with the table's first row, from fresh weights or those of another run. */
    void begin() throws IOException {
        if (directory.origin().isPresent()) {
            directory.origin().get().load(policy.parameters(), normaliser);
        }
        policy.reload(workers);
        collector.reset();
        MetricRecord row = new MetricRecord().set(Metric.STEP, 0).set(Metric.SCORE, 0).set(Metric.FPS, 0)
                .set(Metric.SECONDS, 0).set(Metric.EPISODES, 0);
        sinks.forEach(sink -> sink.write(row));
    }

    @Override
    public Training.Outcome run(StopSignal stop) throws IOException {
        clock = System.nanoTime();
        profile = new Profile(workers);
        stop.whenRequested(this::hurry);
        try {
            if (step == 0 && directory.origin().isPresent()) {
                save(); // whatever becomes of the other run's checkpoint
            }
            while (step < config.totalSteps() && !stop.requested()) {
                advance();
            }
            save();
            if (step >= config.totalSteps() && endRow != null) {
                sinks.forEach(sink -> sink.write(endRow));
            }
        } catch (EnvironmentException e) {
            if (e.getCause() instanceof GivenUpException) {
                return givenUp("stopped waiting for environment " + e.environment() + ": " + e.getCause().getMessage());
            }
            throw new RunFailedException(e.getMessage() + lastCheckpoint(), e);
        } catch (GivenUpException e) {
            return givenUp(e.getMessage());
        } catch (RunFailedException e) {
            throw e.adding(lastCheckpoint());
        }
        return new Training.Outcome(step >= config.totalSteps(), summary());
    }

    private void hurry() {
        environment.hurry();
        collector.hurry();
        learner.hurry();
    }

    /** The update at hand cannot be finished, so nothing is saved: the run goes on from its last checkpoint. */
    private Training.Outcome givenUp(String reason) {
        sinks.forEach(sink -> sink.remark(line(), reason + "; --resume repeats what came after the last checkpoint"));
        return new Training.Outcome(false, Map.of("given-up", reason));
    }

    /** One rollout: collect, learn, and whatever is due after it. */
    private void advance() throws IOException {
        long before = System.nanoTime();
        Progress progress = Progress.at(step, schedule, config.optimiser());
        progress = progress.withLearningRate(progress.learningRate() * collapses.learningRateFactor());
        Rollout rollout = collector.collect(workers, learner.acting(step));
        tick();
        episodes.observe(rollout, this::finished);
        long collected = System.nanoTime();
        UpdateReport report = learner.update(rollout, progress);
        long learned = System.nanoTime();
        profile.add(collected - before, learned - collected);
        long previous = step;
        step += rollout.rows();
        for (int i = 0; i < sinks.size(); i++) {
            sinks.get(i).advanced(step);
        }
        boolean rolledBack = false;
        boolean fillsLine = step / config.log().every() > previous / config.log().every();
        endRow = !fillsLine && step >= config.totalSteps() ? row(config.totalSteps(), report, progress) : null;
        if (fillsLine) {
            guards.checkParameters(optimiser.updates(), policy.parameters());
            log(report, progress);
            blindness.observe(report.sameValues())
                    .ifPresent(remark -> sinks.forEach(sink -> sink.remark(line(), remark)));
            rolledBack = handleCollapse(report);
            saveIfBest();
        }
        Long archive = config.checkpoint().archive();
        if (archive != null && step / archive > previous / archive) {
            directory.archive(soundCheckpoint());
        }
        boolean due = step / config.checkpoint().every() > previous / config.checkpoint().every();
        // A rollback is saved at once: repeated later, it might find another best checkpoint.
        if ((due || rolledBack) && step < config.totalSteps()) {
            save();
        }
    }

    private void finished(int t, int environment, double episodeReturn, long length) {
        FinishedEpisode episode = new FinishedEpisode(step + (t + 1L) * config.environments(), episodeReturn, length,
                environment, seconds);
        for (MetricSink sink : sinks) {
            sink.episode(episode);
        }
    }

    private void log(UpdateReport report, Progress progress) {
        MetricRecord row = row(line(), report, progress);
        sinks.forEach(sink -> sink.write(row));
        score = row.get(Metric.SCORE);
        lastRowStep = step;
        lastRowSeconds = seconds;
    }

    private MetricRecord row(long label, UpdateReport report, Progress progress) {
        tick();
        double fps = (step - lastRowStep) / (seconds - lastRowSeconds);
        MetricRecord row = new MetricRecord()
                .set(Metric.STEP, label)
                .set(Metric.SCORE, episodes.meanReturn())
                .set(Metric.FPS, fps)
                .set(Metric.SECONDS, seconds)
                .set(Metric.FRAMES_PER_SECOND, fps * environment.framesPerStep())
                .set(Metric.EPISODES, episodes.episodes())
                .set(Metric.EPISODE_LENGTH, episodes.meanLength())
                .set(Metric.UPDATES, optimiser.updates())
                .set(Metric.LEARNING_RATE, progress.learningRate());
        report.note(Metric.ENTROPY_COEFFICIENT, config.setting().entropy(progress));
        for (Metric metric : config.metrics()) {
            row.set(metric, report.get(metric));
        }
        profile.record(row);
        return row;
    }

    /** After all else that a row brings about, so that this checkpoint, too, can be gone on from. */
    private void saveIfBest() throws IOException {
        if (episodes.episodes() > 0 && score > bestScore) {
            bestScore = score;
            bestStep = step;
            directory.saveBest(checkpoint());
        }
    }

    /** Rows stand on the grid of log.every: the first rollout that ends at or past a line of the grid fills it. */
    private long line() {
        return step / config.log().every() * config.log().every();
    }

    /** Returns whether weights were rolled back. */
    private boolean handleCollapse(UpdateReport report) throws IOException {
        Optional<CollapseWatch.Collapse> collapse =
                collapses.observe(line(), score, report.loss().entropy(), episodes.averaged());
        if (collapse.isEmpty()) {
            return false;
        }
        String remark;
        if (config.guard().rollback()) {
            rollBack();
            remark = collapses.rolledBack(collapse.get(), line(), bestStep);
        } else {
            remark = collapses.left(collapse.get(), line());
        }
        sinks.forEach(sink -> sink.remark(line(), remark));
        return config.guard().rollback();
    }

    /**
     * Weights, what they read observations and rewards by, and the optimiser's moments go back to the best checkpoint:
     * under later statistics the weights would be another policy. Games, random streams and counts go on, so that the same
     * steps are not simply repeated. Scores are those of the games that follow: the games before tell how
     * the collapsed policy played.
     */
    private void rollBack() throws IOException {
        try (Checkpoint best = directory.best().orElseThrow(() -> new RunFailedException(
                "cannot roll back: there is no best checkpoint any more"))) {
            if (best.step() != bestStep) {
                throw new RunFailedException("cannot roll back: " + best.file() + " is of step " + best.step()
                        + ", expected step " + bestStep);
            }
            restoreWeights(best);
            if (normaliser.hasState()) {
                best.restore(Checkpoint.NORMALISER, normaliser::restoreStatistics);
            }
        }
        policy.reload(workers);
        episodes.startMeansAnew();
    }

    /** Adds the wall time since the last call. */
    private void tick() {
        long now = System.nanoTime();
        seconds += (now - clock) * 1e-9;
        clock = now;
    }

    private void save() throws IOException {
        directory.save(soundCheckpoint(), config.checkpoint().keep());
    }

    /** Only what can be gone on with is worth a checkpoint. */
    private Checkpoint.Writer soundCheckpoint() throws IOException {
        guards.checkParameters(optimiser.updates(), policy.parameters());
        tick();
        return checkpoint();
    }

    private Checkpoint.Writer checkpoint() throws IOException {
        Checkpoint.Writer writer = new Checkpoint.Writer(step, directory.configHash());
        Parameters parameters = policy.parameters();
        for (Parameters.Slice slice : parameters.slices()) {
            writer.floats(slice.name(), parameters.values(), slice.offset(), slice.length(), slice.shape());
        }
        for (Optimiser.State state : optimiser.state()) {
            writer.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length,
                    state.values().length);
        }
        writer.bytes("state/session", bytes(this::saveSession));
        writer.bytes("state/collector", bytes(collector::save));
        if (normaliser.hasState()) {
            writer.bytes(Checkpoint.NORMALISER, bytes(normaliser::save));
        }
        writer.bytes("state/learner", bytes(learner::save));
        writer.bytes("state/collapses", bytes(this::saveCollapses));
        writer.bytes("state/episodes", bytes(episodes::save));
        if (endRow != null) {
            writer.bytes("state/end-row", bytes(endRow::save));
        }
        writer.sinkLengths(sinks.stream().mapToLong(MetricSink::sync).toArray());
        return writer;
    }

    private void saveSession(DataOutput out) throws IOException {
        out.writeLong(step);
        out.writeLong(lastRowStep);
        out.writeDouble(seconds);
        out.writeDouble(lastRowSeconds);
        out.writeDouble(bestScore);
        out.writeDouble(score);
        out.writeLong(optimiser.updates());
    }

    private void saveCollapses(DataOutput out) throws IOException {
        out.writeLong(bestStep);
        collapses.save(out);
    }

    private void restoreWeights(Checkpoint checkpoint) throws IOException {
        Parameters parameters = policy.parameters();
        for (Parameters.Slice slice : parameters.slices()) {
            checkpoint.floats(slice.name(), parameters.values(), slice.offset(), slice.length());
        }
        for (Optimiser.State state : optimiser.state()) {
            checkpoint.floats(Checkpoint.OPTIMISER + state.name(), state.values(), 0, state.values().length);
        }
    }

    /**
     * Takes over everything from a checkpoint of the same config.
     *
     * @throws CheckpointException if it holds something else than this run's state
     */
    void restore(Checkpoint checkpoint) throws IOException {
        try {
            takeOver(checkpoint);
        } catch (EOFException | IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw checkpoint.misfit(e);
        }
        policy.reload(workers);
    }

    private void takeOver(Checkpoint checkpoint) throws IOException {
        restoreWeights(checkpoint);
        collector.restore(in(checkpoint, "state/collector"));
        if (normaliser.hasState()) {
            checkpoint.restore(Checkpoint.NORMALISER, normaliser::restore);
        }
        learner.restore(in(checkpoint, "state/learner"));
        episodes.restore(in(checkpoint, "state/episodes"));
        DataInput in = in(checkpoint, "state/session");
        step = in.readLong();
        lastRowStep = in.readLong();
        seconds = in.readDouble();
        lastRowSeconds = in.readDouble();
        bestScore = in.readDouble();
        score = in.readDouble();
        optimiser.restoreUpdates(in.readLong());
        // Checkpoints of Topspin 0.1 before its collapse guard have none.
        if (checkpoint.contains("state/collapses")) {
            DataInput collapsed = in(checkpoint, "state/collapses");
            bestStep = collapsed.readLong();
            collapses.restore(collapsed);
        }
        if (checkpoint.contains("state/end-row")) {
            endRow = MetricRecord.restored(in(checkpoint, "state/end-row"));
        }
    }

    private interface State {
        void save(DataOutput out) throws IOException;
    }

    private static byte[] bytes(State state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInput in(Checkpoint checkpoint, String name) throws IOException {
        return new DataInputStream(new ByteArrayInputStream(checkpoint.bytes(name)));
    }

    private String lastCheckpoint() throws IOException {
        return directory.hasCheckpoint() ? "; the last good checkpoint is in " + directory.file(RunDirectory.CHECKPOINTS)
                : "";
    }

    private Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("step", step);
        summary.put("score", episodes.meanReturn());
        summary.put("best-score", Double.isFinite(bestScore) ? bestScore : null);
        summary.put("episodes", episodes.episodes());
        summary.put("updates", optimiser.updates());
        summary.put("seconds", seconds);
        summary.put("steps-per-second", step / seconds);
        summary.put("profile", profile.summary());
        collapses.summarise(summary);
        return summary;
    }

    @Override
    public void close() {
        equipment.close();
    }
}
