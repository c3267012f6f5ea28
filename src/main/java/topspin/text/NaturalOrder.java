package topspin.text;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Names in the order of the numbers in them: {@code run-2} before {@code run-10}. */
public final class NaturalOrder {
    public static final Comparator<String> COMPARATOR = Comparator.comparing(NaturalOrder::key).thenComparing(name -> name);
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int LONGEST = 18;

    private NaturalOrder() {
    }

    private static String key(String name) {
        return DIGITS.matcher(name).replaceAll(match -> "0".repeat(Math.max(0, LONGEST - match.group().length())) + match.group());
    }
}
