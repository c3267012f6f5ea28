package topspin.cli;

import topspin.experiment.Assignment;
import topspin.text.Excerpt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A variant of a sweep, before its seeds.
 *
 * @param name        a directory
 * @param label       the part of the name that does not come from its settings: the author's name for it, or the number
 *                    of a random draw; empty if its settings are its name
 * @param assignments what it sets
 */
record SweepVariant(String name, String label, List<Assignment> assignments) {
    /** The one variant of a sweep that varies nothing but seeds. */
    static final SweepVariant PLAIN = new SweepVariant("", "", List.of());
    private static final String PLAIN_NAME = "base";
    /** Longest name that file systems allow; all letters of a name are one byte. */
    private static final int LONGEST_NAME = 255;
    private static final int HASH_DIGITS = 16;

    /** Named after what it sets. */
    static SweepVariant of(String settings, List<Assignment> assignments) {
        return new SweepVariant(settings, "", assignments);
    }

    /** A variant whose name does not come from its settings. */
    static SweepVariant called(String name, List<Assignment> assignments) {
        return new SweepVariant(name, name, assignments);
    }

    /** This variant and another combined. */
    SweepVariant and(SweepVariant other) {
        List<Assignment> all = new ArrayList<>(assignments);
        all.addAll(other.assignments);
        return new SweepVariant(joined(name, other.name), joined(label, other.label), all);
    }

    /** What it sets, for people. */
    String settings() {
        return assignments.stream().map(set -> set.path() + "=" + Excerpt.of(String.valueOf(set.value())))
                .collect(Collectors.joining(" "));
    }

    private static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "," + second;
    }

    /** With a name that is valid for a directory: the base's if nothing varies, and a shortened one if it is too long. */
    SweepVariant named() {
        return name.isEmpty() ? new SweepVariant(PLAIN_NAME, label, assignments)
                : new SweepVariant(name.length() <= LONGEST_NAME ? name : shortened(), label, assignments);
    }

    /** The first settings and a hash of all, so that the rest of the sweep does not change the name. */
    private String shortened() {
        int room = LONGEST_NAME - 2 - HASH_DIGITS;
        int end = name.lastIndexOf(',', room);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return name.substring(0, end > 0 ? end : room) + ",+" + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Where its seeds go: a directory of its own, unless nothing but seeds varies. */
    Path directory(Path sweep) {
        return name.equals(PLAIN_NAME) && assignments.isEmpty() ? sweep : sweep.resolve(name);
    }
}
