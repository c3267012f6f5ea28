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
 * <p>OpenMP keeps the size of teams per calling thread, so each thread says it for itself: whoever plans, every time
 * (another library on the same thread may have said otherwise), and whoever runs a kernel, the first time. What the
 * environment variable {@code OMP_NUM_THREADS} says plays no part, unless a platform hides the function.
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
     * @throws EngineUnavailableException if that cannot be said here, and the environment does not say it either
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

    /** Looked up from oneDNN's own binding on, so that it is the OpenMP that oneDNN calls, if there are several. */
    private static Optional<Function> find() {
        NativeLibrary binding = NativeLibrary.getInstance(Loader.load(dnnl.class));
        try {
            return Optional.of(binding.getFunction(SETTER));
        } catch (UnsatisfiedLinkError notReachedFromThere) {
            return Optional.empty();
        }
    }
}
