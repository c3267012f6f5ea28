package topspin.supervised;

/** A model's outputs for one example of a batch: a view, valid until the next batch. */
public final class Answer {
    private final float[] rows;
    private final int width;
    /** Rows from one step to the next. */
    private final int stride;
    private int first;
    private int steps;

    Answer(float[] rows, int width, int stride) {
        this.rows = rows;
        this.width = width;
        this.stride = stride;
    }

    /** Looks at another example. */
    void lookAt(int firstRow, int ofSteps) {
        first = firstRow;
        steps = ofSteps;
    }

    /** How many steps were answered: the example's length, or 1 without an axis of time. */
    public int steps() {
        return steps;
    }

    /** Answer per step. */
    public int width() {
        return width;
    }

    /** One output. */
    public float at(int step, int index) {
        return rows[(first + step * stride) * width + index];
    }

    /** The index of the largest output of a step; the first of several. */
    public int best(int step) {
        int best = 0;
        for (int k = 1; k < width; k++) {
            best = at(step, k) > at(step, best) ? k : best;
        }
        return best;
    }

    /** The softmax of a step's outputs. */
    public double[] probabilities(int step) {
        double most = at(step, best(step));
        double[] probabilities = new double[width];
        double sum = 0;
        for (int k = 0; k < width; k++) {
            probabilities[k] = Math.exp(at(step, k) - most);
            sum += probabilities[k];
        }
        for (int k = 0; k < width; k++) {
            probabilities[k] /= sum;
        }
        return probabilities;
    }
}
