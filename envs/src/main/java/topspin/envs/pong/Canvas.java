package topspin.envs.pong;

/** Something that rectangles of the 210 × 160 screen can be painted on. */
interface Canvas {

    /**
     * Paints rows {@code top} … {@code bottom − 1} and columns {@code left} … {@code right − 1}, all within the screen;
     * paints nothing if there are none.
     */
    void fill(int left, int top, int right, int bottom, Colour colour);
}
