package topspin.interop.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's file of one array ({@code numpy/lib/format.py}): a magic string, a version, the length of a header, the header, and the
 * elements. Arrays are written as little-endian float32 in C order, version 1.0. Read are float32 and float64 of either byte
 * order, in C or Fortran order, of versions 1 to 3.
 */
final class NpyArray {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** The elements begin at a multiple of it. */
    private static final int ALIGNMENT = 64;
    private static final int LONGEST_HEADER = 10_000;
    private static final Pattern HEADER = Pattern.compile("\\{(.*)}\\s*", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\sL,]*)\\)");

    private NpyArray() {
    }

    static byte[] bytes(WeightTensor tensor) {
        String axes = Arrays.stream(tensor.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + axes + (tensor.shape().length == 1 ? "," : "")
                + "), }";
        int fixed = MAGIC.length + 2 + Short.BYTES;
        int end = (fixed + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer bytes = ByteBuffer.allocate(end + tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (end - fixed));
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        while (bytes.position() < end - 1) {
            bytes.put((byte) ' ');
        }
        bytes.put((byte) '\n');
        bytes.asFloatBuffer().put(tensor.values());
        return bytes.array();
    }

    /**
     * Reads a whole array; the stream must end with it.
     *
     * @throws IOException if it is no such array; the message says what is wrong with it
     */
    static WeightTensor read(InputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new IOException("is not an array of NumPy: it does not begin with \\x93NUMPY");
        }
        int version = in.read();
        in.read();
        if (version < 1 || version > 3) {
            throw new IOException("has version " + version + " of NumPy's format; expected 1, 2 or 3");
        }
        ByteBuffer length = exactly(in, version == 1 ? Short.BYTES : Integer.BYTES);
        int headerLength = version == 1 ? length.getShort() & 0xffff : length.getInt();
        if (headerLength < 0 || headerLength > LONGEST_HEADER) {
            throw new IOException("has a header of " + headerLength + " bytes; expected at most " + LONGEST_HEADER);
        }
        String header = StandardCharsets.UTF_8.decode(exactly(in, headerLength)).toString();
        Matcher dictionary = HEADER.matcher(header);
        if (!dictionary.matches()) {
            throw new IOException("has a header that is no dictionary");
        }
        String entries = dictionary.group(1);
        String type = entry(TYPE, entries, "descr");
        boolean fortran = entry(ORDER, entries, "fortran_order").equals("True");
        long[] shape = shape(entry(SHAPE, entries, "shape"));
        float[] values = values(in, type, shape);
        if (in.read() >= 0) {
            throw new IOException("has bytes after its data");
        }
        return new WeightTensor(shape, fortran ? rowMajor(values, shape) : values);
    }

    private static String entry(Pattern pattern, String entries, String name) throws IOException {
        Matcher matcher = pattern.matcher(entries);
        if (!matcher.find()) {
            throw new IOException("has a header without a " + name + " that Topspin knows");
        }
        return matcher.group(1);
    }

    private static long[] shape(String axes) throws IOException {
        try {
            long[] shape = Arrays.stream(axes.split("[\\sL,]+")).filter(axis -> !axis.isEmpty())
                    .mapToLong(Long::parseLong).toArray();
            Math.multiplyExact(Math.toIntExact(WeightTensor.elements(shape)), Double.BYTES);
            return shape;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IOException("has the shape (" + axes + "), which is too large", e);
        }
    }

    private static float[] values(InputStream in, String type, long... shape) throws IOException {
        if (!type.matches("[<>]f[48]")) {
            throw new IOException("has elements of type " + type + "; expected float32 or float64 (<f4 or <f8)");
        }
        int size = type.charAt(2) - '0';
        int bytes = (int) WeightTensor.elements(shape) * size;
        ByteBuffer data = exactly(in, bytes).order(type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        float[] values = new float[bytes / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = size == Float.BYTES ? data.getFloat() : (float) data.getDouble();
        }
        return values;
    }

    private static ByteBuffer exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("is truncated: it ends " + (count - bytes.length) + " bytes early");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** From Fortran's order, in which the first axis is the fastest. */
    private static float[] rowMajor(float[] values, long... shape) {
        float[] ordered = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int index = 0;
            int stride = values.length;
            for (long axis : shape) {
                stride /= (int) axis;
                index += rest % (int) axis * stride;
                rest /= (int) axis;
            }
            ordered[index] = values[i];
        }
        return ordered;
    }
}
