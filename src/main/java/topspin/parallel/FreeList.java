package topspin.parallel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Scratch memory for tasks, of which each needs a piece of its own while it runs. A worker gets the piece that it had
 * before, if it can: its core's cache may hold it still. Which piece that is is left to chance, so nothing that matters
 * may stay in one. For any threads; allocates nothing after construction.
 */
public final class FreeList<T> {
    private final AtomicReferenceArray<T> free;

    /** @param count as many as are ever wanted at once */
    public FreeList(int count, Supplier<T> make) {
        free = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            free.set(i, make.get());
        }
    }

    /** The caller's own until it is given back. */
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
