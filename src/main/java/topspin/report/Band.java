package topspin.report;

/** The band that is drawn around a variant's line. */
public enum Band {
    /** The 95 % interval of the interquartile mean, row by row. */
    IQM("line: interquartile mean, band: its 95 % interval"),
    /** From the lowest to the highest seed. */
    MINMAX("line: interquartile mean, band: lowest to highest seed"),
    /** No band: a line per seed. */
    SEEDS("a line per seed");

    private final String phrase;

    Band(String phrase) {
        this.phrase = phrase;
    }

    /** Its description under a figure. */
    public String phrase() {
        return phrase;
    }
}
