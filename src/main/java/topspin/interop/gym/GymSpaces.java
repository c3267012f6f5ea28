package topspin.interop.gym;

import topspin.env.Observations;
import topspin.space.Box;
import topspin.space.Discrete;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spaces and observations as openai/gym-http-api has them ({@code gym_http_server.py}): a box is its shape and the bounds
 * of every element in one flat list, an observation is nested lists in that shape. We add {@code dtype}, since pictures
 * are bytes.
 */
final class GymSpaces {
    /** JSON has no infinity; {@code _get_space_properties} writes this instead. */
    private static final double INFINITY = 1e100;
    private static final String UINT8 = "uint8";
    private static final String FLOAT32 = "float32";

    private GymSpaces() {
    }

    static Map<String, Object> describe(Discrete space) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("name", "Discrete");
        info.put("n", space.n());
        return info;
    }

    static Map<String, Object> describe(Box space) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("name", "Box");
        info.put("shape", space.shape());
        info.put("low", bounds(space.low(), space.size()));
        info.put("high", bounds(space.high(), space.size()));
        info.put("dtype", space.type() == Box.Type.UINT8 ? UINT8 : FLOAT32);
        return info;
    }

    private static double[] bounds(double bound, int size) {
        double[] bounds = new double[size];
        Arrays.fill(bounds, Math.max(-INFINITY, Math.min(INFINITY, bound)));
        return bounds;
    }

    /** A row as nested arrays in the box's shape, ready to be written as JSON. */
    static Object nested(Observations observations, int row) {
        return nested(observations, observations.space().shape(), 0, observations.offset(row));
    }

    private static Object nested(Observations observations, int[] shape, int axis, int offset) {
        if (axis == shape.length - 1) {
            return values(observations, offset, shape[axis]);
        }
        int length = 1;
        for (int inner = axis + 1; inner < shape.length; inner++) {
            length *= shape[inner];
        }
        Object[] parts = new Object[shape[axis]];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = nested(observations, shape, axis + 1, offset + i * length);
        }
        return parts;
    }

    private static Object values(Observations observations, int offset, int length) {
        if (observations.floats() != null) {
            return Arrays.copyOfRange(observations.floats(), offset, offset + length);
        }
        int[] values = new int[length];
        for (int i = 0; i < length; i++) {
            values[i] = Byte.toUnsignedInt(observations.bytes()[offset + i]);
        }
        return values;
    }
}
