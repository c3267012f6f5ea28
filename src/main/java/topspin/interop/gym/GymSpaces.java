package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.env.Actions;
import topspin.env.Observations;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;
import topspin.text.Count;
import topspin.text.Excerpt;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/**
 * Spaces and observations in the format of openai/gym-http-api ({@code gym_http_server.py}): a box is its shape and the
 * bounds of every element in one flat list, an observation is nested lists in that shape. We add {@code dtype}, since
 * pictures are bytes.
 */
final class GymSpaces {
    /** Gymnasium's key for the numbers of choices. */
    private static final String CHOICES = "nvec";
    /** JSON has no infinity; {@code _get_space_properties} writes this instead. */
    private static final double INFINITY = 1e100;
    private static final String UINT8 = "uint8";
    private static final String FLOAT32 = "float32";
    private static final int BYTE_MAX = 255;
    /** {@code [height][width][channels]}. */
    private static final int PICTURE_AXES = 3;
    /** The most axes that a NumPy array can have. */
    private static final int MOST_AXES = 64;
    /** Elements of an observation: 64 MB as floats. */
    private static final int MOST_ELEMENTS = 1 << 24;
    /** Most choices, since each needs a row of weights. */
    private static final int MOST_ACTIONS = 1 << 20;

    private GymSpaces() {
    }

    static Map<String, Object> describe(Space space) {
        Map<String, Object> info = new LinkedHashMap<>();
        if (space instanceof Discrete discrete) {
            info.put("name", "Discrete");
            info.put("n", discrete.n());
        } else if (space instanceof MultiDiscrete multi) {
            info.put("name", "MultiDiscrete");
            info.put(CHOICES, multi.sizes());
        } else {
            describe((Box) space, info);
        }
        return info;
    }

    private static void describe(Box space, Map<String, Object> info) {
        info.put("name", "Box");
        info.put("shape", space.shape());
        info.put("low", bounds(space.low(), space.size()));
        info.put("high", bounds(space.high(), space.size()));
        info.put("dtype", space.type() == Box.Type.UINT8 ? UINT8 : FLOAT32);
    }

    /** A row as JSON has it: a whole number, a list of them, or a list of numbers. */
    static Object action(Actions actions, int row) {
        if (actions.space() instanceof Discrete) {
            return actions.index(row);
        }
        float[] values = Arrays.copyOfRange(actions.values(), actions.offset(row), actions.offset(row + 1));
        if (actions.space() instanceof Box) {
            return values;
        }
        int[] choices = new int[values.length];
        Arrays.setAll(choices, i -> (int) values[i]);
        return choices;
    }

    /**
     * Reads what {@link #action} writes into row 0; nested lists are read from their first number to their last.
     *
     * @return false if it is not an element of the space
     */
    static boolean read(JsonNode node, Actions action) {
        boolean list = node.isArray();
        if (list == action.space() instanceof Discrete) {
            return false;
        }
        return read(node, action, 0) == action.width() && action.isValid(0);
    }

    /** Returns where the next number belongs; −1 if one is at fault. */
    private static int read(JsonNode node, Actions action, int at) {
        if (node.isArray()) {
            int next = at;
            for (int i = 0; i < node.size() && next >= 0; i++) {
                next = read(node.get(i), action, next);
            }
            return next;
        }
        boolean fits = action.space() instanceof Box ? node.isNumber() : node.isIntegralNumber() && node.canConvertToInt();
        if (!fits || at >= action.width()) {
            return -1;
        }
        action.values()[at] = node.floatValue();
        return at + 1;
    }

