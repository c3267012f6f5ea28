package topspin.cli.play;

import topspin.env.Actions;
import topspin.space.Box;
import topspin.text.Decimal;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Numbers within bounds: left and right turn one by a tenth of half its range, up and down choose which, 0 puts it in the
 * middle, space or enter takes the step where the world waits.
 */
final class DialControls implements ActionControls {
    private static final double PART = 0.1;

    private final Box box;
    private final float[] values;
    private final double middle;
    private final double reach;
    private int chosen;

    DialControls(Box box) {
        this.box = box;
        boolean bounded = Float.isFinite(box.low()) && Float.isFinite(box.high());
        middle = bounded ? ((double) box.low() + box.high()) / 2 : Math.max(box.low(), Math.min(box.high(), 0));
        reach = bounded ? ((double) box.high() - box.low()) / 2 : 1;
        values = new float[box.size()];
        Arrays.fill(values, (float) middle);
    }

    @Override
    public boolean knows(KeyPress key) {
        return switch (key.name()) {
            case KeyPress.LEFT, KeyPress.RIGHT, KeyPress.SPACE, KeyPress.ENTER, "0" -> true;
            case KeyPress.UP, KeyPress.DOWN -> values.length > 1;
            default -> false;
        };
    }

    @Override
    public boolean press(KeyPress key) {
        if (!key.down() || !knows(key)) {
            return false;
        }
        switch (key.name()) {
            case KeyPress.LEFT -> turn(-PART * reach);
            case KeyPress.RIGHT -> turn(PART * reach);
            case KeyPress.UP -> chosen = Math.floorMod(chosen - 1, values.length);
            case KeyPress.DOWN -> chosen = Math.floorMod(chosen + 1, values.length);
            case "0" -> values[chosen] = (float) middle;
            default -> {
                return true;
            }
        }
        return false;
    }

    private void turn(double by) {
        // counted in whole parts, so that turning back arrives where it began
        double parts = Math.round((values[chosen] - middle + by) / (PART * reach));
        values[chosen] = (float) Math.max(box.low(), Math.min(box.high(), middle + parts * PART * reach));
    }

    @Override
    public void write(Actions actions) {
        System.arraycopy(values, 0, actions.values(), 0, values.length);
    }

    @Override
    public void stepped() {
        // a dial stays where it is
    }

    @Override
    public String state() {
        return "action " + IntStream.range(0, values.length).mapToObj(i -> values.length > 1 && i == chosen
                ? "[" + Decimal.of(values[i], 2) + "]" : Decimal.of(values[i], 2)).collect(Collectors.joining("  "))
                + " in " + Decimal.of(box.low(), 2) + " to " + Decimal.of(box.high(), 2);
    }

    @Override
    public String help() {
        return "← less   → more   0 middle" + (values.length > 1 ? "   ↑ ↓ another number" : "") + "   space step";
    }
}
