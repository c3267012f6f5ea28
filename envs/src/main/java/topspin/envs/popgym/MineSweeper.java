package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.MultiDiscrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Open every tile of a square board that hides no mine, without seeing the board. An action is a row and a column. Observations are
 * {@code [min(mines, 9) + 1]}: how many mines the 3 × 3 tiles around the tile just opened hide, itself included; 0 at first.
 *
 * <p>A new safe tile earns 1/S, S being the number of safe tiles; one that is open already loses 0.5/(S − 2); a mine loses 0.5 +
 * 1/S and terminates the episode, as does the last safe tile. After S steps it is truncated.
 */
final class MineSweeper extends PopgymEnvironment {
    private static final int MOST_SEEN = 9;
    private static final byte CLEAR = 0;
    private static final byte MINE = 1;
    private static final byte OPEN = 2;

    private final int side;
    private final int mines;
    private final int safe;
    private final float success;
    private final float repeated;
    private final float failure;
    /** {@code [side][side]}. */
    private final byte[] tiles;
    /** {@code [side][side]}: mines in the 3 × 3 around. */
    private final byte[] around;
    /** Of the tiles' numbers, those with a mine first. */
    private final int[] order;
    private int opened;
    private int steps;
    private int shown;

    /** @param mines at least 1, so that 3 tiles are safe */
    MineSweeper(int side, int mines, RandomStream stream) {
        super(Math.min(mines, MOST_SEEN) + 1, new MultiDiscrete(side, side), stream);
        this.side = side;
        this.mines = mines;
        safe = side * side - mines;
        success = 1f / safe;
        repeated = -0.5f / (safe - 2);
        failure = -0.5f - 1f / safe;
        tiles = new byte[side * side];
        around = new byte[side * side];
        order = new int[side * side];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /** Whether the tile at this row and column hides a mine. */
    boolean mined(int tile) {
        return tiles[tile] == MINE;
    }

    @Override
    void start() {
        Arrays.fill(tiles, CLEAR);
        Arrays.fill(around, (byte) 0);
        for (int i = 0; i < mines; i++) {
            int j = i + stream.nextInt(order.length - i);
            int mine = order[j];
            order[j] = order[i];
            order[i] = mine;
            tiles[mine] = MINE;
            count(mine);
        }
        opened = 0;
        steps = 0;
        shown = 0;
    }

    private void count(int mine) {
        int row = mine / side;
        int column = mine % side;
        for (int y = Math.max(0, row - 1); y <= Math.min(side - 1, row + 1); y++) {
            for (int x = Math.max(0, column - 1); x <= Math.min(side - 1, column + 1); x++) {
                around[y * side + x]++;
            }
        }
    }

    @Override
    float take(float[] action, int from) {
        int tile = (int) action[from] * side + (int) action[from + 1];
        shown = around[tile];
        steps++;
        float reward = open(tile);
        truncated = steps == safe && !terminated;
        return reward;
    }

    private float open(int tile) {
        if (tiles[tile] == MINE) {
            terminated = true;
            return failure;
        }
        if (tiles[tile] == OPEN) {
            return repeated;
        }
        tiles[tile] = OPEN;
        opened++;
        terminated = opened == safe;
        return success;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + shown] = 1;
    }

    /** The board as its player knows it, who remembers. */
    @Override
    void paint(Painter painter) {
        painter.say("open all but " + mines + " mines", opened + " of " + safe);
        for (int i = 0; i < tiles.length; i++) {
            painter.tile(i, side, tiles[i] == OPEN ? Integer.toString(around[i]) : "", tiles[i] == OPEN);
        }
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        out.write(tiles);
        for (int tile : order) {
            out.writeInt(tile);
        }
        out.writeInt(opened);
        out.writeInt(steps);
        out.writeInt(shown);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        in.readFully(tiles);
        Arrays.fill(around, (byte) 0);
        for (int i = 0; i < tiles.length; i++) {
            if (mined(i)) {
                count(i);
            }
        }
        for (int i = 0; i < order.length; i++) {
            order[i] = in.readInt();
        }
        opened = in.readInt();
        steps = in.readInt();
        shown = in.readInt();
    }
}
