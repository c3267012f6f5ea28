package topspin.envs.popgym;

import topspin.env.Actions;
import topspin.env.Observations;
import topspin.env.Player;

import java.util.function.IntPredicate;

/** Sees what a square board hides, and takes, from the first tile to the last one, those that it wants. */
final class BoardPlayer implements Player {
    private final int side;
    private final IntPredicate holds;
    private final boolean wanted;
    private int next;

    /**
     * @param holds  whether a tile, row · side + column, hides something
     * @param wanted whether such tiles are taken, or the others
     */
    BoardPlayer(int side, IntPredicate holds, boolean wanted) {
        this.side = side;
        this.holds = holds;
        this.wanted = wanted;
    }

    @Override
    public void begin() {
        next = 0;
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int last = side * side - 1;
        while (next < last && holds.test(next) != wanted) {
            next++;
        }
        int tile = Math.min(next++, last);
        actions.values()[actions.offset(index)] = tile / side;
        actions.values()[actions.offset(index) + 1] = tile % side;
    }
}
