package topspin.report;

import java.util.List;

/**
 * Gates and states over time: a block for each, a row per unit, a column per step. Values from 0 to 1 are white to blue;
 * values of both signs are red below 0 and blue above, as far as the block's largest. The same values give the same bytes.
 */
public final class HeatMap {
    private static final double LEFT = 118;
    private static final double TOP = 92;
    private static final double WIDTH = 820;
    private static final double GAP = 26;
    private static final double ROW = 9;
    private static final double WIDEST = 24;
    private static final double SMALL = 10;
    private static final int BLUE = 0x0072b2;
    private static final int RED = 0xd55e00;

    private final Drawing drawing;

    /**
     * A gate or a state.
     *
     * @param name   for people
     * @param values {@code [steps][units]}
     * @param units  which of them are shown, in this order
     * @param names  of those rows: {@code unit 7}, or what it tracks
     */
    public record Block(String name, float[][] values, int[] units, List<String> names) {
    }

    /**
     * @param columns names of the steps: letters, for instance
     * @param blocks  of as many steps
     */
    public HeatMap(String title, String subtitle, List<String> columns, List<Block> blocks) {
        double height = TOP + 8;
        for (Block block : blocks) {
            height += GAP + ROW * block.units.length;
        }
        drawing = new Drawing((int) WIDTH, (int) Math.ceil(height), title + ": " + subtitle);
        drawing.add(new Drawing.Text(16, 27, title, 17, Palette.INK, Drawing.Anchor.START, true));
        drawing.add(new Drawing.Text(16, 46, subtitle, 12, Palette.QUIET, Drawing.Anchor.START, false));
        double cell = Math.min(WIDEST, (WIDTH - LEFT - 16) / columns.size());
        int every = columns.stream().anyMatch(String::isEmpty) ? 1 : (int) Math.ceil(9 / cell);
        for (int t = 0; t < columns.size(); t += every) {
            drawing.add(new Drawing.Text(LEFT + (t + 0.5) * cell, TOP - 22, columns.get(t), SMALL + 1, Palette.INK,
                    Drawing.Anchor.MIDDLE, false));
        }
        double y = TOP;
        for (Block block : blocks) {
            draw(block, cell, y);
            y += GAP + ROW * block.units.length;
        }
    }

    private void draw(Block block, double cell, double top) {
        drawing.add(new Drawing.Text(16, top - 5, block.name, 12, Palette.INK, Drawing.Anchor.START, true));
        double largest = 1e-9;
        boolean signed = false;
        for (float[] step : block.values) {
            for (int unit : block.units) {
                largest = Math.max(largest, Math.abs(step[unit]));
                signed |= step[unit] < 0;
            }
        }
        double scale = signed || largest > 1 ? largest : 1;
        for (int i = 0; i < block.units.length; i++) {
            double y = top + i * ROW;
            drawing.add(new Drawing.Text(LEFT - 6, y + ROW - 1, block.names.get(i), SMALL - 1.5, Palette.QUIET, Drawing.Anchor.END, false));
            for (int t = 0; t < block.values.length; t++) {
                double x = LEFT + t * cell;
                drawing.add(new Drawing.Area(new double[] {x, x + cell, x + cell, x}, new double[] {y, y, y + ROW, y + ROW},
                        colour(block.values[t][block.units[i]] / scale), 1));
            }
        }
        drawing.add(new Drawing.Text(WIDTH - 16, top - 5, (signed ? "\u2212" + Scale.plain(rounded(scale)) + " to " : "0 to ")
                + Scale.plain(rounded(scale)), SMALL, Palette.QUIET, Drawing.Anchor.END, false));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** White at 0, the full colour at 1 and −1. */
    private static String colour(double share) {
        int full = share < 0 ? RED : BLUE;
        double strength = Math.min(1, Math.abs(share));
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int channel = full >> shift & 0xff;
            rgb |= (int) Math.round(255 + (channel - 255) * strength) << shift;
        }
        return String.format("#%06x", rgb);
    }

    public String svg() {
        return SvgWriter.write(drawing);
    }

    /** Twice as large; with this machine's fonts. */
    public byte[] png() {
        return PngWriter.write(drawing);
    }
}
