package topspin.nn.engine;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

import java.util.Optional;

/**
 * Keeps oneDNN's kernels to the thread that calls them. oneDNN is built with OpenMP, which would start a team of as many
 * threads as the machine has cores inside every kernel; a kernel that is planned for a team may sum in another order.
 *
 * <p>OpenMP keeps the size of teams per calling thread, so each thread sets it for itself: a thread that plans sets it
 * every time (another library on the same thread may have changed it), a thread that runs kernels only the first time.
 * The environment variable {@code OMP_NUM_THREADS} matters only on platforms that hide the function.
 */
final class OpenMp {
    private static final String SETTER = "omp_set_num_threads";
    private static final String VARIABLE = "OMP_NUM_THREADS";
    private static final Optional<Function> SET_THREADS = find();
    private static final ThreadLocal<Boolean> SAID = ThreadLocal.withInitial(() -> {
        useOneThread();
        return true;
    });

    private OpenMp() {
    }

    /**
     * Kernels that are planned on this thread, or run on it, use one thread from here on.
     *
     * @throws EngineUnavailableException if this cannot be set here, and the environment variable does not set it
     *                                    either
     */
    static void useOneThread() {
        if (SET_THREADS.isPresent()) {
            SET_THREADS.get().invokeVoid(new Object[] {1});
        } else if (!"1".equals(System.getenv(VARIABLE))) {
            throw new EngineUnavailableException("its number of threads cannot be set on this platform; set " + VARIABLE
                    + "=1 in the environment");
        }
    }

    /** As {@link #useOneThread}, unless this was called on this thread before. Allocates the first time. */
    static void ensureOneThread() {
        SAID.get();
    }

    /** Looked up from oneDNN's own binding, so that it is the OpenMP that oneDNN calls if there are several. */
    private static Optional<Function> find() {
        NativeLibrary binding = NativeLibrary.getInstance(Loader.load(dnnl.class));
        try {
            return Optional.of(binding.getFunction(SETTER));
        } catch (UnsatisfiedLinkError notReachedFromThere) {
            return Optional.empty();
        }
    }
}
