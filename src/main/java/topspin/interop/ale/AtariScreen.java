package topspin.interop.ale;

import topspin.env.Observations;
import topspin.space.Box;

/** What an agent sees of two frames. One thread; drawing allocates nothing and depends on the frames alone. */
interface AtariScreen {

    Box space();

    /** Draws the maximum of two frames' colours; one frame is given twice. */
    void draw(AtariFrame earlier, AtariFrame later, Observations out, int row);
}
