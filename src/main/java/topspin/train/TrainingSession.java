package topspin.train;

import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.env.EnvironmentException;
import topspin.env.GivenUpException;
import topspin.metric.MetricSink;
import topspin.optim.Schedule;
import topspin.rollout.Rollout;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop of a run: collect, learn, log and save, until the last step. Order of use: {@link #begin} or
 * {@link #restore}, then {@link #run} once. One thread; closes the equipment.
 */
final class TrainingSession implements Training.Session {
    private final RunConfig config;
    private final RunDirectory directory;
    private final TrainingParts parts;
    private final Schedule schedule;
    private final CollapseGuard collapses;
    private final BlindnessWatch blindness = new BlindnessWatch();
    private final TrainingLog log;
    private final TrainingState state;
    private long step;

    TrainingSession(RunConfig config, RunDirectory directory, List<MetricSink> sinks, Equipment equipment) {
        this.config = config;
        this.directory = directory;
        parts = TrainingParts.of(config, equipment);
        schedule = new Schedule(config.scheduleEnds());
        collapses = new CollapseGuard(config.guard());
        log = new TrainingLog(config, sinks, parts);
        state = new TrainingState(directory, config.checkpoint().keep(), parts, log, collapses);
    }

    @Override
    public String engine() {
        return parts.equipment().engine().description();
    }

    @Override
    public List<String> layers() {
        return parts.policy().summary(config.environments(), config.steps());
    }

    /** Starts at step 0, with the table's first row, from fresh weights or those of another run. */
    void begin() throws IOException {
        if (directory.origin().isPresent()) {
            directory.origin().get().load(parts.policy().parameters(), parts.normaliser());
        }
        parts.reload();
        parts.collector().reset();
        log.begin();
    }

    /**
     * Goes on from a checkpoint of the same config.
     *
     * @throws CheckpointException if it does not hold this run's state
     */
    void restore(Checkpoint checkpoint) throws IOException {
        step = state.restore(checkpoint);
    }

    @Override
    public Training.Outcome run(StopSignal stop) throws IOException {
        log.start();
        stop.whenRequested(parts::hurry);
        try {
            if (step == 0 && directory.origin().isPresent()) {
                state.save(step); // whatever becomes of the other run's checkpoint
            }
            while (step < config.totalSteps() && !stop.requested() && !directory.stopRequested()) {
                advance();
            }
            state.save(step);
            if (step >= config.totalSteps()) {
                log.writeEndRow();
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

    /** One rollout: collect, learn, and whatever is due after it. */
    private void advance() throws IOException {
        log.rolloutBegins();
        Progress progress = Progress.at(step, schedule, config.optimiser());
        progress = progress.withLearningRate(progress.learningRate() * collapses.learningRateFactor());
        Rollout rollout = parts.collector().collect(parts.equipment().workers(), parts.learner().acting(step));
        log.collected(step, rollout);
        UpdateReport report = parts.learner().update(rollout, progress);
        long previous = step;
        step += rollout.rows();
        log.learned(step);

        boolean rolledBack = false;
        if (passes(config.log().every(), previous)) {
            rolledBack = logRow(report, progress);
        } else if (step >= config.totalSteps()) {
            log.keepEndRow(step, report, progress);
        }
        if (config.checkpoint().archive() != null && passes(config.checkpoint().archive(), previous)) {
            state.archive(step);
        }
        // A rollback is saved at once: a resumed run that repeated it might find another best checkpoint.
        if ((rolledBack || passes(config.checkpoint().every(), previous)) && step < config.totalSteps()) {
            state.save(step);
        }
    }

    /** Whether the last rollout took the run to a multiple of {@code every}, or past one. */
    private boolean passes(long every, long previous) {
        return step / every > previous / every;
    }

    /** Writes a row and draws conclusions from it; returns whether weights were rolled back. */
    private boolean logRow(UpdateReport report, Progress progress) throws IOException {
        parts.checkParameters();
        double score = log.write(step, report, progress);
        blindness.observe(report.sameValues()).ifPresent(remark -> log.remark(step, remark));
        boolean rolledBack = handleCollapse(report, score);
        state.saveIfBest(step, score);
        return rolledBack;
    }

    /** Returns whether weights were rolled back. */
    private boolean handleCollapse(UpdateReport report, double score) throws IOException {
        long line = log.line(step);
        Optional<CollapseWatch.Collapse> collapse =
                collapses.observe(line, score, report.loss().entropy(), log.episodes().averaged());
        if (collapse.isEmpty()) {
            return false;
        }
        if (!config.guard().rollback()) {
            log.remark(step, collapses.left(collapse.get(), line));
            return false;
        }
        long best = state.rollBack();
        log.remark(step, collapses.rolledBack(collapse.get(), line, best));
        return true;
    }

    /** The update cannot be finished, so nothing is saved: the run resumes from its last checkpoint. */
    private Training.Outcome givenUp(String reason) {
        log.remark(step, reason + "; --resume repeats what came after the last checkpoint");
        return new Training.Outcome(false, Map.of("given-up", reason));
    }

    private String lastCheckpoint() throws IOException {
        return directory.hasCheckpoint() ? "; the last good checkpoint is in " + directory.file(RunDirectory.CHECKPOINTS)
                : "";
    }

    private Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("step", step);
        summary.put("score", log.episodes().meanReturn());
        summary.put("best-score", Double.isFinite(state.bestScore()) ? state.bestScore() : null);
        summary.put("episodes", log.episodes().episodes());
        summary.put("updates", parts.optimiser().updates());
        summary.put("seconds", log.seconds());
        summary.put("steps-per-second", step / log.seconds());
        summary.put("profile", log.profile().summary());
        collapses.summarise(summary);
        return summary;
    }

    @Override
    public void close() {
        parts.equipment().close();
    }
}
