package topspin.page.agent;

import topspin.interop.http.Refusal;
import topspin.report.Json;
import topspin.text.Excerpt;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Sittings that are open. At most {@value #AT_ONCE} are played at a time, in threads of low
 * priority, others wait; of those that are played at most {@value #MOST_OPEN} are kept, each of at most {@value #MOST_STEPS} steps;
 * the one that nobody asks for the longest goes first, and every one after {@link #IDLE}. Safe for several threads.
 */
public final class AgentDesk implements AutoCloseable {
    public static final int AT_ONCE = 2;
    public static final int MOST_OPEN = 6;
    public static final int MOST_STEPS = 2000;
    /** Steps that saliency looks at: its cost is their square. */
    public static final int LONGEST_WINDOW = 128;
    /** After so long without a request a sitting is closed; a page in the background asks once a minute. */
    static final Duration IDLE = Duration.ofMinutes(5);
    /** Numbers of cores that a sitting may hold, 32 MiB. */
    private static final int MOST_NUMBERS = 1 << 23;
    private static final int MOST_WAITING = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ROUND = Duration.ofSeconds(20);

    private final AgentGames games;
    private final LongSupplier clock;
    private final Map<String, AgentSitting> open = new LinkedHashMap<>();
    private final ThreadPoolExecutor players = new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING), task -> thread(task, "page-agent"));
    private final Thread sweeper = thread(this::sweep, "page-agent-sweep");
    /** Ids of other servers' sittings are others, since browsers keep pictures. */
    private final String prefix = Long.toString(Instant.now().toEpochMilli(), Character.MAX_RADIX) + "-";
    private int number;
    private boolean closing;

    /** @param games that are played here */
    public AgentDesk(AgentGames games) {
        this(games, System::nanoTime);
        sweeper.start();
    }

    /** @param clock nanoseconds from any origin */
    AgentDesk(AgentGames games, LongSupplier clock) {
        this.games = games;
        this.clock = clock;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(ROUND.toMillis());
                closeIdle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the desk closes
        }
    }

    /** Closes what nobody has asked for in {@link #IDLE}. */
    synchronized void closeIdle() {
        long now = clock.getAsLong();
        open.values().removeIf(sitting -> {
            boolean idle = now - sitting.asked() > IDLE.toNanos();
            if (idle) {
                sitting.close();
            }
            return idle;
        });
    }

    synchronized int count() {
        return open.size();
    }

    /**
     * Begins a sitting, which goes on being played in the background.
     *
     * @param steps how many, 1 … {@value #MOST_STEPS}; fewer are played if the core is very large
     * @param like  id of a sitting whose game it must be, so that the two can be shown side by side; empty for any
     * @return its id, and what is known of it
     * @throws Refusal     if it cannot be begun, or too much waits
     * @throws IOException if a file cannot be read
     */
    public Map<String, Object> open(AgentRequest request, int steps, String like) throws IOException {
        if (steps < 1 || steps > MOST_STEPS) {
            throw Refusal.badRequest("steps: expected 1 to " + MOST_STEPS + ", got " + steps);
        }
        AgentFacts other = like.isEmpty() ? null : sitting(like).facts();
        CompletableFuture<AgentSitting> begun = new CompletableFuture<>();
        Future<?> task = submit(() -> {
            begin(request, steps, other, begun);
            return null;
        });
        return SittingAnswers.about(awaited(begun, task));
    }

    private void begin(AgentRequest request, int steps, AgentFacts other, CompletableFuture<AgentSitting> begun) {
        try (AgentGame game = games.open(request)) {
            AgentFacts facts = game.facts();
            if (other != null && !facts.world().equals(other.world())) {
                throw Refusal.badRequest("this checkpoint plays " + facts.world() + ", and the game beside it is " + other.world()
                        + ": they cannot play the same game");
            }
            AgentSitting sitting = add(request, facts, Math.min(steps, MOST_NUMBERS / Math.max(1, facts.units())));
            begun.complete(sitting);
            sitting.play(game);
        } catch (IOException | RuntimeException | Error e) {
            begun.completeExceptionally(e);
        }
    }

    private synchronized AgentSitting add(AgentRequest request, AgentFacts facts, int steps) {
        if (closing) {
            throw new Refusal(Refusal.OVERLOADED, "the server ends");
        }
        while (open.size() >= MOST_OPEN) {
            AgentSitting oldest = open.values().stream().min(Comparator.comparingLong(AgentSitting::asked)).orElseThrow();
            oldest.close();
            open.remove(oldest.id());
        }
        AgentSitting sitting = new AgentSitting(prefix + ++number, request, facts, steps, clock.getAsLong());
        open.put(sitting.id(), sitting);
        return sitting;
    }

    private <T> Future<T> submit(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            players.execute(task);
        } catch (RejectedExecutionException e) {
            throw new Refusal(Refusal.OVERLOADED, AT_ONCE + " games are being played and " + MOST_WAITING + " wait; try again soon");
        }
        return task;
    }

    /** What comes of a task, or of something that it promised. */
    private static <T> T awaited(Future<T> promise, Future<?> task) throws IOException {
        try {
            return promise.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException problem) {
                throw problem;
            }
            if (cause instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(cause);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new Refusal(Refusal.OVERLOADED, AT_ONCE + " games are being played; try again soon");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.OVERLOADED, "the server ends");
        }
    }

    private synchronized AgentSitting sitting(String id) {
        AgentSitting sitting = open.get(id);
        if (sitting == null) {
            throw new Refusal(Refusal.NOT_FOUND, "the game " + Excerpt.quoted(id) + " is closed; the same seed plays it again");
        }
        sitting.ask(clock.getAsLong());
        return sitting;
    }

    /** Ends a sitting, and forgets it. */
    public synchronized Map<String, Object> close(String id) {
        AgentSitting sitting = open.remove(id);
        if (sitting != null) {
            sitting.close();
        }
        return Json.object("closed", sitting != null);
    }

    /** See {@link SittingAnswers#steps}. */
    public Map<String, Object> steps(String id, int from, int to) {
        return SittingAnswers.steps(sitting(id), from, to);
    }

    /** See {@link SittingAnswers#frame}. */
    public byte[] frame(String id, int step) {
        return SittingAnswers.frame(sitting(id), step);
    }

    /** See {@link SittingAnswers#inside}. */
    public byte[] inside(String id, int part, int from, int to) {
        return SittingAnswers.inside(sitting(id), part, from, to);
    }

    /** See {@link UnitNames#order}. */
    public Map<String, Object> order(String id, int part, int by) {
        return SittingAnswers.order(sitting(id), part, by);
    }

    /** See {@link UnitNames#named}. */
    public Map<String, Object> named(String id) {
        return SittingAnswers.named(sitting(id));
    }

    /**
     * What a step's outputs, and those of the steps before it, depended on. It costs the square of the window.
     *
     * @param step  the last of the window
     * @param count steps of the window, at most {@value #LONGEST_WINDOW}; fewer if the game began later
     * @throws IOException if a file cannot be read
     */
    public Map<String, Object> saliency(String id, int step, int count) throws IOException {
        AgentSitting sitting = sitting(id);
        if (count < 1 || count > LONGEST_WINDOW) {
            throw Refusal.badRequest("steps: expected 1 to " + LONGEST_WINDOW + ", got " + count);
        }
        List<AgentStep> before = sitting.steps(0, step + 1);
        if (step < 0 || before.size() <= step) {
            throw new Refusal(Refusal.NOT_FOUND, "step " + step + " is not played yet");
        }
        int from = step;
        while (from > 0 && step - from + 1 < count && before.get(from - 1).game() == before.get(step).game()) {
            from--;
        }
        int first = from;
        Future<AgentSaliency> task = submit(() -> games.saliency(sitting.request(), first, step - first + 1));
        AgentSaliency found = awaited(task, task);
        return Json.object("from", first, "to", step + 1, "value", found.value(), "choice", found.choice());
    }

    @Override
    public synchronized void close() {
        closing = true;
        sweeper.interrupt();
        open.values().forEach(AgentSitting::close);
        open.clear();
        players.shutdownNow();
    }
}
