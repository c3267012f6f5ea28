package topspin.interop.ale;

import topspin.env.Observations;
import topspin.space.Box;

/**
 * The grey picture of the field's preprocessing, {@code [84][84][1]}, as the built-in games have it: the maximum of two
 * frames' colours, its luminance, and the average over each cell.
 */
final class AtariGrey implements AtariScreen {
    private static final int SIDE = 84;

    /** Luminance of the maximum of two colours, {@code [earlier][later]}. */
    private final byte[] luminance = new byte[AtariConsole.COLOURS * AtariConsole.COLOURS];
    private final byte[] grey;
    private final AreaAverage average;

    AtariGrey(AtariConsole console) {
        int[] palette = console.palette();
        for (int i = 0; i < luminance.length; i++) {
            luminance[i] = (byte) luminance(palette[i / AtariConsole.COLOURS], palette[i % AtariConsole.COLOURS]);
        }
        grey = new byte[console.height() * console.width()];
        average = new AreaAverage(console.height(), console.width(), SIDE);
    }

    /** As OpenCV's RGB2GRAY computes it: 0.299 R + 0.587 G + 0.114 B in 14-bit fixed point. */
    private static int luminance(int one, int other) {
        int red = Math.max(one >> 16 & 0xFF, other >> 16 & 0xFF);
        int green = Math.max(one >> 8 & 0xFF, other >> 8 & 0xFF);
        int blue = Math.max(one & 0xFF, other & 0xFF);
        return (4899 * red + 9617 * green + 1868 * blue + (1 << 13)) >> 14;
    }

    @Override
    public Box space() {
        return Box.pixels(SIDE, SIDE, 1);
    }

    @Override
    public void draw(AtariFrame earlier, AtariFrame later, Observations out, int row) {
        for (int i = 0; i < grey.length; i++) {
            grey[i] = luminance[(earlier.pixels[i] & 0xFF) << 8 | later.pixels[i] & 0xFF];
        }
        average.shrink(grey, out.bytes(), out.offset(row));
    }
}
