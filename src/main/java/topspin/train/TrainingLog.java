package topspin.train;

import topspin.algorithm.Progress;
import topspin.algorithm.UpdateReport;
import topspin.metric.FinishedEpisode;
import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.metric.MetricSink;
import topspin.rollout.EpisodeTracker;
import topspin.rollout.Rollout;
import topspin.run.RunConfig;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * Reports a run's progress to its sinks: every episode, a row per {@code log.every} steps, messages in between. Keeps
 * the time that the run has taken, over all its sessions.
 *
 * <p>Order of use: {@link #begin} or {@link #restore}, {@link #start}; per rollout {@link #rolloutBegins},
 * {@link #collected}, {@link #learned}, then {@link #write} or {@link #keepEndRow} if they are due. One thread.
 */
final class TrainingLog {
    private final RunConfig config;
    private final List<MetricSink> sinks;
    private final TrainingParts parts;
    private final EpisodeTracker episodes;

    private double seconds;
    private long lastRowStep;
    private double lastRowSeconds;

    /**
     * The final row, if the end is not on the grid of {@code log.every}; else null. It lies beyond the file lengths in
     * the last checkpoint, and neither watches nor best checkpoint see it: a run that is given more steps continues as
     * if it had never ended.
     */
    private MetricRecord endRow;

    private Profile profile;
    /** When {@link #seconds} was last updated; a {@link System#nanoTime}, like the two below. */
    private long clock;
    private long rolloutBegan;
    private long learningBegan;

    TrainingLog(RunConfig config, List<MetricSink> sinks, TrainingParts parts) {
        this.config = config;
        this.sinks = sinks;
        this.parts = parts;
        episodes = new EpisodeTracker(config.environments(), config.log().scoreWindow());
    }

    /** Writes the first row, of step 0. */
    void begin() {
        MetricRecord row = new MetricRecord().set(Metric.STEP, 0).set(Metric.SCORE, 0).set(Metric.FPS, 0)
                .set(Metric.SECONDS, 0).set(Metric.EPISODES, 0);
        sinks.forEach(sink -> sink.write(row));
    }

    /** Starts the session's clock. */
    void start() {
        clock = System.nanoTime();
        profile = new Profile(parts.equipment().workers());
    }

    /** Adds the wall time since the last call. */
    void tick() {
        long now = System.nanoTime();
        seconds += (now - clock) * 1e-9;
        clock = now;
    }

    void rolloutBegins() {
        rolloutBegan = System.nanoTime();
    }

    /** @param step at which the rollout began */
    void collected(long step, Rollout rollout) {
        tick();
        episodes.observe(rollout, (t, environment, episodeReturn, length) -> finished(new FinishedEpisode(
                step + (t + 1L) * config.environments(), episodeReturn, length, environment, seconds)));
        learningBegan = System.nanoTime();
    }

    private void finished(FinishedEpisode episode) {
        for (MetricSink sink : sinks) {
            sink.episode(episode);
        }
    }

    /** @param step after the rollout that was learned from */
    void learned(long step) {
        profile.add(learningBegan - rolloutBegan, System.nanoTime() - learningBegan);
        for (int i = 0; i < sinks.size(); i++) {
            sinks.get(i).advanced(step);
        }
        endRow = null;
    }

    /** Rows are on the grid of log.every: the first rollout that ends at or past a multiple writes its row. */
    long line(long step) {
        return step / config.log().every() * config.log().every();
    }

    /**
     * Writes the row of this step's grid line.
     *
     * @return its score
     */
    double write(long step, UpdateReport report, Progress progress) {
        MetricRecord row = row(line(step), step, report, progress);
        sinks.forEach(sink -> sink.write(row));
        lastRowStep = step;
        lastRowSeconds = seconds;
        return row.get(Metric.SCORE);
    }

    /** Prepares the final row, for {@link #writeEndRow}. */
    void keepEndRow(long step, UpdateReport report, Progress progress) {
        endRow = row(config.totalSteps(), step, report, progress);
    }

    /** Writes the final row, if there is one. */
    void writeEndRow() {
        if (endRow != null) {
            sinks.forEach(sink -> sink.write(endRow));
        }
    }

    private MetricRecord row(long label, long step, UpdateReport report, Progress progress) {
        tick();
        double fps = (step - lastRowStep) / (seconds - lastRowSeconds);
        MetricRecord row = new MetricRecord()
                .set(Metric.STEP, label)
                .set(Metric.SCORE, episodes.meanReturn())
                .set(Metric.FPS, fps)
                .set(Metric.SECONDS, seconds)
                .set(Metric.FRAMES_PER_SECOND, fps * parts.equipment().environment().framesPerStep())
                .set(Metric.EPISODES, episodes.episodes())
                .set(Metric.EPISODE_LENGTH, episodes.meanLength())
                .set(Metric.UPDATES, parts.optimiser().updates())
                .set(Metric.LEARNING_RATE, progress.learningRate());
        report.note(Metric.ENTROPY_COEFFICIENT, config.setting().entropy(progress));
        for (Metric metric : config.metrics()) {
            row.set(metric, report.get(metric));
        }
        profile.record(row);
        return row;
    }

    /** One sentence for people, between two rows. */
    void remark(long step, String text) {
        sinks.forEach(sink -> sink.remark(line(step), text));
    }

    EpisodeTracker episodes() {
        return episodes;
    }

    /** Wall time of training up to the last {@link #tick}. */
    double seconds() {
        return seconds;
    }

    /** Of this session; null before {@link #start}. */
    Profile profile() {
        return profile;
    }

    /** Forces all rows to stable storage; where each sink's file ends, see {@link MetricSink#sync}. */
    long[] sync() {
        return sinks.stream().mapToLong(MetricSink::sync).toArray();
    }

    /** Null if there is none. */
    MetricRecord endRow() {
        return endRow;
    }

    void restoreEndRow(DataInput in) throws IOException {
        endRow = MetricRecord.restored(in);
    }

    /** Saves the time and the position of the last row, but neither episodes nor the final row. */
    void save(DataOutput out) throws IOException {
        out.writeLong(lastRowStep);
        out.writeDouble(seconds);
        out.writeDouble(lastRowSeconds);
    }

    /** Reads back what {@link #save} wrote. */
    void restore(DataInput in) throws IOException {
        lastRowStep = in.readLong();
        seconds = in.readDouble();
        lastRowSeconds = in.readDouble();
    }
}
