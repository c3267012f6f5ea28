package topspin.nn.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * What determines how sums are rounded: if any of it differs, the same program computes other bits.
 *
 * @param engine         {@code onednn} or {@code nd4j}
 * @param version        of its library
 * @param instructionSet of the kernels that it chooses on this processor; {@code unknown} if it cannot be found out
 */
public record Arithmetic(String engine, String version, String instructionSet) {
    static final String UNKNOWN = "unknown";

    /**
     * For people: the differences from another arithmetic, such as {@code AVX2 instead of AVX-512}; empty if there are
     * none.
     */
    public String differenceFrom(Arithmetic before) {
        if (!engine.equals(before.engine)) {
            return "engine " + engine + " instead of " + before.engine;
        }
        List<String> differences = new ArrayList<>();
        if (!version.equals(before.version)) {
            differences.add(engine + " " + version + " instead of " + before.version);
        }
        if (!instructionSet.equals(before.instructionSet)) {
            differences.add(instructionSet + " instead of " + before.instructionSet);
        }
        return String.join(", ", differences);
    }

    @Override
    public String toString() {
        return engine + " " + version + " with " + instructionSet;
    }
}
