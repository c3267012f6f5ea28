package topspin.supervised;

/** What is minimised: a loss of every row of outputs. Works in double precision; allocates nothing. */
public enum SequenceLoss {
    /**
     * The cross-entropy of a class and the softmax of the outputs, nats: {@code log Σ exp(y) − y[class]}. TensorFlow's
     * {@code sparse_softmax_cross_entropy_with_logits}.
     */
    CROSS_ENTROPY {
        @Override
        public int targets(int width) {
            return 1;
        }

        @Override
        public double of(float[] outputs, int from, int width, float[] targets, int at, float[] gradient) {
            double most = Double.NEGATIVE_INFINITY;
            for (int k = from; k < from + width; k++) {
                most = Math.max(most, outputs[k]);
            }
            double sum = 0;
            for (int k = from; k < from + width; k++) {
                sum += Math.exp(outputs[k] - most);
            }
            int right = from + (int) targets[at];
            for (int k = from; k < from + width; k++) {
                gradient[k] = (float) (Math.exp(outputs[k] - most) / sum - (k == right ? 1 : 0));
            }
            return Math.log(sum) + most - outputs[right];
        }
    },

    /** The sum of {@code (y − target)²}. Its mean is over all numbers, as Keras' {@code mean_squared_error}. */
    SQUARED_ERROR {
        @Override
        public int targets(int width) {
            return width;
        }

        @Override
        public double of(float[] outputs, int from, int width, float[] targets, int at, float[] gradient) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                double error = (double) outputs[from + k] - targets[at + k];
                gradient[from + k] = (float) (2 * error);
                sum += error * error;
            }
            return sum;
        }
    };

    /** How the losses of a batch's rows become one. */
    public enum Reduction {
        /**
         * The mean over rows, weighted: TensorFlow's {@code sequence_loss}. With {@link #SQUARED_ERROR} also over the
         * numbers of a row.
         */
        MEAN,
        /** The weighted sum: {@code reduce_sum}. */
        SUM
    }

    /** Numbers of a target for a row of {@code width} outputs. */
    public abstract int targets(int width);

    /**
     * A row's loss.
     *
     * @param outputs  {@code [width]} from {@code from}
     * @param targets  from {@code at}
     * @param gradient gets the gradient in the outputs, from {@code from}
     */
    public abstract double of(float[] outputs, int from, int width, float[] targets, int at, float[] gradient);

    /**
     * What the weighted sum of a batch's losses is multiplied by.
     *
     * @param weights the sum of the rows' weights, above 0
     */
    public double scale(Reduction reduction, double weights, int width) {
        return reduction == Reduction.SUM ? 1 : 1 / (weights * targets(width));
    }
}
