package topspin.train;

import topspin.metric.Metric;
import topspin.metric.MetricRecord;
import topspin.parallel.Phase;
import topspin.parallel.PhaseTimes;
import topspin.parallel.WorkerPool;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a session's time goes: wall time of collecting and learning, and the workers' time by phase. The rest of the
 * workers' time is idle: they wait for each other, or for the single thread between the phases. One thread.
 */
final class Profile {
    private static final Phase[] PHASES = Phase.values();

    private final PhaseTimes times;
    private final int workers;
    private final Span session;
    private Span row;

    /** Times accumulated since a given moment. */
    private final class Span {
        private final long[] before = new long[PHASES.length];
        private long collectNanos;
        private long learnNanos;
        private int rollouts;

        Span() {
            for (Phase phase : PHASES) {
                before[phase.ordinal()] = times.nanos(phase);
            }
        }

        void add(long collect, long learn) {
            collectNanos += collect;
            learnNanos += learn;
            rollouts++;
        }

        double perRollout(long nanos) {
            return 1e-6 * nanos / rollouts;
        }

        long busy(Phase phase) {
            return times.nanos(phase) - before[phase.ordinal()];
        }

        long capacity() {
            return workers * (collectNanos + learnNanos);
        }

        long idle() {
            long idle = capacity();
            for (Phase phase : PHASES) {
                idle -= busy(phase);
            }
            return Math.max(0, idle);
        }
    }

    Profile(WorkerPool workers) {
        this.times = workers.times();
        this.workers = workers.workers();
        session = new Span();
        row = new Span();
    }

    /** Counts a rollout that was collected and learned from. */
    void add(long collectNanos, long learnNanos) {
        session.add(collectNanos, learnNanos);
        row.add(collectNanos, learnNanos);
    }

    /** Writes the columns of milliseconds per rollout since the last call. */
    void record(MetricRecord record) {
        record.set(Metric.COLLECT_MS, row.perRollout(row.collectNanos))
                .set(Metric.LEARN_MS, row.perRollout(row.learnNanos))
                .set(Metric.IDLE_MS, row.perRollout(row.idle()));
        for (Phase phase : PHASES) {
            record.set(Metric.of(phase), row.perRollout(row.busy(phase)));
        }
        row = new Span();
    }

    /** The session so far, for {@code run.json}; empty before the first rollout. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        if (session.rollouts == 0) {
            return summary;
        }
        summary.put("workers", workers);
        summary.put("rollouts", session.rollouts);
        summary.put("collect-ms", session.perRollout(session.collectNanos));
        summary.put("learn-ms", session.perRollout(session.learnNanos));
        Map<String, Object> phases = new LinkedHashMap<>();
        for (Phase phase : PHASES) {
            phases.put(phase.label(), part(session.busy(phase)));
        }
        phases.put("idle", part(session.idle()));
        summary.put("worker-time", phases);
        return summary;
    }

    private Map<String, Object> part(long nanos) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("ms-per-rollout", session.perRollout(nanos));
        part.put("share", (double) nanos / session.capacity());
        return part;
    }
}
