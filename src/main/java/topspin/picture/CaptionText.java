package topspin.picture;

import java.util.ArrayList;
import java.util.List;

/** A caption as lines of text for a terminal. */
public final class CaptionText {
    private static final int COLUMN = 34;
    private static final int NAME = 10;
    private static final int NUMBER = 12;
    private static final String GAP = "  ";
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    private static final char FULL = '█';

    private CaptionText() {
    }

    /**
     * Lines of text, then rows of bars side by side; the chosen one has an arrow.
     *
     * @param width letters in a line; longer lines are cut
     */
    public static List<String> lines(Caption caption, int width) {
        List<String> lines = new ArrayList<>();
        caption.lines().forEach(line -> lines.add(cut(line, width)));
        int columns = Math.max(1, Math.min(caption.bars().size(), (width + GAP.length()) / (COLUMN + GAP.length())));
        int room = Math.min(COLUMN, width);
        for (int i = 0; i < caption.bars().size(); i += columns) {
            StringBuilder line = new StringBuilder();
            for (Caption.Bar bar : caption.bars().subList(i, Math.min(caption.bars().size(), i + columns))) {
                line.append(line.isEmpty() ? "" : GAP).append(bar(bar, room));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static String bar(Caption.Bar bar, int room) {
        int longest = Math.max(1, room - NAME - NUMBER - 4);
        int eighths = (int) Math.round(bar.share() * longest * EIGHTHS.length);
        String drawn = String.valueOf(FULL).repeat(eighths / EIGHTHS.length) + EIGHTHS[eighths % EIGHTHS.length];
        return cut(padded(bar.name(), NAME) + (bar.marked() ? " ▸" : "  ") + padded(drawn, longest) + GAP
                + padded(bar.text(), NUMBER), room);
    }

    private static String padded(String text, int width) {
        return cut(text, width) + " ".repeat(Math.max(0, width - text.length()));
    }

    /** The text, shortened if it is longer. */
    public static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }
}
