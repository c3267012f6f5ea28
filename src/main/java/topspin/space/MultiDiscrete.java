package topspin.space;

import java.util.Arrays;

/**
 * Several choices at once: element i is one of {@code 0 … sizes[i]−1}.
 *
 * @param sizes of the choices, at least one
 */
public record MultiDiscrete(int... sizes) implements Space {
    public MultiDiscrete {
        sizes = sizes.clone();
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(n -> n < 1 || n > Discrete.MOST)) {
            throw new IllegalArgumentException("a multi-discrete space needs choices of 1 to " + Discrete.MOST
                    + " elements, got " + Arrays.toString(sizes));
        }
    }

    @Override
    public int[] sizes() {
        return sizes.clone();
    }

    @Override
    public int width() {
        return sizes.length;
    }

    @Override
    public boolean contains(float[] values, int from) {
        for (int i = 0; i < sizes.length; i++) {
            float value = values[from + i];
            if (!(value >= 0 && value < sizes[i] && value == (int) value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int inputs() {
        return Arrays.stream(sizes).sum();
    }

    @Override
    public void encode(float[] values, int from, float[] inputs, int to) {
        int first = to;
        for (int i = 0; i < sizes.length; first += sizes[i++]) {
            inputs[first + (int) values[from + i]] = 1;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MultiDiscrete multi && Arrays.equals(sizes, multi.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return "MultiDiscrete" + Arrays.toString(sizes);
    }
}
