package topspin.supervised;

/**
 * Whether data are what a model reads. The axes that people confuse most are samples, time steps and features, so an error
 * says which of them is wrong and how to put it right.
 */
public final class InputCheck {
    private InputCheck() {
    }

    /**
     * @param expected of one example, by the model
     * @param given    of one example, by the data
     * @throws IllegalArgumentException with both shapes and the likely remedy
     */
    public static void require(Axes expected, Axes given) {
        if (!expected.includes(given)) {
            throw new IllegalArgumentException("expected " + expected + ", got " + given + ": " + remedy(expected, given));
        }
    }

    private static String remedy(Axes expected, Axes given) {
        if (expected.hasTime() && given.time() == expected.features() && given.features() == expected.time()) {
            return "time and features are swapped; transpose each example to " + expected.time() + " rows of "
                    + expected.features();
        }
        if (expected.hasTime() && !given.hasTime() && given.features() == expected.time() * expected.features()) {
            return "the axis of time is missing; reshape to (samples, " + expected.time() + ", " + expected.features() + ")";
        }
        if (expected.hasTime() && !given.hasTime()) {
            return "a recurrent layer reads three axes (samples, time, features); give each sample its time steps, one row of "
                    + expected.features() + (expected.features() == 1 ? " feature" : " features") + " each";
        }
        if (!expected.hasTime() && given.hasTime()) {
            return "this model reads one row per sample; give it no axis of time, or put a recurrent layer below";
        }
        if (given.features() != expected.features()) {
            return "each time step has " + given.features() + (given.features() == 1 ? " feature" : " features")
                    + "; give " + expected.features() + ", or build the model for " + given.features();
        }
        return "each sample has " + given.time() + " time steps; cut or pad them to " + expected.time()
                + ", or build the model for " + given.time();
    }
}
