package topspin.text;

/**
 * Foreign text as messages repeat it: on one line, short, and without a letter that a terminal would obey. Whoever puts a
 * value, a key or a line that somebody else wrote into a message does it through this class.
 */
public final class Excerpt {
    /** Letters of a text that is repeated whole. */
    private static final int MOST = 120;
    private static final int BEGINNING = 60;
    private static final int END = 20;

    private Excerpt() {
    }

    /** The text, or its beginning and end and how long it is. */
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
     * All of the text with what is no letter written out: control characters, line ends, those that turn the direction of
     * writing, and halves of surrogate pairs. A bell is shown as {@code \}{@code u0007}.
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

    /** Joiners stay: some scripts and pictures are written with them. */
    private static boolean isShown(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> false;
            case Character.FORMAT -> letter == 0x200c || letter == 0x200d;
            default -> true;
        };
    }
}
