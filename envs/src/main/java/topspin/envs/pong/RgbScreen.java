package topspin.envs.pong;

import topspin.env.Observations;
import topspin.space.Box;

/** The whole screen in colour, {@code [210][160][3]}: for people. */
final class RgbScreen implements Screen, Canvas {
    private byte[] pixels;
    private int offset;

    @Override
    public Box space() {
        return Box.pixels(Field.HEIGHT, Field.WIDTH, 3);
    }

    @Override
    public void draw(PongFrame earlier, PongFrame later, Observations out, int row) {
        pixels = out.bytes();
        offset = out.offset(row);
        Scene.paintBackdrop(earlier, later, this);
        Scene.paintMovers(earlier, later, this);
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        for (int y = top; y < bottom; y++) {
            int end = offset + (y * Field.WIDTH + right) * 3;
            for (int i = offset + (y * Field.WIDTH + left) * 3; i < end; i += 3) {
                pixels[i] = colour.red;
                pixels[i + 1] = colour.green;
                pixels[i + 2] = colour.blue;
            }
        }
    }
}
