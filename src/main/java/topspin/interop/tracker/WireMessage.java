package topspin.interop.tracker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a protobuf message, one after the other (protobuf.dev/programming-guides/encoding). Order of use: {@link #next},
 * then the one reader that suits the field, or none, again and again. One thread.
 */
final class WireMessage {
    static final int VARINT = 0;
    static final int EIGHT_BYTES = 1;
    static final int BYTES = 2;
    static final int FOUR_BYTES = 5;
    private static final int TYPE_BITS = 3;
    private static final int LONGEST_VARINT = 10;

    private final ByteBuffer bytes;
    private int field;
    private int type;
    private int end;

    /** Bytes that are no message. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    WireMessage(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        end = 0;
    }

    /** Goes to the next field, over what was not read of the last one; false if there is none. */
    boolean next() throws Malformed {
        bytes.position(end);
        if (!bytes.hasRemaining()) {
            return false;
        }
        long key = varint();
        field = (int) (key >>> TYPE_BITS);
        type = (int) key & (1 << TYPE_BITS) - 1;
        int start = bytes.position();
        switch (type) {
            case VARINT -> varint();
            case EIGHT_BYTES -> skip(Long.BYTES);
            case FOUR_BYTES -> skip(Integer.BYTES);
            case BYTES -> {
                long length = varint();
                start = bytes.position();
                skip(length);
            }
            default -> throw new Malformed();
        }
        end = bytes.position();
        bytes.position(start);
        return true;
    }

    private void skip(long length) throws Malformed {
        if (length < 0 || length > bytes.remaining()) {
            throw new Malformed();
        }
        bytes.position(bytes.position() + (int) length);
    }

    private long varint() throws Malformed {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT && bytes.hasRemaining(); i++) {
            byte part = bytes.get();
            value |= (part & 0x7FL) << 7 * i;
            if (part >= 0) {
                return value;
            }
        }
        throw new Malformed();
    }

    /** Whether the present field has this number and type. */
    boolean is(int number, int wireType) {
        return field == number && type == wireType;
    }

    long whole() throws Malformed {
        return varint();
    }

    double real() {
        return bytes.getDouble();
    }

    float single() {
        return bytes.getFloat();
    }

    String text() {
        return StandardCharsets.UTF_8.decode(content()).toString();
    }

    WireMessage message() {
        return new WireMessage(content());
    }

    /** The bytes of the present field. */
    ByteBuffer content() {
        ByteBuffer content = bytes.slice(bytes.position(), end - bytes.position());
        return content.order(ByteOrder.LITTLE_ENDIAN);
    }
}
