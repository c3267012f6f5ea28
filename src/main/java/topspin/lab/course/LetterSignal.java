package topspin.lab.course;

/** What units of a model of letters have been found to go with (Karpathy, "The Unreasonable Effectiveness of RNNs", 2015). */
enum LetterSignal {
    LINE("position in the line") {
        @Override
        double next(double before, int letter) {
            return letter == '\n' ? 0 : before + 1;
        }
    },
    WORD("position in the word") {
        @Override
        double next(double before, int letter) {
            return Character.isLetterOrDigit(letter) ? before + 1 : 0;
        }
    },
    QUOTES("inside quotes") {
        @Override
        double next(double before, int letter) {
            return letter == '\n' ? 0 : letter == '"' ? 1 - before : before;
        }
    },
    BRACKETS("inside brackets") {
        @Override
        double next(double before, int letter) {
            return letter == '(' ? before + 1 : letter == ')' ? Math.max(0, before - 1) : before;
        }
    };

    private final String label;

    LetterSignal(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** After a letter, from before it. */
    abstract double next(double before, int letter);

    /** After each letter of a text. */
    double[] of(int[] letters) {
        double[] values = new double[letters.length];
        double value = 0;
        for (int t = 0; t < letters.length; t++) {
            value = next(value, letters[t]);
            values[t] = value;
        }
        return values;
    }
}
