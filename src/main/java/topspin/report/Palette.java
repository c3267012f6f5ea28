package topspin.report;

/** Colours that people with colour-blindness can tell apart (Okabe and Ito, "Color universal design", 2008). */
final class Palette {
    static final String INK = "#222222";
    static final String QUIET = "#666666";
    static final String GRID = "#e4e4e4";
    static final String WARNING = "#a3132b";
    /** Okabe and Ito's, without yellow, which is hard to see on white. */
    private static final String[] SERIES =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};

    private Palette() {
    }

    static String of(int series) {
        return SERIES[series % SERIES.length];
    }
}
