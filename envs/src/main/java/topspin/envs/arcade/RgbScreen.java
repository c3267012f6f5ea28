package topspin.envs.arcade;

import topspin.env.Observations;
import topspin.space.Box;

/** The whole screen in colour, {@code [210][160][3]}: for people. The backdrop is kept and copied. */
final class RgbScreen<F> implements Screen<F>, Canvas {
    private static final int CHANNELS = 3;

    private final Scene<F> scene;
    private final byte[] backdrop = new byte[HEIGHT * WIDTH * CHANNELS];
    private byte[] target;
    private int offset;

    RgbScreen(Scene<F> scene) {
        this.scene = scene;
    }

    @Override
    public Box space() {
        return Box.pixels(HEIGHT, WIDTH, CHANNELS);
    }

    @Override
    public void draw(F earlier, F later, Observations out, int row) {
        target = backdrop;
        offset = 0;
        scene.paintBackdrop(earlier, later, this);
        target = out.bytes();
        offset = out.offset(row);
        System.arraycopy(backdrop, 0, target, offset, backdrop.length);
        scene.paintMovers(earlier, later, this);
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        byte red = (byte) colour.red();
        byte green = (byte) colour.green();
        byte blue = (byte) colour.blue();
        for (int y = top; y < bottom; y++) {
            int end = offset + (y * WIDTH + right) * CHANNELS;
            for (int i = offset + (y * WIDTH + left) * CHANNELS; i < end; i += CHANNELS) {
                target[i] = red;
                target[i + 1] = green;
                target[i + 2] = blue;
            }
        }
    }
}
