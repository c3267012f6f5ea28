package topspin.envs.pong;

import topspin.envs.arcade.ArcadeFrame;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Everything that one frame shows. Reused for every frame. */
final class PongFrame implements ArcadeFrame {
    int agentY;
    int opponentY;
    boolean ballVisible;
    int ballX;
    int ballY;
    int agentScore;
    int opponentScore;

    void capture(PongGame game) {
        agentY = game.agentRow();
        opponentY = game.opponentRow();
        ballVisible = game.ballInPlay();
        ballX = game.ballX();
        ballY = game.ballY();
        agentScore = game.agentScore();
        opponentScore = game.opponentScore();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(agentY);
        out.writeInt(opponentY);
        out.writeBoolean(ballVisible);
        out.writeInt(ballX);
        out.writeInt(ballY);
        out.writeInt(agentScore);
        out.writeInt(opponentScore);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        agentY = in.readInt();
        opponentY = in.readInt();
        ballVisible = in.readBoolean();
        ballX = in.readInt();
        ballY = in.readInt();
        agentScore = in.readInt();
        opponentScore = in.readInt();
    }
}
