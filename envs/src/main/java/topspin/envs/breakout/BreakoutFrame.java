package topspin.envs.breakout;

import topspin.envs.arcade.ArcadeFrame;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Everything that one frame shows, places and speeds in {@link BreakoutGame#PARTS} of a pixel. Reused for every frame. */
final class BreakoutFrame implements ArcadeFrame {
    int paddleX;
    /** In pixels. */
    int paddleWidth;
    boolean ballVisible;
    int ballX;
    int ballY;
    /** Of a frame. */
    int ballVelocityX;
    int ballVelocityY;
    int score;
    int balls;
    /** Bricks that stand, see {@link BreakoutGame#upperBricks}. */
    long upperBricks;
    long lowerBricks;

    void capture(BreakoutGame game) {
        paddleX = game.paddleX();
        paddleWidth = game.paddleWidth();
        ballVisible = game.ballInPlay();
        ballX = game.ballX();
        ballY = game.ballY();
        ballVelocityX = game.ballVelocityX();
        ballVelocityY = game.ballVelocityY();
        score = game.score();
        balls = game.lives();
        upperBricks = game.upperBricks();
        lowerBricks = game.lowerBricks();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(paddleX);
        out.writeInt(paddleWidth);
        out.writeBoolean(ballVisible);
        out.writeInt(ballX);
        out.writeInt(ballY);
        out.writeInt(ballVelocityX);
        out.writeInt(ballVelocityY);
        out.writeInt(score);
        out.writeInt(balls);
        out.writeLong(upperBricks);
        out.writeLong(lowerBricks);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        paddleX = in.readInt();
        paddleWidth = in.readInt();
        ballVisible = in.readBoolean();
        ballX = in.readInt();
        ballY = in.readInt();
        ballVelocityX = in.readInt();
        ballVelocityY = in.readInt();
        score = in.readInt();
        balls = in.readInt();
        upperBricks = in.readLong();
        lowerBricks = in.readLong();
    }
}
