package topspin.nn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time, for skipping over runs of zeros. */
final class ByteWords {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private ByteWords() {
    }

    static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }
}
