package topspin.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed team of threads that runs numbered tasks: {@code run(n, task)} calls {@code task.run(0) … task.run(n−1)},
 * each exactly once, on whichever member is free, and returns when all are done. The caller is a member.
 *
 * <p>Timing decides which worker runs which task, so a task must only write data that belongs to its number; then no
 * result depends on the number of workers. Memory written before {@code run} is visible to the tasks, and what tasks
 * wrote is visible after it. Allocates nothing per call. {@code run} must be called by one thread at a time and not
 * from a task.
 *
 * <p>A member without a task spins briefly (phases of an update follow within microseconds), then parks, so that it
 * takes no time from other processes. With more members than cores, a spinning member would block a core that others
 * need: then members park at once, and each one that wakes up wakes the next while tasks are left, so that a short
 * round does not wake all of them.
 *
 * <p>The Java memory model, for processors that reorder stores: a round's fields are plain. They are written before
 * {@link #untaken} is set, which publishes them, and a member reads them only after it has taken a task by a
 * compare-and-set on {@code untaken}. That reads what the publication stored, or what an earlier compare-and-set of the
 * same round stored after reading it; so the writes happen before the reads. A member reads the fields before it
 * decrements {@link #unfinished}; {@code run} returns after it has seen 0 there, and only then are the fields written
 * again; so the reads happen before the next writes. A member that is late from one round may take a task of the next.
 * That is safe: it looks at the round after taking, never before.
 */
public final class WorkerPool implements AutoCloseable {

    /** Work that is split into numbered tasks. */
    @FunctionalInterface
    public interface Task {
        void run(int index);
    }

    /** Some tens of microseconds, about the time of waking a parked thread; the next phase of an update follows sooner. */
    private static final int SPINS_BEFORE_PARK = 2_000;

    private final Thread[] threads;
    /** Whether there are more members than cores. */
    private final boolean crowded;
    /** Tasks of the current round that are not taken yet. */
    private final AtomicInteger untaken = new AtomicInteger();
    /** Tasks of the current round that are not done yet. */
    private final AtomicInteger unfinished = new AtomicInteger();
    private final PhaseTimes times = new PhaseTimes();
    private volatile boolean closed;
    private volatile Throwable failure;
    // The current round: written before its tasks can be taken, and read only by members that have taken one.
    private Task task;
    private Phase phase;
    private int count;
    private Thread caller;

    /** @param workers members of the team, the caller of {@link #run} included; at least 1 */
    public WorkerPool(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker, got " + workers);
        }
        crowded = workers > Runtime.getRuntime().availableProcessors();
        threads = new Thread[workers - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Worker(i + 1);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    public int workers() {
        return threads.length + 1;
    }

    /** A member of a pool other than the caller, which is number 0. */
    private final class Worker extends Thread {
        private final int number;

        Worker(int number) {
            super("topspin-worker-" + number);
            this.number = number;
        }

        @Override
        public void run() {
            work(number);
        }
    }

    /** The calling pool member's number: only a hint of where its memory is. */
    static int currentWorker() {
        return Thread.currentThread() instanceof Worker worker ? worker.number : 0;
    }

    /** The workers' time by phase, as far as tasks report it. */
    public PhaseTimes times() {
        return times;
    }

    /**
     * Runs the tasks and waits for all of them. If some throw, the others still run, and one of the throwables is
     * rethrown (the one of the lowest task number is not guaranteed: environments name themselves in their message).
     */
    public void run(int tasks, Task work) {
        run(null, tasks, work);
    }

    /** As {@link #run(int, Task)}; the tasks' time counts towards a phase. */
    public void run(Phase phase, int tasks, Task work) {
        if (closed) {
            throw new IllegalStateException("this pool is closed");
        }
        this.phase = phase;
        task = work;
        count = tasks;
        if (threads.length == 0 || tasks <= 1) {
            for (int i = 0; i < tasks; i++) {
                attempt(i);
            }
        } else {
            share();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw sneaky(thrown);
        }
    }

    /** Lets all members take tasks, and returns when all tasks are finished. */
    private void share() {
        caller = Thread.currentThread();
        unfinished.set(count);
        untaken.set(count); // publishes the round
        int woken = crowded ? 1 : Math.min(threads.length, count - 1); // waking costs, and the rest would find nothing
        for (int i = 0; i < woken; i++) {
            LockSupport.unpark(threads[i]);
        }
        takeTasks();
        for (int spins = 0; unfinished.get() > 0; spins++) {
            pause(spins);
        }
    }

    private void work(int number) {
        for (int spins = 0; !closed; spins++) {
            if (crowded && number < threads.length && untaken.get() > 1) {
                LockSupport.unpark(threads[number]); // the next: this is number − 1
            }
            if (takeTasks()) {
                spins = 0;
            }
            pause(spins);
        }
    }

    /** Runs tasks until all are taken; returns whether it got any. */
    private boolean takeTasks() {
        boolean any = false;
        while (true) {
            int left = untaken.get();
            if (left == 0) {
                return any;
            }
            if (untaken.compareAndSet(left, left - 1)) {
                any = true;
                Thread waiting = caller;
                attempt(count - left);
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    private void attempt(int index) {
        Phase current = phase;
        long start = current == null ? 0 : System.nanoTime();
        try {
            task.run(index);
        } catch (Throwable t) {
            failure = t;
        }
        if (current != null) {
            times.lap(current, start);
        }
    }

    /** Waits until there may be something new: a thread that changes a field unparks the members that wait for it. */
    private void pause(int spins) {
        if (spins < SPINS_BEFORE_PARK && !crowded) {
            Thread.onSpinWait();
        } else {
            LockSupport.park(this);
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
