package topspin.interop.ale;

import topspin.env.Observations;
import topspin.space.Box;

/** The whole screen in colour, {@code [height][width][3]}. */
final class AtariColours implements AtariScreen {
    private static final int CHANNELS = 3;

    private final Box space;
    private final int[] palette;

    AtariColours(AtariConsole console) {
        space = Box.pixels(console.height(), console.width(), CHANNELS);
        palette = console.palette();
    }

    @Override
    public Box space() {
        return space;
    }

    @Override
    public void draw(AtariFrame earlier, AtariFrame later, Observations out, int row) {
        byte[] target = out.bytes();
        int at = out.offset(row);
        for (int i = 0; i < later.pixels.length; i++) {
            int one = palette[earlier.pixels[i] & 0xFF];
            int other = palette[later.pixels[i] & 0xFF];
            target[at++] = (byte) Math.max(one >> 16 & 0xFF, other >> 16 & 0xFF);
            target[at++] = (byte) Math.max(one >> 8 & 0xFF, other >> 8 & 0xFF);
            target[at++] = (byte) Math.max(one & 0xFF, other & 0xFF);
        }
    }
}
