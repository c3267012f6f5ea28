package topspin.metric;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.zip.CRC32C;

/**
 * An event file that TensorBoard reads: TFRecord framing (tensorflow/core/lib/io/record_writer.h) around the few fields
 * of the Event message (tensorflow/core/util/event.proto) that scalars need. Numbers are floats there; {@link Csv} has
 * the full ones. One thread.
 */
public final class TensorBoard implements MetricSink {
    private static final Metric[] METRICS = Metric.values();
    private static final String FILE_VERSION = "brain.Event:2";
    /** tensorflow/core/lib/hash/crc32c.h: checksums stored beside their data are rotated and shifted by this. */
    private static final int CRC_MASK = 0xa282ead8;

    // protobuf keys: field number << 3 | wire type (0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes)
    private static final int EVENT_WALL_TIME = 1 << 3 | 1;
    private static final int EVENT_STEP = 2 << 3;
    private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
    private static final int EVENT_SUMMARY = 5 << 3 | 2;
    private static final int SUMMARY_VALUE = 1 << 3 | 2;
    private static final int VALUE_TAG = 1 << 3 | 2;
    private static final int VALUE_SIMPLE_VALUE = 2 << 3 | 5;

    private final RowFile file;
    private final DoubleSupplier clock;

    /**
     * @param file   a name with {@code tfevents} in it
     * @param length bytes to keep; 0 begins anew
     * @throws IOException if the file cannot be opened or is shorter than {@code length}
     */
    public TensorBoard(Path file, long length) throws IOException {
        this(file, length, () -> System.currentTimeMillis() / 1000.0);
    }

    /** @param clock seconds since 1970 */
    TensorBoard(Path file, long length, DoubleSupplier clock) throws IOException {
        this.file = new RowFile(file, length);
        this.clock = clock;
        if (length == 0) {
            Message event = event();
            event.bytes(EVENT_FILE_VERSION, FILE_VERSION.getBytes(StandardCharsets.US_ASCII));
            this.file.append(framed(event.toByteArray()));
        }
    }

    @Override
    public void write(MetricRecord row) {
        Message summary = new Message();
        for (Metric metric : METRICS) {
            double value = row.get(metric);
            if (metric.tag() != null && !Double.isNaN(value)) {
                Message scalar = new Message();
                scalar.bytes(VALUE_TAG, metric.tag().getBytes(StandardCharsets.US_ASCII));
                scalar.fixed32(VALUE_SIMPLE_VALUE, (float) value);
                summary.bytes(SUMMARY_VALUE, scalar.toByteArray());
            }
        }
        Message event = event();
        event.varint(EVENT_STEP);
        event.varint(row.step());
        event.bytes(EVENT_SUMMARY, summary.toByteArray());
        file.append(framed(event.toByteArray()));
    }

    @Override
    public long sync() {
        return file.sync();
    }

    @Override
    public void close() {
        file.close();
    }

    private Message event() {
        Message event = new Message();
        event.fixed64(EVENT_WALL_TIME, clock.getAsDouble());
        return event;
    }

    private static byte[] framed(byte[] event) {
        ByteBuffer record = littleEndian(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES);
        record.putLong(event.length);
        record.putInt(maskedCrc(record.array(), Long.BYTES));
        record.put(event);
        record.putInt(maskedCrc(event, event.length));
        return record.array();
    }

    private static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A protobuf message under construction. */
    private static final class Message extends ByteArrayOutputStream {

        void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }

        void bytes(int key, byte[] value) {
            varint(key);
            varint(value.length);
            writeBytes(value);
        }

        void fixed32(int key, float value) {
            varint(key);
            writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
        }

        void fixed64(int key, double value) {
            varint(key);
            writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
        }
    }
}
