package topspin.env;

import java.awt.Graphics2D;

/**
 * What people see of a world: a picture of its present state, on a plane of {@link #width} × {@link #height} units whose
 * origin is at the upper left. It shows what a player could know from its present observation, not what the world keeps
 * hidden, so that a person who plays has no advantage.
 *
 * <p>For people only: nothing that learns or measures looks at it. It may allocate.
 */
public interface View {

    int width();

    int height();

    /**
     * Paints the whole plane, the background included. Changes no state of the world.
     *
     * @param graphics one unit is one unit of the plane; painted things outside it are cut off
     */
    void paint(Graphics2D graphics);

    /**
     * Frames a second at which the world moves on, whether or not its player does anything, as in an arcade; 0 if it waits
     * for its player. A step covers {@link Environment#framesPerStep} frames.
     */
    default double framesPerSecond() {
        return 0;
    }
}
