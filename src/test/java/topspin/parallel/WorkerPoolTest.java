package topspin.parallel;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class WorkerPoolTest {
    private static final int MOST_TASKS = 40;
    private static final int ROUNDS = 5000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void shouldRunEveryTaskExactlyOnceInEveryRound(int members) {
        try (WorkerPool pool = new WorkerPool(members)) {
            assertThat(pool.workers()).isEqualTo(members);
            AtomicIntegerArray runs = new AtomicIntegerArray(MOST_TASKS);
            // Counts that go up and down: a worker that comes late from a round must not take from the next one.
            for (int round = 0; round < 4000; round++) {
                int tasks = round * 7 % MOST_TASKS;
                pool.run(tasks, runs::incrementAndGet);
                for (int i = 0; i < MOST_TASKS; i++) {
                    if (runs.getAndSet(i, 0) != (i < tasks ? 1 : 0)) {
                        throw new AssertionError("round " + round + " of " + tasks + " tasks: task " + i
                                + " was not run exactly once");
                    }
                }
            }
        }
    }

    /**
     * Rounds back to back, of few tasks and of many, and of another task each: a worker that is late from one round gets
     * into the next and must find all of it, not a mixture.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 40})
    void aLateWorkerShouldFindTheNextRoundWhole(int members) {
        try (WorkerPool pool = new WorkerPool(members)) {
            int[] few = new int[MOST_TASKS];
            int[] many = new int[MOST_TASKS];
            WorkerPool.Task runFew = i -> few[i]++;
            WorkerPool.Task runMany = i -> many[i]++;
            int rounds = 0;
            for (long end = System.nanoTime() + 1_000_000_000L; System.nanoTime() < end; rounds++) {
                pool.run(2, runFew);
                pool.run(MOST_TASKS, runMany);
            }
            for (int i = 0; i < MOST_TASKS; i++) {
                assertThat(few[i]).as("task %d of 2 in %d rounds", i, rounds).isEqualTo(i < 2 ? rounds : 0);
                assertThat(many[i]).as("task %d of %d in %d rounds", i, MOST_TASKS, rounds).isEqualTo(rounds);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void shouldRunTheRoundsOwnTask(int members) {
        try (WorkerPool pool = new WorkerPool(members)) {
            int[] last = new int[MOST_TASKS];
            for (int round = 1; round < 4000; round++) {
                int number = round;
                int tasks = 2 + round % (MOST_TASKS - 2);
                Arrays.fill(last, 0);
                // Plain writes: what tasks write is visible after run, and what was written before it to the tasks.
                pool.run(tasks, i -> last[i] += number);
                for (int i = 0; i < tasks; i++) {
                    if (last[i] != number) {
                        throw new AssertionError("round " + round + " task " + i + " wrote " + last[i]);
                    }
                }
            }
        }
    }

    @Test
    void memoryShouldFlowFromRoundToRound() {
        try (WorkerPool pool = new WorkerPool(3)) {
            int[] a = new int[16];
            int[] b = new int[16];
            // Every round reads what another task, perhaps on another thread, wrote in the round before.
            for (int round = 0; round < 3000; round++) {
                pool.run(16, i -> b[i] = a[(i + 5) % 16] + 1);
                pool.run(16, i -> a[i] = b[(i + 3) % 16]);
            }
            assertThat(a).containsOnly(3000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldRethrowAfterAllOthersHaveRunAndStayUsable(int members) {
        try (WorkerPool pool = new WorkerPool(members)) {
            for (int round = 0; round < 50; round++) {
                AtomicIntegerArray runs = new AtomicIntegerArray(9);
                assertThatThrownBy(() -> pool.run(9, i -> {
                    runs.incrementAndGet(i);
                    if (i == 4) {
                        throw new IllegalStateException("task " + i);
                    }
                })).isInstanceOf(IllegalStateException.class).hasMessage("task 4");
                for (int i = 0; i < 9; i++) {
                    assertThat(runs.get(i)).isEqualTo(1);
                }
                pool.run(9, runs::incrementAndGet);
                assertThat(runs.get(8)).isEqualTo(2);
            }
        }
    }

    @Test
    void oneWorkerShouldBeTheCallerInOrder() {
        try (WorkerPool pool = new WorkerPool(1)) {
            List<String> seen = new ArrayList<>();
            pool.run(3, i -> seen.add(i + Thread.currentThread().getName()));
            String caller = Thread.currentThread().getName();
            assertThat(seen).containsExactly("0" + caller, "1" + caller, "2" + caller);
        }
    }

    @Test
    void severalMembersShouldWorkAtTheSameTime() {
        try (WorkerPool pool = new WorkerPool(3)) {
            AtomicIntegerArray arrived = new AtomicIntegerArray(1);
            pool.run(3, i -> {
                arrived.incrementAndGet(0);
                while (arrived.get(0) < 3) {
                    Thread.yield();
                }
            });
            assertThat(arrived.get(0)).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseNobodyAndWorkAfterTheEnd() {
        assertThatThrownBy(() -> new WorkerPool(0)).isInstanceOf(IllegalArgumentException.class);
        WorkerPool pool = new WorkerPool(2);
        pool.close();
        assertThatThrownBy(() -> pool.run(2, i -> { })).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void shouldAllocateNothingPerRound(int members) {
        try (WorkerPool pool = new WorkerPool(members)) {
            WorkerPool.Task nothing = i -> { };
            Runnable rounds = () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    pool.run(Phase.ACT, MOST_TASKS, nothing);
                }
            };
            rounds.run();
            long[] threads = LongStream.concat(LongStream.of(Thread.currentThread().getId()), workerIds()).toArray();
            long before = LongStream.of(THREADS.getThreadAllocatedBytes(threads)).sum();
            rounds.run();
            long bytes = LongStream.of(THREADS.getThreadAllocatedBytes(threads)).sum() - before;
            assertThat(bytes / ROUNDS).as("bytes per round; no object is smaller than 16").isLessThan(8);
        }
    }

    /** A member that polled every millisecond would use some microseconds of a core each time: here, a core and more. */
    @Test
    void membersWithoutATaskShouldLeaveTheCoresToOthers() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(400)) {
            pool.run(400, i -> { });
            long before = workerNanos();
            pool.run(2, i -> sleep(300));
            Thread.sleep(300);
            assertThat(1e-9 * (workerNanos() - before)).as("seconds of processor in 0.6 of doing nothing").isLessThan(0.1);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static LongStream workerIds() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("topspin-worker-"))
                .mapToLong(Thread::getId);
    }

    private static long workerNanos() {
        return workerIds().map(THREADS::getThreadCpuTime).sum();
    }
}
