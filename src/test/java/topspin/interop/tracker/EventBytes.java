package topspin.interop.tracker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** An event file as other programs write it, record by record. */
public final class EventBytes {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** Begins as every writer does. */
    public EventBytes() {
        record(message(field(1, 1, doubles(1_000)), field(3, 2, counted("brain.Event:2".getBytes(StandardCharsets.US_ASCII)))));
    }

    /** As PyTorch's SummaryWriter, which CleanRL and Stable-Baselines3 use. */
    public EventBytes simple(String tag, long step, double seconds, float value) {
        return value(step, seconds, message(tag(tag), field(2, 5, floats(value))));
    }

    /** As TensorFlow 2: a tensor whose number is in its content. */
    public EventBytes content(String tag, long step, double seconds, float value) {
        return value(step, seconds, message(tag(tag), field(9, 2, counted(new byte[] {10, 0})),
                field(8, 2, counted(message(field(1, 0, varint(1)), field(2, 2, counted(new byte[0])), field(4, 2, counted(floats(value))))))));
    }

    /** As TensorFlow 2: a tensor whose number is in a field of numbers. */
    public EventBytes doubled(String tag, long step, double seconds, double value) {
        return value(step, seconds, message(tag(tag), field(8, 2, counted(message(field(1, 0, varint(2)), field(6, 2, counted(doubles(value))))))));
    }

    /** A text, as CleanRL writes its settings: a tensor of one string. */
    public EventBytes text(String tag, String text) {
        return value(0, 1_000, message(tag(tag), field(8, 2, counted(message(field(1, 0, varint(7)),
                field(8, 2, counted(text.getBytes(StandardCharsets.UTF_8))))))));
    }

    private EventBytes value(long step, double seconds, byte[] value) {
        return record(message(field(1, 1, doubles(seconds)), step == 0 ? new byte[0] : field(2, 0, varint(step)),
                field(5, 2, counted(field(1, 2, counted(value))))));
    }

    public EventBytes record(byte[] event) {
        byte[] length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(event.length).array();
        file.writeBytes(length);
        file.writeBytes(crc(length));
        file.writeBytes(event);
        file.writeBytes(crc(event));
        return this;
    }

    public byte[] bytes() {
        return file.toByteArray();
    }

    private static byte[] crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        int value = (int) crc.getValue();
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((value >>> 15 | value << 17) + 0xa282ead8).array();
    }

    private static byte[] tag(String tag) {
        return field(1, 2, counted(tag.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] message(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] field(int number, int type, byte[] content) {
        return message(varint((long) number << 3 | type), content);
    }

    private static byte[] counted(byte[] content) {
        return message(varint(content.length), content);
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 127) {
            bytes.write((int) (rest & 127 | 128));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    private static byte[] floats(float value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
    }

    private static byte[] doubles(double value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    }
}
