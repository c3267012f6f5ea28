package topspin.nn.engine;

import org.bytedeco.javacpp.Pointer;

/** How many native objects live that JavaCPP would free for the garbage collector. */
public final class LiveNatives {
    private static final long MILLIS = 50;

    private LiveNatives() {
    }

    /** Without those that Java has forgotten: they are freed by another thread, some time after the collection. */
    public static long afterCollection() throws InterruptedException {
        System.gc();
        long count;
        do {
            count = Pointer.totalCount();
            Thread.sleep(MILLIS);
        } while (Pointer.totalCount() < count);
        return Pointer.totalCount();
    }

    public static long now() {
        return Pointer.totalCount();
    }
}
