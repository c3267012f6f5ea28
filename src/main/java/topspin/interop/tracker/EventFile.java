package topspin.interop.tracker;

import topspin.file.FileProblem;
import topspin.stats.UnusableDataException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Reads the scalars of a TensorBoard event file: TFRecord framing (tensorflow/core/lib/io/record_writer.h) around Event messages
 * (tensorflow/core/util/event.proto), with scalars as {@code simple_value} or as tensors of one number. Every checksum is checked.
 * A last record that is cut off is left out: its program was killed, or still writes.
 */
final class EventFile {
    /** tensorflow/core/lib/hash/crc32c.h: checksums stored beside their data are rotated and shifted by this. */
    private static final int CRC_MASK = 0xa282ead8;
    /** More than any summary; pictures and graphs have a few megabytes. */
    private static final long LONGEST_RECORD = 1L << 30;
    private static final int HEAD = Long.BYTES + Integer.BYTES;

    // fields of Event, Summary, Summary.Value and TensorProto
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int VALUE_TENSOR = 8;
    private static final int TENSOR_TYPE = 1;
    private static final int TENSOR_CONTENT = 4;
    private static final int TENSOR_FLOATS = 5;
    private static final int TENSOR_DOUBLES = 6;
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_DOUBLE = 2;

    private final Path file;
    private final Map<String, List<Point>> points = new LinkedHashMap<>();
    private double began = Double.POSITIVE_INFINITY;

    /**
     * A scalar.
     *
     * @param seconds since 1970
     */
    record Point(long step, double seconds, double value) {
    }

    /**
     * What a file holds.
     *
     * @param began  when its first record was written, in seconds since 1970
     * @param points by tag, in the order of the file
     */
    record Scalars(double began, Map<String, List<Point>> points) {
    }

    private EventFile(Path file) {
        this.file = file;
    }

    /**
     * Reads all scalars.
     *
     * @param skipBroken read up to a damaged record; otherwise it is an error
     * @param remarks    told, in one line, what was left out
     * @throws UnusableDataException if this is no event file, or one with a damaged record
     */
    static Scalars read(Path file, boolean skipBroken, Consumer<String> remarks) {
        EventFile events = new EventFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            events.records(in, skipBroken, remarks);
        } catch (IOException e) {
            throw new UnusableDataException(file + " cannot be read: " + FileProblem.reason(e) + "; fix that, or give another file");
        }
        return new Scalars(events.began, events.points);
    }

    private void records(InputStream in, boolean skipBroken, Consumer<String> remarks) throws IOException {
        long position = 0;
        while (true) {
            byte[] head = in.readNBytes(HEAD);
            if (head.length == 0) {
                return;
            }
            ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
            boolean whole = head.length == HEAD;
            long length = whole ? numbers.getLong() : 0;
            if (whole && (numbers.getInt() != maskedCrc(head, Long.BYTES) || length < 0 || length > LONGEST_RECORD)) {
                if (position == 0) {
                    throw new UnusableDataException(file + " is no TensorBoard event file: it does not begin with a record; expected one "
                            + "with 'tfevents' in its name");
                }
                damaged(position, skipBroken, remarks);
                return;
            }
            byte[] event = whole ? in.readNBytes((int) length) : new byte[0];
            byte[] crc = in.readNBytes(Integer.BYTES);
            if (!whole || event.length < length || crc.length < Integer.BYTES) {
                if (position == 0) {
                    throw new UnusableDataException(file + " is no TensorBoard event file, or was cut off in its first record; "
                            + "expected one with 'tfevents' in its name");
                }
                remarks.accept(file + ": the last record, at byte " + position + ", is half-written and was left out");
                return;
            }
            if (ByteBuffer.wrap(crc).order(ByteOrder.LITTLE_ENDIAN).getInt() != maskedCrc(event, event.length) || !add(event)) {
                damaged(position, skipBroken, remarks);
                return;
            }
            position += HEAD + length + Integer.BYTES;
        }
    }

    private void damaged(long position, boolean skipBroken, Consumer<String> remarks) {
        String problem = file + ": the record at byte " + position + " is damaged";
        if (!skipBroken) {
            throw new UnusableDataException(problem + ": its checksum is wrong; give another copy, or import what stands before it with "
                    + "--skip-broken");
        }
        remarks.accept(problem + ": it and all after it were left out");
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    /** False if it is no event. */
    private boolean add(byte[] bytes) {
        try {
            WireMessage event = new WireMessage(ByteBuffer.wrap(bytes));
            double seconds = 0;
            long step = 0;
            List<WireMessage> values = new ArrayList<>();
            while (event.next()) {
                if (event.is(EVENT_WALL_TIME, WireMessage.EIGHT_BYTES)) {
                    seconds = event.real();
                } else if (event.is(EVENT_STEP, WireMessage.VARINT)) {
                    step = event.whole();
                } else if (event.is(EVENT_SUMMARY, WireMessage.BYTES)) {
                    WireMessage summary = event.message();
                    while (summary.next()) {
                        if (summary.is(SUMMARY_VALUE, WireMessage.BYTES)) {
                            values.add(summary.message());
                        }
                    }
                }
            }
            began = Math.min(began, seconds);
            for (WireMessage value : values) {
                add(value, step, seconds);
            }
            return true;
        } catch (WireMessage.Malformed e) {
            return false;
        }
    }

    private void add(WireMessage value, long step, double seconds) throws WireMessage.Malformed {
        String tag = "";
        OptionalDouble number = OptionalDouble.empty();
        while (value.next()) {
            if (value.is(VALUE_TAG, WireMessage.BYTES)) {
                tag = value.text();
            } else if (value.is(VALUE_SIMPLE, WireMessage.FOUR_BYTES)) {
                number = OptionalDouble.of(value.single());
            } else if (value.is(VALUE_TENSOR, WireMessage.BYTES)) {
                number = scalar(value.message());
            }
        }
        if (number.isPresent()) {
            points.computeIfAbsent(tag, key -> new ArrayList<>()).add(new Point(step, seconds, number.getAsDouble()));
        }
    }

    /** The number of a tensor that has one; texts, pictures and histograms have none. */
    private static OptionalDouble scalar(WireMessage tensor) throws WireMessage.Malformed {
        long type = 0;
        ByteBuffer content = ByteBuffer.allocate(0);
        while (tensor.next()) {
            if (tensor.is(TENSOR_TYPE, WireMessage.VARINT)) {
                type = tensor.whole();
            } else if (tensor.is(TENSOR_CONTENT, WireMessage.BYTES) || tensor.is(TENSOR_FLOATS, WireMessage.BYTES)
                    || tensor.is(TENSOR_DOUBLES, WireMessage.BYTES) || tensor.is(TENSOR_FLOATS, WireMessage.FOUR_BYTES)
                    || tensor.is(TENSOR_DOUBLES, WireMessage.EIGHT_BYTES)) {
                content = tensor.content();
            }
        }
        if (type == TYPE_FLOAT && content.remaining() == Float.BYTES) {
            return OptionalDouble.of(content.getFloat());
        }
        return type == TYPE_DOUBLE && content.remaining() == Double.BYTES ? OptionalDouble.of(content.getDouble()) : OptionalDouble.empty();
    }
}
