package topspin.envs.popgym;

import topspin.random.RandomStream;
import topspin.space.MultiDiscrete;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sink four ships of 2, 3, 3 and 4 tiles on a square board that is not seen. An action is a row and a column. Observations are
 * {@code [2]}: whether the last shot missed or hit; a miss at first.
 *
 * <p>The first hit of a tile earns 1/12; everything else loses 1/(tiles − 12). The twelfth hit terminates the episode;
 * after as many steps as there are tiles it is truncated.
 */
final class Battleship extends PopgymEnvironment {
    /** Ships, in the order in which they are placed; tiles of each. */
    private static final int[] SHIPS = {2, 3, 3, 4};
    /** Tiles of all ships. */
    static final int HITS = 12;
    private static final byte SHIP = 1;
    private static final byte SHOT = 2;

    private final int side;
    private final float hitReward;
    private final float missReward;
    /** {@code [side][side]}: {@link #SHIP}, {@link #SHOT}, or both. */
    private final byte[] tiles;
    private int hits;
    private int steps;
    private boolean hit;

    Battleship(int side, RandomStream stream) {
        super(2, new MultiDiscrete(side, side), stream);
        this.side = side;
        tiles = new byte[side * side];
        hitReward = 1f / HITS;
        missReward = -1f / (tiles.length - HITS);
    }

    /** Whether a ship's tile is at this row and column, hit or not. */
    boolean ship(int tile) {
        return (tiles[tile] & SHIP) != 0;
    }

    @Override
    void start() {
        Arrays.fill(tiles, (byte) 0);
        for (int ship : SHIPS) {
            while (!placed(ship)) {
                // again, elsewhere
            }
        }
        hits = 0;
        steps = 0;
        hit = false;
    }

    /** Tries one place: a start, an axis and a direction, each as likely as another. */
    private boolean placed(int length) {
        int row = stream.nextInt(side);
        int column = stream.nextInt(side);
        boolean downwards = stream.nextInt(2) == 0;
        int reach = stream.nextInt(2) == 0 ? length - 1 : 1 - length;
        int start = downwards ? row : column;
        if (start + reach < 0 || start + reach >= side) {
            return false;
        }
        int step = downwards ? side : 1;
        int first = row * side + column + Math.min(0, reach) * step;
        for (int i = 0; i < length; i++) {
            if (tiles[first + i * step] == SHIP) {
                return false;
            }
        }
        for (int i = 0; i < length; i++) {
            tiles[first + i * step] = SHIP;
        }
        return true;
    }

    @Override
    float take(float[] action, int from) {
        int tile = (int) action[from] * side + (int) action[from + 1];
        hit = tiles[tile] == SHIP;
        tiles[tile] |= SHOT;
        steps++;
        if (hit) {
            hits++;
        }
        terminated = hits == HITS;
        truncated = steps >= tiles.length && !terminated;
        return hit ? hitReward : missReward;
    }

    @Override
    void observe(byte[] bits, int from) {
        bits[from + (hit ? 1 : 0)] = 1;
    }

    /** The board as its player knows it, who remembers. */
    @Override
    void paint(Painter painter) {
        painter.say("sink ships of 2, 3, 3 and 4 tiles", hits + " of " + HITS);
        for (int i = 0; i < tiles.length; i++) {
            boolean shot = (tiles[i] & SHOT) != 0;
            painter.tile(i, side, shot && ship(i) ? "x" : shot ? "·" : "", shot);
        }
    }

    @Override
    void saveState(DataOutput out) throws IOException {
        out.write(tiles);
        out.writeInt(hits);
        out.writeInt(steps);
        out.writeBoolean(hit);
    }

    @Override
    void restoreState(DataInput in) throws IOException {
        in.readFully(tiles);
        hits = in.readInt();
        steps = in.readInt();
        hit = in.readBoolean();
    }
}
