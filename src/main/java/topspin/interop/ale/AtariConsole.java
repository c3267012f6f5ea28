package topspin.interop.ale;

/**
 * An Atari 2600 with one cartridge. Order of use: {@link #reset}, then {@link #act} until {@link #over}, then {@link #reset}
 * again. Belongs to one thread at a time; consoles do not share anything that changes. All is determined by the calls: there
 * is no chance in it. Frames allocate nothing.
 */
public interface AtariConsole extends AutoCloseable {
    /** Bytes of memory. */
    int MEMORY = 128;
    /** Colours of a pixel. */
    int COLOURS = 256;

    /** Rows of the screen; most games have 210. */
    int height();

    /** Columns of the screen. */
    int width();

    /** The colours, {@code [COLOURS]}, each {@code 0xRRGGBB}. */
    int[] palette();

    /** ALE's numbers of the actions that matter in this game, ascending; 0, which does nothing, is the first. */
    int[] minimalActions();

    /** Begins a game. */
    void reset();

    /**
     * Advances by one frame, unless the game is over.
     *
     * @param action ALE's number, 0 … 17
     * @return the points won in this frame
     */
    int act(int action);

    /** True if the game has ended by its rules. */
    boolean over();

    /** Lives left; 0 in a game without lives. */
    int lives();

    /** Copies the colours of the present frame's pixels, {@code [height][width]}, each an index of {@link #palette}. */
    void copyScreen(byte[] pixels);

    /** Copies the memory, {@code [MEMORY]}. */
    void copyMemory(byte[] memory);

    /**
     * What {@link #reset} depends on: memory and the emulator's own generators. In the middle of a game there is more to a
     * console, which is not in it.
     */
    byte[] beforeReset();

    /** Makes the next {@link #reset} begin the game that it would have begun where {@link #beforeReset} was called. */
    void prepareReset(byte[] beforeReset);

    @Override
    void close();
}
