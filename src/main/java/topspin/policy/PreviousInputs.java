package topspin.policy;

import topspin.nn.BatchShape;
import topspin.nn.CoreInput;
import topspin.nn.engine.Matrix;

/**
 * What the agent did last and what it was rewarded with, as inputs of the core behind the encoder's features: a column for
 * every action, 1 for the one that was taken, and then the reward. All are zero where an episode begins. Different rows
 * may be on different threads. Nothing allocates after construction.
 */
final class PreviousInputs {
    private final PolicyConfig.Previous previous;
    private final int width;
    private final CoreInput features;
    private final Matrix columns;
    private final int[] actions;
    private final float[] rewards;
    /** {@code [rows][width]}. */
    private final float[] values;

    /**
     * @param features    columns of the core's inputs that are the encoder's
     * @param actionCount of the environment
     */
    PreviousInputs(PolicyConfig.Previous previous, BatchShape shape, CoreInput core, int features, int actionCount) {
        this.previous = previous;
        width = previous.width(actionCount);
        actions = new int[shape.rows()];
        rewards = new float[shape.rows()];
        values = new float[shape.rows() * width];
        this.features = width == 0 ? core : new Window(core.input().columns(0, features),
                core.inputGradient().columns(0, features));
        columns = width == 0 ? null : core.input().columns(features, width);
    }

    private record Window(Matrix input, Matrix inputGradient) implements CoreInput {
    }

    /** The columns that are the encoder's. */
    CoreInput features() {
        return features;
    }

    /** The action before each row, {@code [rows]}; the caller fills it. */
    int[] actions() {
        return actions;
    }

    /** The reward of that action, {@code [rows]}; the caller fills it. */
    float[] rewards() {
        return rewards;
    }

    /** Fills its columns of {@code count} rows. */
    void forward(boolean[] episodeStarts, int first, int count) {
        if (width == 0) {
            return;
        }
        for (int row = first; row < first + count; row++) {
            int from = row * width;
            for (int i = from; i < from + width; i++) {
                values[i] = 0;
            }
            if (!episodeStarts[row]) {
                if (previous.action()) {
                    values[from + actions[row]] = 1;
                }
                if (previous.reward()) {
                    values[from + width - 1] = rewards[row];
                }
            }
        }
        columns.put(first, count, values, first * width);
    }
}
