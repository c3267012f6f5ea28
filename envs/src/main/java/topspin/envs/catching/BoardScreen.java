package topspin.envs.catching;

import topspin.env.Observations;
import topspin.envs.arcade.Screen;
import topspin.space.Box;

/** The board itself, {@code [rows][columns][1]}: 1 where the ball or the paddle is. Two frames are not mixed. */
final class BoardScreen implements Screen<CatchFrame> {
    private final int rows;
    private final int columns;

    BoardScreen(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public Box space() {
        return Box.binary(rows, columns, 1);
    }

    @Override
    public void draw(CatchFrame earlier, CatchFrame later, Observations out, int row) {
        out.clearRow(row);
        int board = out.offset(row);
        out.bytes()[board + later.ballRow * columns + later.ballColumn] = 1;
        out.bytes()[board + (rows - 1) * columns + later.paddleColumn] = 1;
    }
}
