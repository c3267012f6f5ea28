package topspin.envs.arcade;

/**
 * A colour of the screen, each channel 0 … 255.
 *
 * @param faint whether its red is the background's, so that {@code binary80} takes it for the background
 */
public record Colour(int red, int green, int blue, boolean faint) {

    public Colour(int red, int green, int blue) {
        this(red, green, blue, false);
    }

    /** As OpenCV's RGB2GRAY computes it: 0.299 R + 0.587 G + 0.114 B in 14-bit fixed point. */
    public int luminance() {
        return (4899 * red + 9617 * green + 1868 * blue + (1 << 13)) >> 14;
    }
}
