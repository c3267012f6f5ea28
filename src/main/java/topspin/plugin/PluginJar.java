package topspin.plugin;

/**
 * The identity of a JAR, independent of its location.
 *
 * @param name    of the file
 * @param version its manifest's {@code Implementation-Version}, or {@value #UNKNOWN}
 * @param sha256  of its bytes, 64 hexadecimal digits
 */
public record PluginJar(String name, String version, String sha256) {
    public static final String UNKNOWN = "unknown";

    /** Name and version, for people. */
    @Override
    public String toString() {
        return version.equals(UNKNOWN) ? name : name + " (version " + version + ")";
    }
}
