package topspin.nn.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Opens an engine by the name that experiments use. */
public final class Engines {
    /**
     * Accepted names; {@code auto} is the fast engine, or the reference engine with a warning if the fast one cannot
     * load.
     */
    public static final List<String> NAMES = List.of("auto", "onednn", "nd4j");

    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    static {
        // so that the native loader's messages go to the log, and only if they matter (logback.xml)
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    }

    private Engines() {
    }

    /**
     * @param name one of {@link #NAMES}
     * @throws IllegalArgumentException   if the name is unknown
     * @throws EngineUnavailableException if the named engine cannot be loaded on this machine
     */
    public static Engine open(String name) {
        return open(name, Precision.F32);
    }

    /**
     * As {@link #open(String)}, with products of that precision; {@code auto} falls back for float32 only.
     *
     * @throws EngineUnavailableException if the engine, or this machine's processor, does not have that precision
     */
    public static Engine open(String name, Precision precision) {
        return switch (name) {
            case "onednn" -> oneDnn(precision);
            case "nd4j" -> {
                if (precision != Precision.F32) {
                    throw new EngineUnavailableException("it multiplies float32 only; onednn has bf16");
                }
                yield new Nd4jEngine();
            }
            case "auto" -> {
                try {
                    yield oneDnn(precision);
                } catch (EngineUnavailableException e) {
                    if (precision != Precision.F32) {
                        throw e;
                    }
                    LOG.warn("oneDNN cannot be used ({}); falling back to ND4J, which is several times slower",
                            e.getMessage());
                    yield new Nd4jEngine();
                }
            }
            default -> throw new IllegalArgumentException("unknown engine '" + name + "', expected one of " + NAMES);
        };
    }

    private static Engine oneDnn(Precision precision) {
        try {
            return new OneDnnEngine(precision);
        } catch (LinkageError e) {
            throw new EngineUnavailableException("its native library does not load: " + rootCause(e), e);
        }
    }

    /** An initialiser's error has no message of its own. */
    private static Throwable rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
