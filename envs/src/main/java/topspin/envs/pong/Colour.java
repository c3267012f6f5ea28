package topspin.envs.pong;

/** The colours of the screen, and the one that the maximum of two frames adds. */
enum Colour {
    BACKGROUND(144, 72, 17),
    /** Walls, digits and ball. */
    WHITE(236, 236, 236),
    OPPONENT(213, 130, 74),
    AGENT(92, 186, 92),
    /** The agent's paddle in one of two frames, the background in the other: its red is the background's. */
    AGENT_OVER_BACKGROUND(144, 186, 92);

    final byte red;
    final byte green;
    final byte blue;
    /** As OpenCV's RGB2GRAY computes it: 0.299 R + 0.587 G + 0.114 B in 14-bit fixed point. */
    final int luminance;

    Colour(int red, int green, int blue) {
        this.red = (byte) red;
        this.green = (byte) green;
        this.blue = (byte) blue;
        this.luminance = (4899 * red + 9617 * green + 1868 * blue + (1 << 13)) >> 14;
    }
}
