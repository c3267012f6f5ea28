package topspin.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A variant of a sweep, before its seeds.
 *
 * @param name        a directory
 * @param assignments what it sets
 */
record SweepVariant(String name, List<Assignment> assignments) {
    /** The one variant of a sweep that varies nothing but seeds. */
    static final SweepVariant PLAIN = new SweepVariant("", List.of());
    private static final String PLAIN_NAME = "base";

    /** Both at once. */
    SweepVariant and(SweepVariant other) {
        List<Assignment> all = new ArrayList<>(assignments);
        all.addAll(other.assignments);
        return new SweepVariant(name.isEmpty() || other.name.isEmpty() ? name + other.name : name + "," + other.name, all);
    }

    /** The name, or that of the base if nothing varies. */
    SweepVariant named() {
        return name.isEmpty() ? new SweepVariant(PLAIN_NAME, assignments) : this;
    }

    /** Where its seeds go: a directory of its own, unless nothing but seeds varies. */
    Path directory(Path sweep) {
        return name.equals(PLAIN_NAME) && assignments.isEmpty() ? sweep : sweep.resolve(name);
    }
}
