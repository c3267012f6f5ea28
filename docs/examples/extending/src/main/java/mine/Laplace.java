package mine;

import topspin.policy.distribution.Distribution;
import topspin.policy.distribution.DistributionType;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Space;

/** {@code policy.distribution: laplace}: independent Laplace distributions, whose tails are heavier than a normal one's. */
public final class Laplace implements DistributionType {

    @Override
    public String label() {
        return "laplace";
    }

    @Override
    public boolean fits(Space actions) {
        return actions instanceof Box box && box.type() == Box.Type.FLOAT32;
    }

    @Override
    public String needs() {
        return "actions in a Box of float32";
    }

    @Override
    public Distribution over(Space actions) {
        return new OfWidth(((Box) actions).size());
    }

    /** A row is {@code [means][log-scales]}; the scales b are parameters and depend on nothing that is observed. */
    private record OfWidth(int n) implements Distribution {

        @Override
        public int width() {
            return 2 * n;
        }

        @Override
        public int constants() {
            return n;
        }

        /** Inverts the cumulative distribution: one uniform number for each. */
        @Override
        public void sample(float[] row, int at, RandomStream stream, float[] action, int to) {
            for (int i = 0; i < n; i++) {
                double u = stream.nextDouble() - 0.5;
                double distance = -Math.log(1 - 2 * Math.abs(u));
                action[to + i] = (float) (row[at + i] + Math.signum(u) * Math.exp(row[at + n + i]) * distance);
            }
        }

        @Override
        public void mode(float[] row, int at, float[] action, int to) {
            System.arraycopy(row, at, action, to, n);
        }

        /** Σ −|action − mean|/b − log 2b. */
        @Override
        public double logProbability(float[] row, int at, float[] action, int from) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double distance = Math.abs((double) action[from + i] - row[at + i]) * Math.exp(-row[at + n + i]);
                sum -= distance + Math.log(2) + row[at + n + i];
            }
            return sum;
        }

        /** Σ 1 + log 2b. */
        @Override
        public double entropy(float[] row, int at) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += 1 + Math.log(2) + row[at + n + i];
            }
            return sum;
        }

        /** Uses ∂log p/∂mean = sign(action − mean)/b, ∂log p/∂log b = |action − mean|/b − 1 and ∂H/∂log b = 1. */
        @Override
        public double gradient(float[] row, int at, float[] action, int from, double logProbabilityWeight,
                               double entropyWeight, float[] gradients) {
            for (int i = 0; i < n; i++) {
                double reciprocal = Math.exp(-row[at + n + i]);
                double difference = (double) action[from + i] - row[at + i];
                gradients[at + i] = (float) (logProbabilityWeight * Math.signum(difference) * reciprocal);
                gradients[at + n + i] =
                        (float) (logProbabilityWeight * (Math.abs(difference) * reciprocal - 1) - entropyWeight);
            }
            return entropy(row, at);
        }
    }
}