    /** A description of valid actions, for a message. */
    static String expected(Space space) {
        if (space instanceof Discrete discrete) {
            return "a whole number from 0 to " + (discrete.n() - 1);
        }
        return space instanceof MultiDiscrete multi ? "a list of whole numbers below " + Arrays.toString(multi.sizes())
                : "a list of " + Count.of(space.width(), "number") + " between " + ((Box) space).low() + " and "
                + ((Box) space).high();
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

    /**
     * What actions are.
     *
     * @throws IllegalArgumentException if no policy here could choose among them, or among so many
     */
    static Space actions(JsonNode info) {
        JsonNode n = info.path("n");
        JsonNode sizes = info.path(CHOICES);
        JsonNode axes = info.path("shape");
        Optional<Space> choices = choices(info);
        if (choices.isPresent()) {
            return choices.get();
        }
        double[] low = numbers(info.path("low")).distinct().toArray();
        double[] high = numbers(info.path("high")).distinct().toArray();
        if (info.path("name").asText().equals("Box") && isShape(axes) && low.length == 1 && high.length == 1
                && low[0] < high[0]) {
            Box box = Box.floats((float) low[0], (float) high[0], axes(axes));
            if (box.size() <= MOST_ACTIONS) {
                return box;
            }
        }
        throw new IllegalArgumentException("actions in " + name(info)
                + (n.isMissingNode() ? "" : "(" + Excerpt.of(n.toString()) + ")")
                + (sizes.isMissingNode() ? "" : Excerpt.of(sizes.toString()))
                + (axes.isArray() ? Excerpt.of(axes.toString()) : "") + "; Discrete with 1 to " + MOST_ACTIONS
                + ", MultiDiscrete, or a Box of floats with one lowest and one highest value would fit");
    }

    /** The Discrete or MultiDiscrete space; empty if it is another kind, or too large. */
    private static Optional<Space> choices(JsonNode info) {
        JsonNode n = info.path("n");
        JsonNode sizes = info.path(CHOICES);
        String name = info.path("name").asText();
        if (name.equals("Discrete") && isWithin(MOST_ACTIONS, n)) {
            return Optional.of(new Discrete(n.intValue()));
        }
        if (name.equals("MultiDiscrete") && isShape(sizes) && sum(sizes) <= MOST_ACTIONS) {
            return Optional.of(new MultiDiscrete(numbers(sizes).mapToInt(size -> (int) size).toArray()));
        }
        return Optional.empty();
    }

    /**
     * What observations are: a box, see {@link #box}; or choices, which are shown as zeros and ones, an element for each.
     *
     * @throws IllegalArgumentException if they are neither
     */
    static Space observations(JsonNode info) {
        Optional<Space> choices = choices(info);
        return choices.isPresent() ? choices.get() : box(info);
    }

    private static double sum(JsonNode list) {
        return numbers(list).sum();
    }

    private static int[] axes(JsonNode axes) {
        int[] shape = new int[axes.size()];
        Arrays.setAll(shape, axis -> axes.get(axis).intValue());
        return shape;
    }

    /**
     * Bytes where the server says {@code uint8}, or, since the Python server says nothing, where three axes hold 0 … 255;
     * floats elsewhere. The bounds are the widest of all elements.
     *
     * @throws IllegalArgumentException if it is not a box, or too large
     */
    static Box box(JsonNode info) {
        JsonNode axes = info.path("shape");
        float low = (float) numbers(info.path("low")).min().orElse(-INFINITY);
        float high = (float) numbers(info.path("high")).max().orElse(INFINITY);
        if (!info.path("name").asText().equals("Box") || !isShape(axes) || !(low < high)) {
            throw new IllegalArgumentException("observations in " + name(info)
                    + (axes.isArray() ? Excerpt.of(axes.toString()) : "")
                    + (low < high ? "" : " between " + low + " and " + high)
                    + "; a Box of floats, or of bytes (uint8), with at most " + MOST_ELEMENTS + " elements, Discrete or "
                    + "MultiDiscrete would fit");
        }
        int[] shape = axes(axes);
        boolean bytes = info.has("dtype") ? info.get("dtype").asText().equals(UINT8)
                : shape.length == PICTURE_AXES && low == 0 && high == BYTE_MAX;
        return new Box(bytes ? Box.Type.UINT8 : Box.Type.FLOAT32, low, high, shape);
    }

    private static String name(JsonNode info) {
        String name = info.path("name").asText();
        return name.isEmpty() ? "a space without name" : Excerpt.of(name);
    }

    private static boolean isShape(JsonNode axes) {
        long elements = 1;
        for (JsonNode axis : axes) {
            elements *= isWithin(MOST_ELEMENTS, axis) ? axis.intValue() : 0;
            if (elements < 1 || elements > MOST_ELEMENTS) {
                return false;
            }
        }
        return axes.isArray() && axes.size() > 0 && axes.size() <= MOST_AXES;
    }

    /** Whether this is a whole number from 1 on. */
    private static boolean isWithin(int most, JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToInt() && number.intValue() >= 1
                && number.intValue() <= most;
    }

    private static DoubleStream numbers(JsonNode node) {
        return node.isArray() ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(GymSpaces::numbers)
                : node.isNumber() ? DoubleStream.of(node.doubleValue()) : DoubleStream.empty();
    }

    /**
     * Reads nested lists of numbers into row 0.
     *
     * @return false if their number or their kind does not fit a row
     */
    static boolean read(JsonNode nested, Observations observations) {
        return read(nested, observations, 0) == observations.rowLength();
    }

    /** Returns where the next number belongs; −1 if one is at fault. */
    private static int read(JsonNode node, Observations observations, int at) {
        if (node.isArray()) {
            int next = at;
            for (int i = 0; i < node.size() && next >= 0; i++) {
                next = read(node.get(i), observations, next);
            }
            return next;
        }
        if (!node.isNumber() || at >= observations.rowLength()) {
            return -1;
        }
        if (observations.floats() != null) {
            observations.floats()[at] = node.floatValue();
            return at + 1;
        }
        int value = node.intValue();
        observations.bytes()[at] = (byte) value;
        return value == node.doubleValue() && value >= Math.max(0, observations.space().low())
                && value <= Math.min(BYTE_MAX, observations.space().high()) ? at + 1 : -1;
    }
}
