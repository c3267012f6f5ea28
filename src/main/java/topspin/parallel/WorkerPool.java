package topspin.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that runs numbered tasks: {@code run(n, task)} calls {@code task.run(0) … task.run(n−1)},
 * each exactly once, on whichever member is free, and returns when all are done. The caller is a member.
 *
 * <p>Which worker runs which task is left to chance, so a task must write only what its number owns; then no result
 * depends on the number of workers. Memory written before {@code run} is visible to the tasks, and what tasks wrote is
 * visible after it. Allocates nothing per call. {@code run} must be called by one thread at a time and not from a task.
 *
 * <p>Waiting spins briefly (phases of an update follow within microseconds), then parks, so that a busy foreign process
 * costs its share of the machine and no more.
 */
public final class WorkerPool implements AutoCloseable {

    /** Work that is split by number. */
    @FunctionalInterface
    public interface Task {
        void run(int index);
    }

    /** Some tens of microseconds: phases of an update follow sooner, and waking a parked thread takes about as long. */
    private static final int SPINS_BEFORE_PARK = 2_000;
    private static final long LONGEST_PARK_NANOS = 1_000_000;
    /** The claim word holds the round in its upper and the next free task in its lower 32 bits. */
    private static final long INDEX_MASK = 0xFFFF_FFFFL;

    private final Thread[] threads;
    private final AtomicLong claim = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final PhaseTimes times = new PhaseTimes();
    private volatile long round;
    private volatile Thread waiting;
    private volatile boolean closed;
    private volatile Throwable failure;
    // Written before the round is published and read after it is seen.
    private Task task;
    private Phase phase;
    private int count;

    /** @param workers members of the team, the caller of {@link #run} included; at least 1 */
    public WorkerPool(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, got " + workers);
        }
        threads = new Thread[workers - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Worker(this::work, i + 1);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    public int workers() {
        return threads.length + 1;
    }

    /** A member of a pool but for its caller, who is number 0. */
    private static final class Worker extends Thread {
        private final int number;

        Worker(Runnable work, int number) {
            super(work, "topspin-worker-" + number);
            this.number = number;
        }
    }

    /** The number of the member of a pool that calls this: a hint of where its memory is, and nothing else. */
    static int currentWorker() {
        return Thread.currentThread() instanceof Worker worker ? worker.number : 0;
    }

    /** What the workers spent their time on, as far as tasks say so. */
    public PhaseTimes times() {
        return times;
    }

    /** As {@link #run(int, Task)}; the tasks' time counts towards a phase. */
    public void run(Phase phase, int tasks, Task work) {
        this.phase = phase;
        try {
            run(tasks, work);
        } finally {
            this.phase = null;
        }
    }

    /**
     * Runs the tasks and waits for all of them. If some throw, the others still run, and one of the throwables is
     * rethrown (the one of the lowest task number is not guaranteed: environments name themselves in their message).
     */
    public void run(int tasks, Task work) {
        if (closed) {
            throw new IllegalStateException("this pool is closed");
        }
        if (threads.length == 0 || tasks <= 1) {
            for (int i = 0; i < tasks; i++) {
                attempt(work, i);
            }
        } else {
            share(tasks, work);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw sneaky(thrown);
        }
    }

    /** Has all members take tasks, and returns when none is left unfinished. */
    private void share(int tasks, Task work) {
        claim.set(INDEX_MASK); // closed: a worker still leaving the last round must not take from this one
        task = work;
        count = tasks;
        unfinished.set(tasks);
        waiting = Thread.currentThread();
        long next = round + 1;
        claim.set(next << 32);
        round = next;
        for (int i = 0; i < Math.min(threads.length, tasks - 1); i++) { // waking costs, and the rest would find nothing
            LockSupport.unpark(threads[i]);
        }
        takeTasks(next);
        for (int spins = 0; unfinished.get() > 0; spins++) {
            pause(spins);
        }
    }

    private void work() {
        long seen = 0;
        while (true) {
            for (int spins = 0; round == seen; spins++) {
                if (closed) {
                    return;
                }
                pause(spins);
            }
            seen = round;
            takeTasks(seen);
        }
    }

    /** Claims by compare-and-set on (round, index): a worker that comes late to a round cannot take from the next one. */
    private void takeTasks(long ofRound) {
        while (true) {
            long claimed = claim.get();
            if (claimed >>> 32 != (ofRound & INDEX_MASK)) {
                return;
            }
            int index = (int) (claimed & INDEX_MASK);
            Task current = task;
            if (index < 0 || index >= count) {
                return;
            }
            if (!claim.compareAndSet(claimed, claimed + 1)) {
                continue;
            }
            attempt(current, index);
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private void attempt(Task work, int index) {
        Phase current = phase;
        long start = current == null ? 0 : System.nanoTime();
        try {
            work.run(index);
        } catch (Throwable t) {
            failure = t;
        }
        if (current != null) {
            times.lap(current, start);
        }
    }

    private static void pause(int spins) {
        if (spins < SPINS_BEFORE_PARK) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(LONGEST_PARK_NANOS);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable t) throws T {
        throw (T) t;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
