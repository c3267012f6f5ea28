package topspin.report;

/** Escapes text for XML and HTML documents. */
public final class Markup {
    private static final char UNKNOWN = '\ufffd';

    private Markup() {
    }

    /** Safe in elements and in quoted attributes; characters that XML does not allow are replaced. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(letter) ? letter : UNKNOWN);
            }
        });
        return escaped.toString();
    }

    /** The characters of XML 1.0, without the discouraged controls that HTML refuses. */
    private static boolean isAllowed(int letter) {
        return letter == '\n' || letter == '\t' || letter == '\r' || letter >= ' ' && letter < 0x7f
                || letter > 0x9f && letter < 0xd800 || letter > 0xdfff && letter < 0xfffe || letter > 0xffff;
    }
}
