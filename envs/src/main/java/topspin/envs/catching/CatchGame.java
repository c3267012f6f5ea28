package topspin.envs.catching;

import topspin.envs.arcade.ArcadeGame;
import topspin.random.RandomStream;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * bsuite's Catch ({@code bsuite/environments/catch.py}): a ball starts in the top row, in a column that is drawn, and falls a
 * row per step. The paddle starts in the middle of the bottom row (to the right of it if the columns are even) and moves a
 * column to the left, to the right or not at all. When the ball is in the bottom row, the game is over, and earns 1 if the
 * paddle is there too, else −1.
 */
final class CatchGame implements ArcadeGame<CatchFrame> {
    static final int STAY = 1;
    private static final List<String> ACTION_NAMES = List.of("left", "stay", "right");

    private final int rows;
    private final int columns;
    private final RandomStream stream;
    private int ballRow;
    private int ballColumn;
    private int paddleColumn;

    /** @param stream draws the ball's column */
    CatchGame(int rows, int columns, RandomStream stream) {
        this.rows = rows;
        this.columns = columns;
        this.stream = stream;
    }

    /** The ball waits for its player. */
    @Override
    public double framesPerSecond() {
        return 0;
    }

    @Override
    public List<String> actionNames() {
        return ACTION_NAMES;
    }

    @Override
    public void start() {
        ballRow = 0;
        ballColumn = stream.nextInt(columns);
        paddleColumn = columns / 2;
    }

    @Override
    public float step(int action) {
        paddleColumn = Math.max(0, Math.min(columns - 1, paddleColumn + action - STAY));
        ballRow++;
        return !over() ? 0 : paddleColumn == ballColumn ? 1 : -1;
    }

    @Override
    public boolean over() {
        return ballRow == rows - 1;
    }

    /** Columns from the paddle to the ball, positive to the right. */
    int distance() {
        return ballColumn - paddleColumn;
    }

    @Override
    public CatchFrame newFrame() {
        return new CatchFrame();
    }

    @Override
    public void capture(CatchFrame frame) {
        frame.ballRow = ballRow;
        frame.ballColumn = ballColumn;
        frame.paddleColumn = paddleColumn;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        stream.save(out);
        out.writeInt(ballRow);
        out.writeInt(ballColumn);
        out.writeInt(paddleColumn);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        stream.restore(in);
        ballRow = in.readInt();
        ballColumn = in.readInt();
        paddleColumn = in.readInt();
    }
}
