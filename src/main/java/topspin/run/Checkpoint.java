package topspin.run;

import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.file.Safetensors;
import topspin.file.SafetensorsWriter;
import topspin.file.Sha256;
import topspin.nn.Parameters;
import topspin.text.Excerpt;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Everything a run needs to resume bit for bit, in one safetensors file: parameters under their own names (so that
 * Python reads the weights without knowing about Topspin), {@code optimiser/…} tensors, and {@code state/…} byte blobs.
 *
 * <p>The file's last tensor, {@code checksum}, is the SHA-256 of every byte before it, header included. {@link #read}
 * verifies it before it uses anything else, so any flipped bit is found.
 */
public final class Checkpoint implements Closeable {
    /** Raised whenever a reader of the old format could misread the new one. */
    static final int FORMAT = 1;

    /** Prefix of the optimiser's tensors. */
    public static final String OPTIMISER = "optimiser/";
    /** Prefix of a run's state. */
    static final String STATE = "state/";
    /** The statistics of a run that normalises. */
    public static final String NORMALISER = STATE + "normaliser";

    private static final String FORMAT_KEY = "topspin-checkpoint";
    private static final String STEP_KEY = "step";
    private static final String CONFIG_KEY = "config";
    private static final String SINKS_KEY = "sinks";
    private static final String CHECKSUM = "checksum";
    private static final int CHECKSUM_BYTES = 32;

    /**
     * Gathers a checkpoint. Order of use: construct, name everything, {@link #writeTo} (as often as wanted). Arrays are
     * kept by reference and must not change until they are written. One thread.
     */
    public static final class Writer {
        private final SafetensorsWriter tensors = new SafetensorsWriter();
        private final MessageDigest digest = Sha256.digest();
        private final long step;
        private boolean sealed;

        /**
         * @param step       decisions taken so far
         * @param configHash of {@link ConfigHash}; a run with another hash refuses this checkpoint
         */
        public Writer(long step, String configHash) {
            this.step = step;
            text(FORMAT_KEY, Integer.toString(FORMAT));
            text(STEP_KEY, Long.toString(step));
            text(CONFIG_KEY, configHash);
        }

        public long step() {
            return step;
        }

        /** {@code length} floats from {@code offset}, row-major in {@code shape}. */
        public Writer floats(String name, float[] data, int offset, int length, long... shape) {
            tensors.floats(name, data, offset, length, shape);
            return this;
        }

        public Writer bytes(String name, byte[] data) {
            tensors.bytes(name, data);
            return this;
        }

        /** Adds metadata. */
        public Writer text(String key, String value) {
            tensors.metadata(key, value);
            return this;
        }

        /** What {@link topspin.metric.MetricSink#sync} returned, sink by sink. */
        public Writer sinkLengths(long... lengths) {
            return text(SINKS_KEY,
                    LongStream.of(lengths).mapToObj(Long::toString).collect(Collectors.joining(" ")));
        }

        /**
         * Writes the file, whole or not at all.
         *
         * @throws CheckpointException of kind {@code NOT_WRITTEN}
         */
        public void writeTo(Path file) throws CheckpointException {
            if (!sealed) {
                tensors.bytes(CHECKSUM, CHECKSUM_BYTES, out -> out.write(digest.digest()));
                sealed = true;
            }
            try {
                digest.reset();
                AtomicFile.write(file, out -> tensors.writeTo(new DigestOutputStream(out, digest)));
            } catch (IOException e) {
                throw new CheckpointException(CheckpointException.Kind.NOT_WRITTEN, "cannot write checkpoint " + file
                        + ": " + FileProblem.reason(e), e);
            }
        }
    }

    private final Path file;
    private final Safetensors tensors;
    private final long step;
    private final long[] sinkLengths;

