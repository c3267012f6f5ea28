package topspin.envs.catching;

import topspin.envs.arcade.Canvas;
import topspin.envs.arcade.Colour;
import topspin.envs.arcade.Scene;
import topspin.envs.arcade.Screen;

/** The board stretched over the screen: a white ball over a red paddle, on black. Two frames are not mixed. */
final class CatchScene implements Scene<CatchFrame> {
    private static final Colour BLACK = new Colour(0, 0, 0, true);
    private static final Colour BALL = new Colour(236, 236, 236);
    private static final Colour PADDLE = new Colour(200, 72, 72);

    private final int rows;
    private final int columns;
    private boolean painted;

    CatchScene(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public boolean paintBackdrop(CatchFrame earlier, CatchFrame later, Canvas canvas) {
        if (painted) {
            return false;
        }
        canvas.fill(0, 0, Screen.WIDTH, Screen.HEIGHT, BLACK);
        painted = true;
        return true;
    }

    @Override
    public void paintMovers(CatchFrame earlier, CatchFrame later, Canvas canvas) {
        paint(rows - 1, later.paddleColumn, PADDLE, canvas);
        paint(later.ballRow, later.ballColumn, BALL, canvas);
    }

    private void paint(int row, int column, Colour colour, Canvas canvas) {
        canvas.fill(column * Screen.WIDTH / columns, row * Screen.HEIGHT / rows, (column + 1) * Screen.WIDTH / columns,
                (row + 1) * Screen.HEIGHT / rows, colour);
    }
}
