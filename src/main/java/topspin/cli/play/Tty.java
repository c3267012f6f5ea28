package topspin.cli.play;

import topspin.picture.HalfBlocks;

/** A terminal that gives single keys. */
interface Tty extends AutoCloseable {
    int END = -1;
    int NOTHING = -2;

    int columns();

    int rows();

    HalfBlocks.Colours colours();

    /**
     * The next letter that was typed.
     *
     * @param millis how long to wait for one; for ever if negative
     * @return {@link #NOTHING} if none came in that time, {@link #END} if none will come any more
     */
    int read(long millis);

    void write(String text);

    /** Gives the terminal its lines and echo back. */
    @Override
    void close();
}
