package topspin.page;

import topspin.file.FileProblem;
import topspin.interop.http.Refusal;
import topspin.report.Json;
import topspin.run.RunDirectory;
import topspin.text.Excerpt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a page may do to runs: stop one after its update, go on with one that has stopped, play games with its policy. Each is what a
 * person would do at a terminal: a stop file, {@code train --resume}, {@code eval}. The processes are not this one's children in any
 * way that matters: they go on when the page's server ends. Safe for several threads.
 */
public final class RunControl {
    private static final int MOST_AT_ONCE = 8;
    private static final int MOST_OUTPUT = 1 << 16;
    /** A command that fails does so at once. */
    private static final long FIRST_WORDS_MILLIS = 1500;

    private final List<String> program;
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    private record Job(String kind, Process process, Path output) {
        String said() {
            try {
                byte[] bytes = Files.readAllBytes(output);
                return new String(bytes, 0, Math.min(bytes.length, MOST_OUTPUT), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        }
    }

    /** @param program command line up to the arguments of {@code topspin} */
    public RunControl(List<String> program) {
        this.program = List.copyOf(program);
    }

    /** Asks a run to stop after its update, with a checkpoint; it can be resumed. */
    Map<String, Object> stop(WatchedRun run) {
        RunState state = run.state(Instant.now());
        if (state != RunState.RUNNING && state != RunState.STALE) {
            throw Refusal.badRequest(run.place().id() + " does not run: it is " + state.label());
        }
        try {
            RunDirectory.requestStop(run.place().directory());
        } catch (IOException e) {
            throw new Refusal(Refusal.FAILED, "the stop file of " + run.place().id() + " cannot be written: " + FileProblem.reason(e));
        }
        return Json.object("said", run.place().id() + " stops after its update");
    }

    /** Goes on with a run that has stopped. */
    Map<String, Object> resume(WatchedRun run) {
        RunState state = run.state(Instant.now());
        if (state != RunState.INTERRUPTED && state != RunState.STALE && state != RunState.FAILED) {
            throw Refusal.badRequest(run.place().id() + " cannot be resumed: it is " + state.label());
        }
        return start("resume", run, List.of("train", "--resume", run.place().directory().toString()));
    }

    /** Plays games with a run's policy. */
    Map<String, Object> eval(WatchedRun run, int episodes) {
        return start("eval", run, List.of("eval", run.place().directory().toString(), "--episodes", Integer.toString(episodes)));
    }

    private synchronized Map<String, Object> start(String kind, WatchedRun run, List<String> arguments) {
        String key = kind + " " + run.place().id();
        Job former = jobs.get(key);
        if (former != null && former.process().isAlive()) {
            throw Refusal.badRequest(key + " is under way");
        }
        if (jobs.values().stream().filter(job -> job.process().isAlive()).count() >= MOST_AT_ONCE) {
            throw new Refusal(Refusal.OVERLOADED, MOST_AT_ONCE + " commands are under way; wait for one of them");
        }
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        try {
            Path output = former != null ? former.output() : Files.createTempFile("topspin-page", ".txt");
            output.toFile().deleteOnExit();
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(nothing())).redirectOutput(output.toFile());
            Job job = new Job(kind, builder.start(), output);
            jobs.put(key, job);
            if (job.process().waitFor(FIRST_WORDS_MILLIS, TimeUnit.MILLISECONDS) && job.process().exitValue() != 0) {
                throw Refusal.badRequest(Excerpt.of(job.said().strip()));
            }
            return Json.object("said", "./topspin " + String.join(" ", arguments));
        } catch (IOException e) {
            throw new Refusal(Refusal.FAILED, key + " cannot be started: " + FileProblem.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.OVERLOADED, "the server ends");
        }
    }

    private static java.io.File nothing() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** What a run's commands have said so far. */
    synchronized List<Map<String, Object>> said(WatchedRun run) {
        List<Map<String, Object>> said = new ArrayList<>();
        jobs.forEach((key, job) -> {
            if (key.equals(job.kind() + " " + run.place().id())) {
                said.add(Json.object("kind", job.kind(), "running", job.process().isAlive(), "text", job.said()));
            }
        });
        return said;
    }
}
