package topspin.page;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.file.FileProblem;
import topspin.text.NaturalOrder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * All runs below the watched directories. A thread of its own reads what is new: of runs that are being written several times a
 * second, of all others, and of directories that come and go, every few seconds. It keeps nothing on disk and writes nothing, so any
 * number of indexes may look at one directory, and be killed.
 *
 * <p>Order of use: construct, {@link #start}, {@link #close}. Everything else is safe for several threads.
 */
final class RunIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunIndex.class);
    private static final Duration TURN = Duration.ofMillis(250);
    /** Between looks for new directories. */
    private static final Duration ROUND = Duration.ofSeconds(2);
    private static final int MOST_READERS = 4;

    /** Is told what has changed, on the index's thread. */
    interface Listener {
        /** @param gone ids of runs that are no longer there */
        void changed(List<WatchedRun> runs, List<String> gone);
    }

    private final RunFinder finder;
    private final Map<String, WatchedRun> runs = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService readers = Executors.newFixedThreadPool(
            Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors()), RunIndex::daemon);
    private final Thread thread = new Thread(this::watch, "page-index");
    private volatile boolean closing;
    private volatile boolean complete;
    private long nextRound = System.nanoTime();

    /** @param roots directories, which need not exist yet */
    RunIndex(List<Path> roots) {
        finder = new RunFinder(roots);
        thread.setDaemon(true);
    }

    private static Thread daemon(Runnable task) {
        Thread reader = new Thread(task, "page-reader");
        reader.setDaemon(true);
        return reader;
    }

    void start() {
        thread.start();
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Whether everything that was there at the start has been read. */
    boolean complete() {
        return complete;
    }

    /** In the order of their ids. */
    Collection<WatchedRun> runs() {
        return Collections.unmodifiableCollection(runs.values());
    }

    /** Null if there is none. */
    WatchedRun run(String id) {
        return runs.get(id);
    }

    /** The runs of an experiment by variant, seeds in order. */
    Map<String, List<WatchedRun>> variants(String experiment) {
        Map<String, List<WatchedRun>> variants = new TreeMap<>(NaturalOrder.COMPARATOR);
        for (WatchedRun run : runs.values()) {
            if (run.place().experiment().equals(experiment)) {
                variants.computeIfAbsent(run.place().variant(), name -> new ArrayList<>()).add(run);
            }
        }
        Map<String, List<WatchedRun>> ordered = new LinkedHashMap<>();
        variants.forEach((name, seeds) -> ordered.put(name, seeds.stream()
                .sorted((one, other) -> Long.compare(one.place().seed(), other.place().seed())).toList()));
        return ordered;
    }

    private void watch() {
        while (!closing) {
            try {
                turn();
                Thread.sleep(TURN.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the index goes on after", e);
            }
        }
    }

    private void turn() throws InterruptedException {
        boolean round = System.nanoTime() - nextRound >= 0;
        List<String> gone = round ? round() : List.of();
        Instant now = Instant.now();
        List<WatchedRun> due = runs.values().stream().filter(run -> round || run.isLive(now)).toList();
        List<WatchedRun> changed = look(due, now);
        if (!changed.isEmpty() || !gone.isEmpty()) {
            listeners.forEach(listener -> listener.changed(changed, gone));
        }
        complete |= round;
    }

    private List<WatchedRun> look(List<WatchedRun> due, Instant now) throws InterruptedException {
        List<Callable<Boolean>> looks = new ArrayList<>();
        due.forEach(run -> looks.add(() -> run.look(now)));
        List<WatchedRun> changed = new ArrayList<>();
        List<Future<Boolean>> done = readers.invokeAll(looks);
        for (int i = 0; i < done.size(); i++) {
            try {
                if (done.get(i).get()) {
                    changed.add(due.get(i));
                }
            } catch (ExecutionException e) {
                LOG.warn("{} cannot be read", due.get(i).place().id(), e.getCause());
            }
        }
        return changed;
    }

    /** Takes in directories that have come, and returns the ids of those that have gone. */
    private List<String> round() {
        nextRound = System.nanoTime() + ROUND.toNanos();
        List<RunPlace> found;
        try {
            found = finder.find();
        } catch (IOException e) {
            LOG.warn("cannot look for runs: {}", FileProblem.reason(e));
            return List.of();
        }
        Set<String> there = new HashSet<>();
        for (RunPlace place : found) {
            there.add(place.id());
            WatchedRun known = runs.get(place.id());
            if (known == null || !known.place().equals(place)) {
                runs.put(place.id(), new WatchedRun(place));
            }
        }
        List<String> gone = runs.keySet().stream().filter(id -> !there.contains(id)).toList();
        runs.keySet().removeAll(gone);
        return gone;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        readers.shutdownNow();
    }
}
