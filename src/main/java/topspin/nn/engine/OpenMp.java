package topspin.nn.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * Keeps oneDNN's kernels to the thread that calls them. oneDNN is built with OpenMP, which would start a team of as many
 * threads as the machine has cores inside every kernel; a kernel that is planned for a team may sum in another order.
 *
 * <p>OpenMP keeps the size of teams per calling thread, so each thread says it for itself: whoever plans, every time
 * (another library on the same thread may have said otherwise), and whoever runs a kernel, the first time. What the
 * environment variable {@code OMP_NUM_THREADS} says plays no part.
 */
final class OpenMp {
    private static final String SETTER = "omp_set_num_threads";
    private static final Function SET_THREADS = find();
    private static final ThreadLocal<Boolean> SAID = ThreadLocal.withInitial(() -> {
        useOneThread();
        return true;
    });

    private OpenMp() {
    }

    /** Kernels that are planned on this thread, or run on it, use one thread from here on. */
    static void useOneThread() {
        SET_THREADS.invokeVoid(new Object[] {1});
    }

    /** As {@link #useOneThread}, unless this was called on this thread before. Allocates the first time. */
    static void ensureOneThread() {
        SAID.get();
    }

    /** Looked up from oneDNN's own binding on, so that it is the OpenMP that oneDNN calls, if there are several. */
    private static Function find() {
        return NativeLibrary.getInstance(Loader.load(dnnl.class)).getFunction(SETTER);
    }
}
