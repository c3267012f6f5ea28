package topspin.nn.cell;

import topspin.nn.engine.Matrix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states before and after each of a number of rows, and the gradients in those after them; in one or several parts,
 * such as an LSTM's cell and hidden state. Outside this class, a state is its parts one after the other.
 *
 * <p>Disjoint rows may be used by different threads at once. Nothing allocates once the parts are made.
 */
public final class StateRows {
    private final RowMemory memory;
    private final List<Part> parts = new ArrayList<>();

    public StateRows(RowMemory memory) {
        this.memory = memory;
    }

    /** Who reads a part of the state before each row: loops, a product, or both. */
    public enum Use { LOOPS, PRODUCT, BOTH }

    /** One part of the state, all arrays {@code [rows][width]}. */
    public final class Part {
        private final int width;
        private final float[] before;
        private final Matrix operand;
        private final float[] after;
        private final float[] gradient;

        private Part(int width, Use use) {
            this.width = width;
            before = use == Use.PRODUCT ? null : memory.floats(width);
            operand = use == Use.LOOPS ? null : memory.matrix(width);
            after = memory.floats(width);
            gradient = memory.floats(width);
        }

        /** Before each row, where loops read it. */
        public float[] before() {
            return before;
        }

        /** Before each row, where a product reads it. */
        public Matrix operand() {
            return operand;
        }

        /** After each row. */
        public float[] after() {
            return after;
        }

        /** The gradient in the state after each row that comes from later rows. */
        public float[] gradient() {
            return gradient;
        }

        private void enterZero(int row) {
            if (operand != null) {
                operand.clear(row, 1);
            }
            if (before != null) {
                Arrays.fill(before, row * width, (row + 1) * width, 0f);
            }
        }

        private void enter(int row, int count, float[] states, int offset) {
            if (operand != null) {
                operand.put(row, count, states, offset);
            }
            if (before != null) {
                System.arraycopy(states, offset, before, row * width, count * width);
            }
        }
    }

    /** Adds a part. */
    public Part part(int width, Use use) {
        Part part = new Part(width, use);
        parts.add(part);
        return part;
    }

    /** An episode begins at this row: the state before it is zero. */
    public void enterZero(int row) {
        for (int p = 0; p < parts.size(); p++) {
            parts.get(p).enterZero(row);
        }
    }

    /** The state before this row is the one at {@code states[offset]}. */
    public void enter(int row, float[] states, int offset) {
        int at = offset;
        for (int p = 0; p < parts.size(); p++) {
            parts.get(p).enter(row, 1, states, at);
            at += parts.get(p).width;
        }
    }

    /** {@code count} rows continue, one by one, from the states after the rows from {@code previous}. */
    public void follow(int row, int previous, int count) {
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            part.enter(row, count, part.after, previous * part.width);
        }
    }

    /** Copies the state after a row to {@code states[offset]}. */
    public void after(int row, float[] states, int offset) {
        int at = offset;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            System.arraycopy(part.after, row * part.width, states, at, part.width);
            at += part.width;
        }
    }

    /** Sets the state after a row to the one at {@code states[offset]}: for steps that other code computes. */
    public void setAfter(int row, float[] states, int offset) {
        int at = offset;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            System.arraycopy(states, at, part.after, row * part.width, part.width);
            at += part.width;
        }
    }

    /** Sets the gradients in the states after {@code count} rows to zero. */
    public void leaveNothing(int row, int count) {
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            Arrays.fill(part.gradient, row * part.width, (row + count) * part.width, 0f);
        }
    }

    /** Sets the gradient in the state after this row to the one at {@code gradients[offset]}. */
    public void leave(int row, float[] gradients, int offset) {
        int at = offset;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            System.arraycopy(gradients, at, part.gradient, row * part.width, part.width);
            at += part.width;
        }
    }

    /** Copies the gradient in the state after a row to {@code gradients[offset]}. */
    public void gradient(int row, float[] gradients, int offset) {
        int at = offset;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            System.arraycopy(part.gradient, row * part.width, gradients, at, part.width);
            at += part.width;
        }
    }

    /** The states after each row, where they are. */
    public List<RowArray> after() {
        return parts.stream().map(part -> RowArray.of(part.after, part.width)).toList();
    }

    /** The states before each row, where they are. */
    public List<RowArray> operands() {
        List<RowArray> operands = new ArrayList<>();
        for (Part part : parts) {
            if (part.operand != null) {
                operands.add(RowArray.of(part.operand));
            }
            if (part.before != null) {
                operands.add(RowArray.of(part.before, part.width));
            }
        }
        return operands;
    }
}
