package topspin.envs.arcade;

import topspin.env.Observations;
import topspin.space.Box;

/**
 * One way to show a game. A screen may keep what it drew last to draw the next faster, but what it draws depends on
 * the frames alone, so it has no state to save. One thread; drawing allocates nothing.
 *
 * @param <F> everything that one frame shows
 */
public interface Screen<F> {
    /** Rows of the screen of an Atari 2600, as ALE shows it. */
    int HEIGHT = 210;
    /** Its columns. */
    int WIDTH = 160;

    Box space();

    /** Draws the element-wise maximum of two frames; give one frame twice to draw it alone. */
    void draw(F earlier, F later, Observations out, int row);

    /**
     * A scene as a picture.
     *
     * @param observation {@code binary80}, {@code gray84} or {@code rgb}
     * @throws IllegalArgumentException if it is none of these
     */
    static <F> Screen<F> of(String observation, Scene<F> scene) {
        return switch (observation) {
            case "binary80" -> new Binary80Screen<>(scene);
            case "gray84" -> new Gray84Screen<>(scene);
            case "rgb" -> new RgbScreen<>(scene);
            default -> throw new IllegalArgumentException("no picture is called '" + observation + "'");
        };
    }
}
