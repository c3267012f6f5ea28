package topspin.envs.arcade;

import topspin.env.Observations;
import topspin.space.Box;

import java.util.Arrays;

/**
 * The experiment log's observation: rows 35 … 193 and columns 0 … 158 by twos, {@code [80][80][1]}, 1 where the red
 * channel is not the background's. (Of Pong's agent's paddle, which is less red than the background, two frames' maximum
 * keeps only the part that both have in common.)
 */
final class Binary80Screen<F> implements Screen<F>, Canvas {
    private static final int SIDE = 80;
    private static final int FIRST_ROW = 35;
    private static final int STRIDE = 2;


    private final Scene<F> scene;
    private final byte[] backdrop = new byte[SIDE * SIDE];
    /** Whether the backdrop never had a 1, as Pong's, whose walls and digits are outside: then it need not be copied. */
    private boolean blank = true;
    private boolean onBackdrop;
    private byte[] pixels;
    private int offset;

    Binary80Screen(Scene<F> scene) {
        this.scene = scene;
    }

    @Override
    public Box space() {
        return Box.binary(SIDE, SIDE, 1);
    }

    @Override
    public void draw(F earlier, F later, Observations out, int row) {
        pixels = backdrop;
        offset = 0;
        onBackdrop = true;
        scene.paintBackdrop(earlier, later, this);
        pixels = out.bytes();
        offset = out.offset(row);
        onBackdrop = false;
        if (blank) {
            Arrays.fill(pixels, offset, offset + SIDE * SIDE, (byte) 0);
        } else {
            System.arraycopy(backdrop, 0, pixels, offset, SIDE * SIDE);
        }
        scene.paintMovers(earlier, later, this);
    }

    @Override
    public boolean shows(int top, int bottom) {
        return bottom > FIRST_ROW && top < FIRST_ROW + SIDE * STRIDE;
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        if (colour.faint() && !onBackdrop) {
            return; // what moves never covers anything with the background
        }
        int firstColumn = (left + 1) / STRIDE;
        int endColumn = (right + 1) / STRIDE;
        int firstRow = Math.max(0, top - FIRST_ROW + 1) / STRIDE;
        int endRow = Math.min(2 * SIDE, bottom - FIRST_ROW + 1) / STRIDE;
        if (onBackdrop) {
            blank &= colour.faint() || firstRow >= endRow;
        }
        byte value = (byte) (colour.faint() ? 0 : 1);
        for (int i = firstRow; i < endRow; i++) {
            for (int j = firstColumn; j < endColumn; j++) {
                pixels[offset + i * SIDE + j] = value;
            }
        }
    }
}
