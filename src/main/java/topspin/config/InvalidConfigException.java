package topspin.config;

import java.util.List;

/**
 * A config that cannot be run: which keys are at fault, what was expected and what to do. A caller that knows where the
 * user wrote those keys (file and line, or {@code --set}) puts that in front of the message.
 */
public final class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> keys;

    /**
     * @param key     dotted path of the key at fault
     * @param message what was expected, without the key
     */
    public InvalidConfigException(String key, String message) {
        this(List.of(key), message);
    }

    /** @param keys dotted paths of the keys that do not fit each other, the likeliest culprit first */
    public InvalidConfigException(List<String> keys, String message) {
        super(message);
        this.keys = List.copyOf(keys);
    }

    public List<String> keys() {
        return keys;
    }
}
