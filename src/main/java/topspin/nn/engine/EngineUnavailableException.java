package topspin.nn.engine;

/** An engine that this machine cannot compute with. The message says why. */
public final class EngineUnavailableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    EngineUnavailableException(String message) {
        super(message);
    }

    EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