    private Checkpoint(Path file, Safetensors tensors) throws CheckpointException {
        this.file = file;
        this.tensors = tensors;
        String format = tensors.metadata().get(FORMAT_KEY);
        if (format == null) {
            throw damaged(file, "is not a Topspin checkpoint", null);
        }
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new CheckpointException(CheckpointException.Kind.NEWER_FORMAT, "checkpoint " + file
                    + " has format " + Excerpt.of(format) + ", this Topspin reads format " + FORMAT
                    + ": use the Topspin that wrote it, or a newer one", null);
        }
        this.step = count(file, STEP_KEY, tensors.metadata().get(STEP_KEY));
        // checked now, so that a search for a whole checkpoint skips this one
        String lengths = tensors.metadata().get(SINKS_KEY);
        this.sinkLengths = lengths == null ? null : lengths(file, lengths);
    }

    /**
     * Opens and verifies a checkpoint. Its tensors stay on disk until asked for.
     *
     * @throws CheckpointException if it cannot be read, is damaged or of a newer format
     */
    public static Checkpoint read(Path file) throws IOException {
        verify(file);
        Safetensors tensors;
        try {
            tensors = Safetensors.open(file);
        } catch (IOException e) {
            throw damaged(file, "is not a Topspin checkpoint", e);
        }
        try {
            return new Checkpoint(file, tensors);
        } catch (CheckpointException e) {
            tensors.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** Decisions taken before this checkpoint. */
    public long step() {
        return step;
    }

    /** Whether there is a tensor or blob of that name. */
    public boolean contains(String name) {
        return tensors.contains(name);
    }

    /** Reads all elements of a tensor of exactly {@code length} floats, row-major. */
    public void floats(String name, float[] to, int offset, int length) throws IOException {
        try {
            tensors.floats(name, to, offset, length);
        } catch (IOException e) {
            throw misfit(e);
        }
    }

    /** Reads the values of all parameters. */
    public void restore(Parameters parameters) throws IOException {
        for (Parameters.Slice slice : parameters.slices()) {
            floats(slice.name(), parameters.values(), slice.offset(), slice.length());
        }
    }

    public byte[] bytes(String name) throws IOException {
        try {
            return tensors.bytes(name);
        } catch (IOException e) {
            throw misfit(e);
        }
    }

    /** Reads back a part of a run's state. */
    public interface Part {
        void restore(DataInput in) throws IOException;
    }

    /** @throws CheckpointException if there is no such blob, or the part cannot read it */
    public void restore(String name, Part part) throws IOException {
        byte[] saved = bytes(name);
        try {
            part.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        } catch (IOException e) {
            throw misfit(e);
        }
    }

    /** The file is whole, but a part of the run cannot read its blob. */
    public CheckpointException misfit(Exception problem) {
        String reason = problem instanceof IOException io && io.getMessage() != null ? FileProblem.reason(io)
                : "its state has another form";
        return damaged(file, "does not hold what this run needs (" + reason + "); move it away to go on without it", problem);
    }

    /** Metadata. */
    public String text(String key) throws IOException {
        String value = tensors.metadata().get(key);
        if (value == null) {
            throw lacks(key);
        }
        return value;
    }

    private CheckpointException lacks(String key) {
        return damaged(file, "has no entry " + key, null);
    }

    /** What {@link Writer#sinkLengths} was given. */
    public long[] sinkLengths() throws IOException {
        if (sinkLengths == null) {
            throw lacks(SINKS_KEY);
        }
        return sinkLengths.clone();
    }

    /**
     * @param configHashes of the run: its present one first, then those from before it was given more steps
     * @throws CheckpointException of kind {@code OTHER_CONFIG} if it was written by a run with another config
     */
    public void requireConfig(List<String> configHashes) throws IOException {
        String written = text(CONFIG_KEY);
        if (!configHashes.contains(written)) {
            throw new CheckpointException(CheckpointException.Kind.OTHER_CONFIG, "checkpoint " + file
                    + " is of another config (" + abbreviated(written) + ", this run has " + abbreviated(configHashes.get(0))
                    + "): give one of this run, or restore its config.yaml", null);
        }
    }

    /** The shapes of all parameters, by name: all tensors but the optimiser's and the run's state. */
    public Map<String, List<Long>> parameters() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (Safetensors.Tensor tensor : tensors.tensors()) {
            String name = tensor.name();
            if (!name.startsWith(OPTIMISER) && !name.startsWith(STATE) && !name.equals(CHECKSUM)) {
                shapes.put(name, tensor.shape());
            }
        }
        return shapes;
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }

    private static void verify(Path file) throws IOException {
        long size;
        MessageDigest digest = Sha256.digest();
        byte[] stored;
        requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            size = Files.size(file);
            digest(in, digest, Math.max(0, size - CHECKSUM_BYTES));
            stored = in.readNBytes(CHECKSUM_BYTES);
        } catch (IOException e) {
            throw new CheckpointException(CheckpointException.Kind.UNREADABLE, "cannot read checkpoint " + file
                    + ": " + FileProblem.reason(e) + "; make it readable", e);
        }
        if (size < CHECKSUM_BYTES || !Arrays.equals(stored, digest.digest())) {
            throw damaged(file, "is truncated or damaged: its checksum does not match its " + size + " bytes", null);
        }
    }

    private static void digest(InputStream in, MessageDigest digest, long length) throws IOException {
        byte[] chunk = new byte[1 << 16];
        for (long left = length; left > 0;) {
            int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (count < 0) {
                throw new EOFException("the file shrank while it was read");
            }
            digest.update(chunk, 0, count);
            left -= count;
        }
    }

    private static long[] lengths(Path file, String text) throws CheckpointException {
        String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
        long[] lengths = new long[words.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = count(file, SINKS_KEY, words[i]);
        }
        return lengths;
    }

    private static long count(Path file, String key, String text) throws CheckpointException {
        try {
            long count = Long.parseLong(text);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw damaged(file, "has the " + key + " " + Excerpt.of(text), e);
        }
        throw damaged(file, "has the " + key + " " + text, null);
    }

    /** Opening a pipe would block until another process writes to it. */
    private static void requireFile(Path file) throws CheckpointException {
        if (Files.isRegularFile(file)) {
            return;
        }
        String what = Files.notExists(file) ? ": no such checkpoint" : Files.isDirectory(file) ? " is a directory"
                : Files.exists(file) ? " is a pipe or a device" : null;
        if (what != null) {
            throw new CheckpointException(CheckpointException.Kind.UNREADABLE, file + what
                    + "; expected a file such as results/pong/seed-1/checkpoints/best.safetensors", null);
        }
    }

    private static CheckpointException damaged(Path file, String what, Throwable cause) {
        return new CheckpointException(CheckpointException.Kind.DAMAGED,
                "checkpoint " + file + " " + what, cause);
    }

    private static String abbreviated(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
