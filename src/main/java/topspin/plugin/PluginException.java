package topspin.plugin;

/** A JAR that cannot be used. The message is one line for the user: which JAR, what is wrong, what to do. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PluginException(String message) {
        super(message);
    }

    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
