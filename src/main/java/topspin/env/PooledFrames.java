package topspin.env;

/**
 * An environment that can itself draw its last two frames as one observation: the element-wise maximum of the raw
 * colours, taken before any threshold, grey scale or resizing. The maximum of two finished observations differs (a
 * threshold does not commute with it), and needs two drawings instead of one.
 *
 * <p>An environment whose observations are not pictures draws its last frame.
 */
public interface PooledFrames {

    /**
     * Draws the frames after the last two steps; after a reset, the reset's frame alone. Changes no state.
     *
     * @param out where the observation goes
     * @param row the row of {@code out} to write
     */
    void drawPooled(Observations out, int row);
}
