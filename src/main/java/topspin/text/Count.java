package topspin.text;

import java.util.Locale;

/** A count with its noun, as people read it: {@code 1 run}, {@code 2 runs}. */
public final class Count {
    private Count() {
    }

    /** @param noun of one, whose plural ends in s */
    public static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
