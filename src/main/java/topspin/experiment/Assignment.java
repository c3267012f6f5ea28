package topspin.experiment;

import topspin.config.InputException;

/**
 * One value that the user gave to one key.
 *
 * @param path   dotted, such as {@code ppo.clip}
 * @param value  as written; null for YAML's null or nothing
 * @param origin where it was written, for error messages: {@code pong.yaml:12: ppo.clip} or {@code --set ppo.clip=0.2}
 */
public record Assignment(String path, String value, String origin) {

    /** An error about this value. */
    public InputException complaint(String message) {
        return new InputException(origin + ": " + message);
    }
}
