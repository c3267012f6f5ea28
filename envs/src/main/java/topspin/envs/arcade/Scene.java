package topspin.envs.arcade;

/**
 * How a game looks: the element-wise maximum of two frames' colours as rectangles, without either frame. (For a single
 * frame, it is given twice.) What changes rarely is the backdrop; what moves is painted over it for every picture.
 *
 * <p>A scene belongs to one screen, since it remembers which backdrop it painted last. What it paints depends on the
 * frames alone, so it has no state to save. Allocates nothing.
 *
 * @param <F> everything that one frame shows
 */
public interface Scene<F> {

    /**
     * Paints what differs from the backdrop that it painted last; everything, the first time.
     *
     * @return whether anything did
     */
    boolean paintBackdrop(F earlier, F later, Canvas canvas);

    /** Paints what moves, on a canvas that shows the backdrop. Neighbouring rectangles follow one another. */
    void paintMovers(F earlier, F later, Canvas canvas);
}
