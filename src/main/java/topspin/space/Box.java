package topspin.space;

import java.util.Arrays;

/**
 * An array of numbers of fixed shape, each within {@code [low, high]}.
 *
 * @param type  how a value is stored: {@link Type#UINT8} rows are {@code byte}s read as 0 … 255
 * @param low   smallest value, in the units of the space
 * @param high  largest value
 * @param shape sizes of the axes, outermost first; images are {@code [height][width][channels]}
 */
public record Box(Type type, float low, float high, int... shape) implements Space {

    /** Storage of one element. */
    public enum Type { UINT8, FLOAT32 }

    public Box {
        shape = shape.clone();
        if (shape.length == 0 || Arrays.stream(shape).anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("a box needs positive axes, got " + Arrays.toString(shape));
        }
        if (elements(shape) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a box has at most " + Integer.MAX_VALUE + " elements, got axes of "
                    + Arrays.toString(shape));
        }
        if (!(low < high)) {
            throw new IllegalArgumentException("a box needs low < high, got " + low + " and " + high);
        }
    }

    /** Pixels 0 … 255. */
    public static Box pixels(int... shape) {
        return new Box(Type.UINT8, 0, 255, shape);
    }

    /** Zeros and ones, one byte each. */
    public static Box binary(int... shape) {
        return new Box(Type.UINT8, 0, 1, shape);
    }

    /** Floats within {@code [low, high]}. */
    public static Box floats(float low, float high, int... shape) {
        return new Box(Type.FLOAT32, low, high, shape);
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    /** Number of elements: the product of the axes. */
    public int size() {
        return (int) elements(shape);
    }

    @Override
    public int width() {
        return size();
    }

    @Override
    public boolean contains(float[] values, int from) {
        for (int i = from; i < from + size(); i++) {
            if (!(values[i] >= low && values[i] <= high)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int inputs() {
        return size();
    }

    @Override
    public void encode(float[] values, int from, float[] inputs, int to) {
        System.arraycopy(values, from, inputs, to, size());
    }

    /** Exact as far as it can be a size. */
    private static long elements(int... shape) {
        long elements = 1;
        for (int n : shape) {
            elements = Math.min(elements * n, 1L << Integer.SIZE);
        }
        return elements;
    }

    /** True if every element is 0 or 1. */
    public boolean isBinary() {
        return type == Type.UINT8 && low == 0 && high == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Box box && type == box.type && low == box.low && high == box.high
                && Arrays.equals(shape, box.shape);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shape) * 31 + type.hashCode();
    }

    @Override
    public String toString() {
        return "Box" + Arrays.toString(shape) + " of " + type.name().toLowerCase() + " in [" + low + ", " + high + "]";
    }
}
