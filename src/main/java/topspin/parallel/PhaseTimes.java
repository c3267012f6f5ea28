package topspin.parallel;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long workers were busy with each {@link Phase}: wall time of tasks, added up over all workers, so that two workers
 * busy for a millisecond count as two. Any thread may add; nothing allocates.
 */
public final class PhaseTimes {
    private final AtomicLongArray nanos = new AtomicLongArray(Phase.values().length);

    PhaseTimes() {
    }

    /**
     * Counts the time since {@code since} towards a phase.
     *
     * @param since of {@link System#nanoTime}
     * @return now: the beginning of the next phase
     */
    public long lap(Phase phase, long since) {
        long now = System.nanoTime();
        nanos.getAndAdd(phase.ordinal(), now - since);
        return now;
    }

    /** Nanoseconds since the pool was made. */
    public long nanos(Phase phase) {
        return nanos.get(phase.ordinal());
    }
}
