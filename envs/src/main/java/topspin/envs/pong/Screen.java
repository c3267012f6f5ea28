package topspin.envs.pong;

import topspin.env.Observations;
import topspin.space.Box;

/**
 * One way to show the game. A screen may keep what it drew last to draw the next faster, but what it draws depends on
 * the frames alone, so it has no state to save. One thread; drawing allocates nothing.
 */
interface Screen {

    Box space();

    /** Draws the element-wise maximum of two frames; give one frame twice to draw it alone. */
    void draw(PongFrame earlier, PongFrame later, Observations out, int row);
}
