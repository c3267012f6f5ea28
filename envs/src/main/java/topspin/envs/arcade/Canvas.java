package topspin.envs.arcade;

/** Something that rectangles of the screen can be painted on, {@link Screen#HEIGHT} × {@link Screen#WIDTH}. */
public interface Canvas {

    /**
     * Paints rows {@code top} … {@code bottom − 1} and columns {@code left} … {@code right − 1}, all within the screen;
     * paints nothing if there are none.
     */
    void fill(int left, int top, int right, int bottom, Colour colour);

    /** False if nothing between these rows can be seen, so that it need not be painted. */
    default boolean shows(int top, int bottom) {
        return true;
    }
}
