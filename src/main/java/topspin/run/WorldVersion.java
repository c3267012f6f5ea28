package topspin.run;

/**
 * The world that a run trains in.
 *
 * @param id      {@code env.id}
 * @param version of {@link topspin.env.EnvironmentProvider#version}
 */
public record WorldVersion(String id, int version) {
    /** As people write it: {@code pong, version 2}. */
    @Override
    public String toString() {
        return id + ", version " + version;
    }
}
