package topspin.text;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that a misspelt one was probably meant to be. */
public final class NearestName {

    /** Most letters that are compared: names are shorter, and longer texts resemble none of them. */
    private static final int MOST_COMPARED = 100;

    private NearestName() {
    }

    /**
     * The candidate at the smallest edit distance (insertions, deletions, replacements; case is ignored); among equals
     * the first in the collection's order.
     *
     * @throws IllegalArgumentException if there are no candidates
     */
    public static String of(String name, Collection<String> candidates) {
        String compared = name.substring(0, Math.min(MOST_COMPARED, name.length())).toLowerCase(Locale.ROOT);
        String nearest = null;
        int smallest = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(compared, candidate.toLowerCase(Locale.ROOT));
            if (distance < smallest) {
                smallest = distance;
                nearest = candidate;
            }
        }
        if (nearest == null) {
            throw new IllegalArgumentException("there are no names to compare " + Excerpt.quoted(name) + " with");
        }
        return nearest;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
