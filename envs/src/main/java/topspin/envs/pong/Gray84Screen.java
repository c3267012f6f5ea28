package topspin.envs.pong;

import topspin.env.Observations;
import topspin.space.Box;

/**
 * The field's grey picture, {@code [84][84][1]}: luminance of the 210 × 160 screen, then the area average of each of
 * 84 × 84 cells (OpenCV {@code INTER_AREA}, in exact integers, halves rounded up).
 *
 * <p>A cell is 2.5 rows high and 40/21 columns wide. In units of half a row and 1/21 column it is 5 × 40, so each average
 * is a sum with whole weights that add up to 200. The picture without paddles and ball is kept and copied; only the
 * cells that paddles and ball touch are averaged anew.
 */
final class Gray84Screen implements Screen, Canvas {
    private static final int SIDE = 84;
    /** Pixels that a cell can touch along each axis. */
    private static final int TAPS = 3;
    private static final int CELL_WEIGHT = 200;
    private static final int[] FIRST_COLUMN = new int[SIDE];
    private static final int[] COLUMN_WEIGHTS = new int[SIDE * TAPS];
    private static final int[] FIRST_ROW = new int[SIDE];
    private static final int[] ROW_WEIGHTS = new int[SIDE * TAPS];

    static {
        weigh(Field.WIDTH, 40, 21, FIRST_COLUMN, COLUMN_WEIGHTS);
        weigh(Field.HEIGHT, 5, 2, FIRST_ROW, ROW_WEIGHTS);
    }

    /** The screen in grey, {@code [210][160]}: the backdrop whenever {@link #draw} is not at work. */
    private final byte[] luminance = new byte[Field.HEIGHT * Field.WIDTH];
    /** The averages of the backdrop, {@code [84][84]}. */
    private final byte[] backdrop = new byte[SIDE * SIDE];
    /** What the backdrop shows, see {@link Scene#scores}; −1 before the first. */
    private int shownScores = -1;

    @Override
    public Box space() {
        return Box.pixels(SIDE, SIDE, 1);
    }

    @Override
    public void draw(PongFrame earlier, PongFrame later, Observations out, int row) {
        renewBackdrop(earlier, later);
        System.arraycopy(backdrop, 0, out.bytes(), out.offset(row), backdrop.length);
        Scene.paintMovers(earlier, later, this);

        int opponentTop = Math.max(Field.TOP, Math.min(earlier.opponentY, later.opponentY));
        int opponentBottom = Math.min(Field.BOTTOM,
                Math.max(earlier.opponentY, later.opponentY) + Field.PADDLE_HEIGHT);
        int agentTop = Math.max(Field.TOP, Math.min(earlier.agentY, later.agentY));
        int agentBottom = Math.min(Field.BOTTOM, Math.max(earlier.agentY, later.agentY) + Field.PADDLE_HEIGHT);
        PongFrame first = earlier.ballVisible ? earlier : later;
        PongFrame second = later.ballVisible ? later : earlier;
        boolean ball = first.ballVisible;
        int ballLeft = Math.max(0, Math.min(first.ballX, second.ballX));
        int ballRight = Math.min(Field.WIDTH, Math.max(first.ballX, second.ballX) + Field.BALL_WIDTH);
        int ballTop = Math.min(first.ballY, second.ballY);
        int ballBottom = Math.max(first.ballY, second.ballY) + Field.BALL_HEIGHT;

        average(Field.OPPONENT_X, opponentTop, Field.OPPONENT_X + Field.PADDLE_WIDTH, opponentBottom, out, row);
        average(Field.AGENT_X, agentTop, Field.AGENT_X + Field.PADDLE_WIDTH, agentBottom, out, row);
        if (ball && ballLeft < ballRight) {
            average(ballLeft, ballTop, ballRight, ballBottom, out, row);
            fill(ballLeft, ballTop, ballRight, ballBottom, Colour.BACKGROUND);
        }
        fill(Field.OPPONENT_X, opponentTop, Field.OPPONENT_X + Field.PADDLE_WIDTH, opponentBottom, Colour.BACKGROUND);
        fill(Field.AGENT_X, agentTop, Field.AGENT_X + Field.PADDLE_WIDTH, agentBottom, Colour.BACKGROUND);
    }

    private void renewBackdrop(PongFrame earlier, PongFrame later) {
        int scores = Scene.scores(earlier, later);
        if (scores == shownScores) {
            return;
        }
        if (shownScores < 0) {
            Scene.paintBackdrop(earlier, later, this);
            average(0, 0, Field.WIDTH, Field.HEIGHT, backdrop, 0);
        } else {
            Scene.paintScores(earlier, later, this);
            average(0, Field.DIGITS_TOP, Field.WIDTH, Field.DIGITS_BOTTOM, backdrop, 0);
        }
        shownScores = scores;
    }

    private void average(int left, int top, int right, int bottom, Observations out, int row) {
        average(left, top, right, bottom, out.bytes(), out.offset(row));
    }

    /** Averages every cell that touches the rectangle. */
    private void average(int left, int top, int right, int bottom, byte[] cells, int offset) {
        int firstColumn = left * 21 / 40;
        int lastColumn = (right * 21 - 1) / 40;
        int lastRow = (bottom * 2 - 1) / 5;
        for (int i = top * 2 / 5; i <= lastRow; i++) {
            int rowStart = FIRST_ROW[i] * Field.WIDTH;
            for (int j = firstColumn; j <= lastColumn; j++) {
                int sum = CELL_WEIGHT / 2;
                for (int y = 0; y < TAPS; y++) {
                    int at = rowStart + y * Field.WIDTH + FIRST_COLUMN[j];
                    sum += ROW_WEIGHTS[i * TAPS + y]
                            * (COLUMN_WEIGHTS[j * TAPS] * (luminance[at] & 0xFF)
                            + COLUMN_WEIGHTS[j * TAPS + 1] * (luminance[at + 1] & 0xFF)
                            + COLUMN_WEIGHTS[j * TAPS + 2] * (luminance[at + 2] & 0xFF));
                }
                cells[offset + i * SIDE + j] = (byte) (sum / CELL_WEIGHT);
            }
        }
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        for (int y = top; y < bottom; y++) {
            for (int i = y * Field.WIDTH + left; i < y * Field.WIDTH + right; i++) {
                luminance[i] = (byte) colour.luminance;
            }
        }
    }

    /**
     * Finds the pixels that each cell touches along one axis, and the length of each within it.
     *
     * @param pixels      along the axis
     * @param cellLength  in some unit
     * @param pixelLength in the same
     */
    private static void weigh(int pixels, int cellLength, int pixelLength, int[] first, int[] weights) {
        for (int cell = 0; cell < SIDE; cell++) {
            int start = cell * cellLength;
            first[cell] = Math.min(start / pixelLength, pixels - TAPS);
            for (int tap = 0; tap < TAPS; tap++) {
                int pixelStart = (first[cell] + tap) * pixelLength;
                int overlap = Math.min(start + cellLength, pixelStart + pixelLength) - Math.max(start, pixelStart);
                weights[cell * TAPS + tap] = Math.max(0, overlap);
            }
        }
    }
}
