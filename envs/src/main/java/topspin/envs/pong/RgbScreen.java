package topspin.envs.pong;

import topspin.env.Observations;
import topspin.space.Box;

/** The whole screen in colour, {@code [210][160][3]}: for people. The picture without paddles and ball is kept and copied. */
final class RgbScreen implements Screen, Canvas {
    private static final int CHANNELS = 3;

    private final byte[] backdrop = new byte[Field.HEIGHT * Field.WIDTH * CHANNELS];
    /** What the backdrop shows, see {@link Scene#scores}; −1 before the first. */
    private int shownScores = -1;
    private byte[] target;
    private int offset;

    @Override
    public Box space() {
        return Box.pixels(Field.HEIGHT, Field.WIDTH, CHANNELS);
    }

    @Override
    public void draw(PongFrame earlier, PongFrame later, Observations out, int row) {
        renewBackdrop(earlier, later);
        target = out.bytes();
        offset = out.offset(row);
        System.arraycopy(backdrop, 0, target, offset, backdrop.length);
        Scene.paintMovers(earlier, later, this);
    }

    private void renewBackdrop(PongFrame earlier, PongFrame later) {
        int scores = Scene.scores(earlier, later);
        if (scores == shownScores) {
            return;
        }
        target = backdrop;
        offset = 0;
        if (shownScores < 0) {
            Scene.paintBackdrop(earlier, later, this);
        } else {
            Scene.paintScores(earlier, later, this);
        }
        shownScores = scores;
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        for (int y = top; y < bottom; y++) {
            int end = offset + (y * Field.WIDTH + right) * CHANNELS;
            for (int i = offset + (y * Field.WIDTH + left) * CHANNELS; i < end; i += CHANNELS) {
                target[i] = colour.red;
                target[i + 1] = colour.green;
                target[i + 2] = colour.blue;
            }
        }
    }
}
