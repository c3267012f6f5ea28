package topspin.page.agent;

import topspin.interop.http.Refusal;
import topspin.picture.Caption;
import topspin.report.Json;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import java.util.function.ToDoubleFunction;

/**
 * Sittings that are open: what the page is answered about them. At most {@value #AT_ONCE} are played at a time, in threads of low
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
        return about(awaited(begun, task));
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

    private static Map<String, Object> about(AgentSitting sitting) {
        AgentFacts facts = sitting.facts();
        return Json.object("game", sitting.id(), "name", facts.name(), "step", facts.step(), "world", facts.world(), "options",
                facts.options(), "core", facts.core(), "probabilities", facts.probabilities(), "width", facts.width(), "height",
                facts.height(), "fps", facts.framesPerSecond(), "parts", facts.parts().stream().map(part -> Json.object("layer",
                        part.layer(), "name", part.name(), "units", part.units(), "state", part.isState())).toList(),
                "names", facts.names(), "steps", sitting.most(), "seed", sitting.request().seed(), "deterministic",
                sitting.request().deterministic(), "window", LONGEST_WINDOW);
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

    /**
     * Steps that have been played, a column of each of their numbers.
     *
     * @param from the first
     * @param to   one after the last; fewer come if they are not played yet
     */
    public Map<String, Object> steps(String id, int from, int to) {
        AgentSitting sitting = sitting(id);
        boolean done = sitting.isDone(); // before the steps, so that none is missed
        List<AgentStep> steps = sitting.steps(from, to);
        return Json.object("from", Math.max(0, from), "played", sitting.count(), "done", done, "problem", sitting.problem(),
                "game", steps.stream().mapToInt(AgentStep::game).toArray(), "action", steps.stream().map(AgentStep::action).toList(),
                "value", column(steps, AgentStep::value), "entropy", column(steps, AgentStep::entropy),
                "reward", column(steps, AgentStep::reward), "score", column(steps, AgentStep::score),
                "end", steps.stream().map(AgentStep::end).toList(),
                "bars", steps.isEmpty() ? List.of() : steps.get(0).bars().stream().map(Caption.Bar::name).toList(),
                "shares", steps.stream().map(step -> step.bars().stream().mapToDouble(Caption.Bar::share).toArray()).toList(),
                "texts", steps.stream().map(step -> step.bars().stream().map(Caption.Bar::text).toList()).toList(),
                "marked", steps.stream().map(step -> step.bars().stream().map(Caption.Bar::marked).toList()).toList(),
                "numbers", steps.stream().map(AgentStep::numbers).toList());
    }

    private static double[] column(List<AgentStep> steps, ToDoubleFunction<AgentStep> value) {
        return steps.stream().mapToDouble(value).toArray();
    }

    /**
     * The picture before a step.
     *
     * @return a PNG file
     */
    public byte[] frame(String id, int step) {
        List<AgentStep> found = sitting(id).steps(step, step + 1);
        if (step < 0 || found.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "step " + step + " is not played yet");
        }
        return found.get(0).picture();
    }

    /**
     * A gate or a state over steps that have been played.
     *
     * @param to one after the last; fewer come if they are not played yet
     * @return {@code [steps][units]}, each a little-endian IEEE 754 number of four bytes
     */
    public byte[] inside(String id, int part, int from, int to) {
        AgentSitting sitting = sitting(id);
        int units = part(sitting, part).units();
        List<AgentStep> steps = sitting.steps(from, to);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * units * steps.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (AgentStep step : steps) {
            for (float value : step.inside()[part]) {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }

    private static AgentFacts.Part part(AgentSitting sitting, int part) {
        if (part < 0 || part >= sitting.facts().parts().size()) {
            throw new Refusal(Refusal.NOT_FOUND, "the core has no part " + part + ": it has " + sitting.facts().parts().size());
        }
        return sitting.facts().parts().get(part);
    }

    /** The units of a part, sorted: see {@link UnitNames#order}. */
    public Map<String, Object> order(String id, int part, int by) {
        AgentSitting sitting = sitting(id);
        part(sitting, part);
        if (by < -1 || by >= sitting.facts().names().size()) {
            throw new Refusal(Refusal.NOT_FOUND, "there is no number " + by + ": there are " + sitting.facts().names().size());
        }
        return names(sitting).order(part, by);
    }

    /** Units that go with what has a name: see {@link UnitNames#named}. */
    public Map<String, Object> named(String id) {
        return names(sitting(id)).named();
    }

    private static UnitNames names(AgentSitting sitting) {
        return new UnitNames(sitting.facts(), sitting.steps(0, MOST_STEPS));
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
