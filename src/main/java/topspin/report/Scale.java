package topspin.report;


/**
 * A linear axis: data on one side, pixels on the other, ticks at 1, 2 or 5 times a power of ten.
 *
 * @param from  data at {@code start}
 * @param to    data at {@code end}
 * @param start pixel
 * @param end   pixel
 * @param tick  distance of ticks, in data
 */
record Scale(double from, double to, double start, double end, double tick) {
    /** Beyond this range, differences would overflow. */
    private static final double FARTHEST = 1e300;

    /** @param ticks about so many */
    static Scale over(double from, double to, double start, double end, int ticks) {
        double low = within(from);
        double high = within(to) > low ? within(to) : low + Math.max(1, Math.ulp(low));
        return new Scale(low, high, start, end, step((high - low) / ticks));
    }

    /** As {@link #over}, with a little room beyond either end. */
    static Scale roomy(double from, double to, double start, double end, int ticks) {
        double room = to > from ? 0.06 * (within(to) - within(from)) : Math.max(1, Math.ulp(from));
        return over(from - room, to + room, start, end, ticks);
    }

    private static double within(double value) {
        return Math.max(-FARTHEST, Math.min(FARTHEST, value));
    }

    private static double step(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (double times : new double[] {1, 2, 5}) {
            if (times * power >= atLeast * (1 - 1e-9)) {
                return times * power;
            }
        }
        return 10 * power;
    }

    double at(double value) {
        return start + (end - start) * (value - from) / (to - from);
    }

    double[] at(double[] values) {
        double[] pixels = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            pixels[i] = at(values[i]);
        }
        return pixels;
    }

    double[] ticks() {
        double first = Math.ceil(from / tick - 1e-9);
        double last = Math.floor(to / tick + 1e-9);
        double[] ticks = new double[(int) Math.max(0, last - first + 1)];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = (first + i) * tick;
        }
        return ticks;
    }

    /** A tick's label: {@code 0 250k 1M} for whole thousands, else plain. */
    String label(double value) {
        double size = Math.abs(value);
        if (size >= 1e6 || tick >= 1e6) {
            return plain(value / 1e6) + (value == 0 ? "" : "M");
        }
        if (size >= 1e4 || tick >= 1e4) {
            return plain(value / 1e3) + (value == 0 ? "" : "k");
        }
        return plain(value);
    }

    /** Rounded to millionths, without trailing zeros. */
    static String plain(double value) {
        double rounded = Math.round(value * 1e6) / 1e6;
        String text = rounded == Math.rint(rounded) ? Long.toString((long) rounded)
                : Double.toString(rounded);
        return text.replace('-', '\u2212');
    }
}
