package topspin.text;

/**
 * External text for use in messages: on one line, short, and without control characters. Messages quote every value,
 * key or line that a user or another program wrote through this class.
 */
public final class Excerpt {
    /** Most letters of a text that is repeated whole. */
    private static final int MOST = 120;
    private static final int BEGINNING = 60;
    private static final int END = 20;

    private Excerpt() {
    }

    /** The text, or its beginning, end and length. */
    public static String of(String text) {
        return text.length() <= MOST ? printable(text) : cut(text) + length(text);
    }

    /** As {@link #of}, between quotation marks. */
    public static String quoted(String text) {
        return text.length() <= MOST ? "'" + printable(text) + "'" : "'" + cut(text) + "'" + length(text);
    }

    private static String cut(String text) {
        return printable(text.substring(0, BEGINNING)) + "…" + printable(text.substring(text.length() - END));
    }

    private static String length(String text) {
        return " (" + text.length() + " characters)";
    }

    /**
     * The whole text, with unprintable characters escaped: control characters, line ends, those that change the writing
     * direction, and halves of surrogate pairs. A bell is shown as {@code \}{@code u0007}.
     */
    public static String printable(String text) {
        if (text.codePoints().allMatch(Excerpt::isShown)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (isShown(letter)) {
                        shown.appendCodePoint(letter);
                    } else {
                        shown.append(String.format("\\u%04x", letter));
                    }
                }
            }
        });
        return shown.toString();
    }

    /** Joiners are kept: some scripts and emoji need them. */
    private static boolean isShown(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
            case Character.FORMAT -> letter == 0x200c || letter == 0x200d;
            default -> true;
        };
    }
}
