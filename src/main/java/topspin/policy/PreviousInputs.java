package topspin.policy;

import topspin.env.Actions;
import topspin.nn.BatchShape;
import topspin.nn.CoreInput;
import topspin.nn.engine.Matrix;
import topspin.space.Space;

import java.util.List;

/**
 * The previous action and reward as inputs of the core, after the encoder's features: a one-hot action, or its numbers,
 * and then the reward. All are zero where an episode begins. Different rows may be on different threads. Nothing
 * allocates after construction.
 */
final class PreviousInputs {
    private final PolicyConfig.Previous previous;
    private final int width;
    private final List<CoreInput> features;
    /** Of each core's inputs. */
    private final List<Matrix> columns;
    private final Actions actions;
    private final float[] rewards;
    /** {@code [rows][width]}. */
    private final float[] values;

    /**
     * @param inputs   of the cores, each of which has these columns
     * @param features columns before them, which are the encoder's
     * @param space    of the environment's actions
     */
    PreviousInputs(PolicyConfig.Previous previous, BatchShape shape, List<CoreInput> inputs, int features,
                   Space space) {
        this.previous = previous;
        width = previous.width(space);
        actions = new Actions(space, shape.rows());
        rewards = new float[shape.rows()];
        values = new float[shape.rows() * width];
        this.features = width == 0 ? inputs : inputs.stream().<CoreInput>map(input -> new Window(
                input.input().columns(0, features), input.inputGradient().columns(0, features))).toList();
        columns = width == 0 ? List.of() : inputs.stream().map(input -> input.input().columns(features, width)).toList();
    }

    private record Window(Matrix input, Matrix inputGradient) implements CoreInput {
    }

    /** For each of the inputs, the encoder's columns. */
    List<CoreInput> features() {
        return features;
    }

    /** The action before each row, {@code [rows]}; the caller fills it. */
    Actions actions() {
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
                    actions.space().encode(actions.values(), actions.offset(row), values, from);
                }
                if (previous.reward()) {
                    values[from + width - 1] = rewards[row];
                }
            }
        }
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).put(first, count, values, first * width);
        }
    }
}
