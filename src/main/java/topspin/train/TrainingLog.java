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
 * How a run goes, told to its sinks: every episode, a row per {@code log.every} steps, a word in between. Keeps the time
 * that the run has taken, over all its sessions.
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
     * The row of the end, where that is not on the grid of {@code log.every}; else null. It stands beyond what the last
     * checkpoint remembers of the files, and nothing is concluded from it: a run that is given more steps goes on as if it
     * had never ended.
     */
    private MetricRecord endRow;

    private Profile profile;
    /** When {@link #seconds} were last added to; as {@link System#nanoTime} has it, like the two below. */
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

    /** The session sets out: time counts from here. */
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

    /** Rows stand on the grid of log.every: the first rollout that ends at or past a line of the grid fills it. */
    long line(long step) {
        return step / config.log().every() * config.log().every();
    }

    /**
     * Writes the row whose line this step fills.
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

    /** Prepares the row of the end, for {@link #writeEndRow}. */
    void keepEndRow(long step, UpdateReport report, Progress progress) {
        endRow = row(config.totalSteps(), step, report, progress);
    }

    /** Writes the row of the end, if there is one. */
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

    /** Writes the time and the place of the last row, but neither episodes nor the row of the end. */
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
