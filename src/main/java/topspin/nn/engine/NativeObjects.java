package topspin.nn.engine;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The native objects of an engine: kept while it is open, freed when it is closed. By itself JavaCPP frees an object
 * when Java's garbage collector finds it unreachable. That is too early for objects that only native code refers to,
 * and too late for the others: the collector runs when Java's heap fills, and there these objects are small.
 *
 * <p>Objects may be made on any thread. Closing is for one thread, when nothing runs that uses them; closing twice is
 * harmless.
 */
final class NativeObjects implements AutoCloseable {
    private final Deque<PointerScope> scopes = new ArrayDeque<>();
    private volatile boolean closed;

    /** Keeps every native object that this thread makes while {@code make} runs; frees them if that throws. */
    <T> T keep(Supplier<T> make) {
        try (PointerScope scope = new PointerScope()) {
            T made = make.get();
            scope.extend(); // the end of this block then only ends the gathering
            synchronized (scopes) {
                scopes.push(scope);
            }
            return made;
        }
    }

    /** @throws IllegalStateException if they are freed, since their memory may be in other use */
    void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    /** @throws IllegalStateException if this one is freed */
    static void requireOpen(Pointer object) {
        if (object.isNull()) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this engine is closed, and what it made with it");
    }

    /** Frees them, the newest first. */
    @Override
    public void close() {
        closed = true;
        synchronized (scopes) {
            while (!scopes.isEmpty()) {
                scopes.pop().close();
            }
        }
    }
}
