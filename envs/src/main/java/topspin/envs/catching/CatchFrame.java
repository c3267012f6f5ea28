package topspin.envs.catching;

import topspin.envs.arcade.ArcadeFrame;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Where ball and paddle are, in rows and columns of the board. Reused for every frame. */
final class CatchFrame implements ArcadeFrame {
    int ballRow;
    int ballColumn;
    int paddleColumn;

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(ballRow);
        out.writeInt(ballColumn);
        out.writeInt(paddleColumn);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        ballRow = in.readInt();
        ballColumn = in.readInt();
        paddleColumn = in.readInt();
    }
}
