package topspin.run;

import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.file.ProcessLock;
import topspin.nn.engine.Arithmetic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run on disk: {@code config.yaml} (resolved), {@code run.json} (provenance, status, summary), {@code table.txt},
 * {@code progress.csv}, {@code episodes.csv}, {@code events.out.tfevents.*} and {@code checkpoints/}.
 *
 * <p>Order of use: {@link #create} or {@link #open}, {@link #begin}, {@link #save}, {@link #archive} and
 * {@link #saveBest} at will, {@link #end}, {@link #close}. Holds a lock until closed, so two processes never write one
 * run; waits for a process that is about to end. {@link #view} takes no lock and only reads. One thread.
 */
public final class RunDirectory implements Closeable {
    public static final String CONFIG = "config.yaml";
    public static final String RECORD = "run.json";
    public static final String TABLE = "table.txt";
    public static final String PROGRESS = "progress.csv";
    public static final String EPISODES = "episodes.csv";
    /** TensorBoard looks for {@code tfevents} in the name. It holds no clock or host, so it is the same for every run. */
    public static final String EVENTS = "events.out.tfevents.topspin";
    public static final String CHECKPOINTS = "checkpoints";
    /** A run stops after the update in which it finds such a file, and removes it. */
    public static final String STOP = "stop";
    /** Standard error of the processes of a run that a sweep started. */
    public static final String STANDARD_ERROR = "stderr.txt";
    /** Which run of a tracker this one is sent to, and how far that has come. */
    public static final String TRACKER = "mlflow.json";
    /** Held by the process that sends. */
    public static final String TRACKER_LOCK = ".mlflow.lock";
    /** The longest path that is ever written below a run's directory: an unfinished checkpoint's. */
    public static final String LONGEST_PATH = CHECKPOINTS + "/." + CheckpointStore.LONGEST_NAME + AtomicFile.TEMPORARY;
    private static final String LOCK = ".lock";
    /** Between looks for a stop file, which may be on another machine's disk. */
    private static final long STOP_LOOK_NANOS = 200_000_000;
    /** A process that was asked to stop finishes its update and saves. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> OWN = Set.of(CONFIG, RECORD, TABLE, PROGRESS, EPISODES, EVENTS, CHECKPOINTS, LOCK,
            STOP, STANDARD_ERROR, TRACKER, TRACKER_LOCK, "." + TRACKER + AtomicFile.TEMPORARY,
            "." + CONFIG + AtomicFile.TEMPORARY, "." + RECORD + AtomicFile.TEMPORARY);

    /** How a run stands; a run that was killed still says {@code RUNNING}, but nobody holds its lock. */
    public enum Status { RUNNING, FINISHED, INTERRUPTED, FAILED }

    private final Path path;
    private final ProcessLock lock;
    private final RunRecord record;
    private final CheckpointStore checkpoints;
    private List<AddedJar> jars = List.of();
    private long nextStopLook = System.nanoTime();

    private RunDirectory(Path path, ProcessLock lock, RunRecord record) {
        this.path = path;
        this.lock = lock;
        this.record = record;
        this.checkpoints = new CheckpointStore(path.resolve(CHECKPOINTS));
    }

    /**
     * Makes the directory of a new run. An existing directory is taken over if no run ever began there, or if a run
     * with the same config stopped before its first checkpoint.
     *
     * @param config     text of {@code config.yaml}
     * @param configHash of {@link ConfigHash}
     * @throws RunDirectoryException if the directory cannot be written, or holds anything that would be overwritten
     * @throws IOException           if the disk is full, for instance
     */
    public static RunDirectory create(Path path, String config, String configHash) throws IOException {
        return create(path, config, configHash, "./topspin train");
    }

    /** @param command that makes such a run, and goes on with it by {@code --resume} */
    public static RunDirectory create(Path path, String config, String configHash, String command) throws IOException {
        try {
            Files.createDirectories(path);
            requireOwnFilesOnly(path);
            return locked(path, ", or choose another directory with --out", lock -> {
                Optional<RunRecord> existing = RunRecord.read(path.resolve(RECORD));
                if (existing.isPresent()) {
                    requireReplaceable(path, existing.get(), configHash, command);
                }
                AtomicFile.write(path.resolve(CONFIG), config);
                RunRecord record = RunRecord.fresh(path.resolve(RECORD), configHash);
                record.save();
                RunDirectory run = new RunDirectory(path, lock, record);
                run.checkpoints.prepare();
                return run;
            });
        } catch (RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw unusable("cannot create the run directory " + path, e, "choose another with --out");
        }
    }

    /**
     * Opens a run to resume it, and removes files that a crash left half-written.
     *
     * @throws RunDirectoryException if there is no run, it is finished, or another process writes it
     * @throws IOException           if the disk is full, for instance
     */
    public static RunDirectory open(Path path) throws IOException {
        return opened(path, RunDirectory::requireUnfinished);
    }

    /** As {@link #open}, also of a finished run, which may then be {@link #extend extended}. */
    public static RunDirectory reopen(Path path) throws IOException {
        return opened(path, run -> { });
    }

    private interface Requirement {
        void check(RunDirectory run) throws RunDirectoryException;
    }

    private static RunDirectory opened(Path path, Requirement requirement) throws IOException {
        try {
            record(path);
            return locked(path, "", lock -> {
                RunDirectory run = new RunDirectory(path, lock, record(path));
                requirement.check(run);
                run.checkpoints.prepare();
                return run;
            });
        } catch (RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw unusable("cannot open the run directory " + path, e, "make it readable and writable");
        }
    }

    /** @throws RunDirectoryException if the run is finished */
    public void requireUnfinished() throws RunDirectoryException {
        if (status() == Status.FINISHED) {
            throw new RunDirectoryException(path + " holds a finished run: there is nothing to resume; take more steps with "
                    + "--set total-steps=N, or train anew with another --seed or --out");
        }
    }

    /**
     * Gives the run more steps. Writes {@code run.json} first, then {@code config.yaml}: for a config of before,
     * {@link #settingsSince} has the changes.
     *
     * @param config text of {@code config.yaml} from here on
     */
    public void extend(Extension extension, String config) throws IOException {
        requireLock();
        record.extend(extension);
        AtomicFile.write(path.resolve(CONFIG), config);
    }

    /** Rewrites {@code config.yaml}; only keys that its hash leaves out may change. */
    public void rewriteConfig(String config) throws IOException {
        requireLock();
        AtomicFile.write(path.resolve(CONFIG), config);
    }

    /** What extensions have changed, by key, since the config had this hash; empty if it never had. */
    public Map<String, Object> settingsSince(String configHash) {
        return record.settingsSince(configHash);
    }

    /** Records where the first weights come from. */
    public void beginFrom(Origin origin) throws IOException {
        requireLock();
        record.beginFrom(origin);
    }

    /** Where the first weights come from; empty if the run began with fresh ones. */
    public Optional<Origin> origin() {
        return record.origin();
    }

    /**
     * Opens a run for reading only: takes no lock, changes nothing; {@link #begin}, {@link #save} and {@link #end} are
     * refused.
     */
    public static RunDirectory view(Path path) throws RunDirectoryException {
        try {
            return new RunDirectory(path, null, record(path));
        } catch (RunDirectoryException e) {
            throw e;
        } catch (IOException e) {
            throw new RunDirectoryException("cannot open the run directory " + path + ": " + FileProblem.reason(e)
                    + "; make it readable", e);
        }
    }

    /** Asks the process that writes a run there to stop after its update, with a checkpoint. */
    public static void requestStop(Path path) throws IOException {
        Files.write(path.resolve(STOP), new byte[0]);
    }

    /** Whether the run was asked to stop by a file, since it was opened. Cheap enough for every update. */
    public boolean stopRequested() {
        long now = System.nanoTime();
        if (now - nextStopLook < 0) {
            return false;
        }
        nextStopLook = now + STOP_LOOK_NANOS;
        return Files.exists(path.resolve(STOP));
    }

    /** Whether a process is writing a run there, at this moment. */
    public static boolean inUse(Path path) throws IOException {
        if (!Files.exists(path.resolve(LOCK))) {
            return false;
        }
        Optional<ProcessLock> lock = ProcessLock.acquire(path.resolve(LOCK), Duration.ZERO);
        if (lock.isPresent()) {
            lock.get().close();
        }
        return lock.isEmpty();
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    public Status status() {
        return record.status();
    }

    public String configHash() {
        return record.configHash();
    }

    /** The arithmetic that the run was last computed with; empty if it never was, or if Topspin did not record it then. */
    public Optional<Arithmetic> arithmetic() {
        return record.arithmetic();
    }

    /** Records, with the next {@link #begin}, the arithmetic of the run from its start, or from here on. */
    public void compute(Arithmetic arithmetic) {
        record.compute(arithmetic);
    }

    /** As {@link #compute}, and records the change at this step. */
    public void computeOtherwise(Arithmetic arithmetic, long step) {
        record.computeOtherwise(arithmetic, step);
    }

    /** The world that the run was computed in; empty if it never was, or if Topspin did not record it then. */
    public Optional<WorldVersion> world() {
        return record.world();
    }

    /** Records, with the next {@link #begin}, the world of the run. */
    public void live(WorldVersion world) {
        record.live(world);
    }

    /** The JARs that were added when the run was last computed; empty if there were none. */
    public List<AddedJar> jars() {
        return record.jars();
    }

    /** Records, with the next {@link #begin}, which JARs are added. */
    public void addJars(List<AddedJar> added) {
        jars = List.copyOf(added);
    }

    /** Whether anything was ever computed here. */
    public boolean begun() {
        return record.begun();
    }

    /** Whether there is a checkpoint, which may turn out to be damaged. */
    public boolean hasCheckpoint() throws IOException {
        return !checkpoints.isEmpty();
    }

    /** Adds an entry to the summary, until the next session ends. */
    public void note(String key, Object value) throws IOException {
        requireLock();
        record.note(key, value);
    }

    /** The summary that {@link #end} and {@link #note} wrote; empty before. */
    public Map<String, Object> summary() {
        return record.summary();
    }

    /**
     * Notes in {@code run.json} that a session starts here and now.
     *
     * @param engine  its description
     * @param workers threads that share the work
     */
    public void begin(List<String> commandLine, String engine, int workers) throws IOException {
        requireLock();
        record.begin(Provenance.capture(commandLine, jars), engine, workers);
    }

    /**
     * Notes how the session ended.
     *
     * @param summary for people and tools: final score, steps, seconds; values that JSON can hold
     */
    public void end(Status status, Map<String, Object> summary) throws IOException {
        requireLock();
        record.end(status, summary);
        Files.deleteIfExists(path.resolve(STOP));
    }

    /** Notes that the session ended with a failure; what keeps it from being noted is added to the failure. */
    public void endFailed(Throwable failure) {
        try {
            end(Status.FAILED, Map.of("failure", String.valueOf(failure.getMessage())));
        } catch (IOException unrecorded) {
            failure.addSuppressed(unrecorded);
        }
    }

    /**
     * Writes a periodic checkpoint, then removes all but the newest {@code keep}.
     *
     * @return the file written
     */
    public Path save(Checkpoint.Writer checkpoint, int keep) throws IOException {
        requireLock();
        return checkpoints.save(checkpoint, keep);
    }

    /**
     * Writes a checkpoint that is never deleted, {@code archive-STEP.safetensors}.
     *
     * @return the file written
     */
    public Path archive(Checkpoint.Writer checkpoint) throws IOException {
        requireLock();
        return checkpoints.archive(checkpoint);
    }

    /** Replaces {@code best.safetensors}. */
    public Path saveBest(Checkpoint.Writer checkpoint) throws IOException {
        requireLock();
        return checkpoints.saveBest(checkpoint);
    }

    /**
     * The newest periodic or archived checkpoint that is whole, or the best where all of those are damaged; empty if none
     * was ever written.
     *
     * @param warnings gets a line for every damaged one that was skipped
     * @throws CheckpointException if one cannot be read, is of another config or a newer format, or if all are damaged
     */
    public Optional<Checkpoint> latest(Consumer<String> warnings) throws IOException {
        return checkpoints.latest(record.configHashes(), warnings);
    }

    /** The checkpoint with the best score; empty if none was written. */
    public Optional<Checkpoint> best() throws IOException {
        return checkpoints.best(record.configHashes());
    }

    /**
     * A checkpoint of this run by its file.
     *
     * @throws CheckpointException if it cannot be read, is damaged, of another config or a newer format
     */
    public Checkpoint checkpoint(Path file) throws IOException {
        return CheckpointStore.verified(file, record.configHashes());
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    private void requireLock() {
        if (lock == null || !lock.isHeld()) {
            throw new IllegalStateException(path + " is not open for writing");
        }
    }

    private static RunRecord record(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new RunDirectoryException(path + (Files.exists(path) ? " is a file" : " does not exist")
                    + ": expected a run directory, such as results/pong/seed-1");
        }
        return RunRecord.read(path.resolve(RECORD)).orElseThrow(() -> new RunDirectoryException(
                path + " is not a run directory: it has no " + RECORD + "; expected one such as results/pong/seed-1"));
    }

    private static void requireOwnFilesOnly(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            Optional<Path> foreign = files.filter(file -> !OWN.contains(file.getFileName().toString())).findFirst();
            if (foreign.isPresent() && !Files.exists(path.resolve(RECORD))) {
                throw new RunDirectoryException(path + " holds something that is not a run ("
                        + foreign.get().getFileName() + "): choose another directory with --out");
            }
        }
    }

    private static void requireReplaceable(Path path, RunRecord existing, String configHash, String command) throws IOException {
        if (!existing.begun()) {
            return;
        }
        if (!existing.configHash().equals(configHash)) {
            throw new RunDirectoryException(path + " holds a run of another experiment (its config differs): "
                    + "choose another directory with --out, or another name, or remove it");
        }
        if (existing.status() == Status.FINISHED) {
            throw new RunDirectoryException(path + " holds this very run, finished: "
                    + "choose another --seed or --out, or remove it");
        }
        if (!new CheckpointStore(path.resolve(CHECKPOINTS)).isEmpty()) {
            throw new RunDirectoryException(path + " holds this very run, unfinished: go on with "
                    + command + " --resume " + path + ", or remove it");
        }
    }

    private interface Locked {
        RunDirectory apply(ProcessLock lock) throws IOException;
    }

    private static RunDirectory locked(Path path, String otherwise, Locked action) throws IOException {
        ProcessLock lock = ProcessLock.acquire(path.resolve(LOCK), PATIENCE).orElseThrow(() -> new RunDirectoryException(
                "another process is writing " + path + ": wait for it or stop it" + otherwise));
        try {
            Files.deleteIfExists(path.resolve(STOP)); // was for a session that has ended
            return action.apply(lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** A full disk has its own message: neither another place nor another permission would help. */
    private static IOException unusable(String problem, IOException e, String remedy) {
        String sentence = problem + ": " + FileProblem.reason(e);
        return FileProblem.isWrongPlace(e) ? new RunDirectoryException(sentence + "; " + remedy, e)
                : new IOException(sentence, e);
    }
}
