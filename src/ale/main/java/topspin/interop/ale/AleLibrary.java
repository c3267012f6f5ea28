package topspin.interop.ale;

import com.sun.jna.NativeLibrary;
import org.bytedeco.ale.ALEInterface;
import org.bytedeco.ale.StringOptional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The Arcade Learning Environment 0.7.3. Classes of its binding are imported by name: one of them is called {@code System}.
 *
 * <p>Its consoles share nothing that changes: its tables are made once, its list of games is only copied from, and every
 * console has generators of its own. (Supercharger cartridges would share a few bytes, but none is among its games.)
 */
public final class AleLibrary implements AtariLibrary {
    /** What a message says as {@code Logger::setMode(Logger::Error)}: ALE tells much about every ROM that it loads. */
    private static final String SET_LOG_MODE = "_ZN3ale6Logger7setModeENS0_4modeE";
    private static final int ERRORS_ONLY = 2;
    private static boolean ready;

    @Override
    public Optional<String> game(Path rom) {
        prepare();
        try (PointerScope scope = new PointerScope()) {
            StringOptional game = ALEInterface.isSupportedROM(rom.toString());
            BytePointer name = game.get();
            return Optional.of(name.getString());
        } catch (RuntimeException badOptionalAccess) {
            // what an empty one throws; the file itself was checked before
            return Optional.empty();
        }
    }

    @Override
    public AtariConsole insert(Path rom) {
        prepare();
        return new AleConsole(rom);
    }

    private static synchronized void prepare() {
        if (ready) {
            return;
        }
        // where Topspin's own log drops a warning: ALE was built for an older javacpp, which works
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        try {
            NativeLibrary binding = NativeLibrary.getInstance(Loader.load(org.bytedeco.ale.presets.ale.class));
            quieten(binding);
            ready = true;
        } catch (LinkageError e) {
            throw new AtariLibraryException("the Arcade Learning Environment cannot be loaded on " + Loader.getPlatform() + ": "
                    + e.getMessage(), e);
        }
    }

    /** The function is called by its compiled name, which its binding lacks; where that is another, ALE chats on. */
    private static void quieten(NativeLibrary binding) {
        try {
            binding.getFunction(SET_LOG_MODE).invokeVoid(new Object[] {ERRORS_ONLY});
        } catch (UnsatisfiedLinkError otherCompiler) {
            return;
        }
    }
}
