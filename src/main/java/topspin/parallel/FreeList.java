package topspin.parallel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Scratch memory for tasks, each of which needs a piece of its own while it runs. If possible, a worker gets its
 * previous piece again, which may still be in its core's cache. The choice depends on timing, so results must not
 * depend on a piece's old contents. For any threads; allocates nothing after construction.
 */
public final class FreeList<T> {
    private final AtomicReferenceArray<T> free;

    /** @param count the most that are ever needed at once */
    public FreeList(int count, Supplier<T> make) {
        free = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            free.set(i, make.get());
        }
    }

    /** Takes a piece for the caller alone, until it is given back. */
    public T take() {
        for (int i = 0, place = WorkerPool.currentWorker(); i < free.length(); i++, place++) {
            T piece = free.getAndSet(place % free.length(), null);
            if (piece != null) {
                return piece;
            }
        }
        throw new IllegalStateException("all are taken: more tasks run at once than this list was made for");
    }

    /** @param piece of {@link #take} */
    public void giveBack(T piece) {
        for (int i = 0, place = WorkerPool.currentWorker(); i < free.length(); i++, place++) {
            if (free.compareAndSet(place % free.length(), null, piece)) {
                return;
            }
        }
        throw new IllegalStateException("none is taken: a piece was given back twice");
    }
}
