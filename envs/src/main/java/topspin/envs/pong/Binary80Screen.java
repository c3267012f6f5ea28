package topspin.envs.pong;

import topspin.env.Observations;
import topspin.space.Box;

import java.util.Arrays;

/**
 * The experiment log's observation: rows 35 … 193 and columns 0 … 158 by twos, {@code [80][80][1]}, 1 where the red
 * channel is a paddle's or the ball's. Red is 144 for the background and 92 for the agent's paddle, so of two frames'
 * maximum only the part of that paddle that both have in common is 1.
 */
final class Binary80Screen implements Screen, Canvas {
    private static final int SIDE = 80;
    private static final int FIRST_ROW = 35;
    private static final int STRIDE = 2;

    private byte[] pixels;
    private int offset;

    @Override
    public Box space() {
        return Box.binary(SIDE, SIDE, 1);
    }

    @Override
    public void draw(PongFrame earlier, PongFrame later, Observations out, int row) {
        pixels = out.bytes();
        offset = out.offset(row);
        Arrays.fill(pixels, offset, offset + SIDE * SIDE, (byte) 0);
        Scene.paintMovers(earlier, later, this);
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        if (colour == Colour.AGENT_OVER_BACKGROUND) {
            return;
        }
        int firstColumn = (left + STRIDE - 1) / STRIDE;
        int endColumn = (right + STRIDE - 1) / STRIDE;
        int endRow = (bottom - FIRST_ROW + STRIDE - 1) / STRIDE;
        for (int i = (top - FIRST_ROW + STRIDE - 1) / STRIDE; i < endRow; i++) {
            for (int j = firstColumn; j < endColumn; j++) {
                pixels[offset + i * SIDE + j] = 1;
            }
        }
    }
}
