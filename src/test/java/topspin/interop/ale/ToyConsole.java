package topspin.interop.ale;

import java.nio.ByteBuffer;

/**
 * A console of our own: everything that it shows follows from a number that each frame mixes with the action. A game is of 50
 * frames and three lives. Games differ, since the number is carried from one to the next.
 */
final class ToyConsole implements AtariConsole {
    static final int LENGTH = 50;
    private static final long FACTOR = 6364136223846793005L;

    private final int height;
    private final int[] actions;
    private long number = 1;
    private int frame;
    boolean closed;

    ToyConsole(int height, int... actions) {
        this.height = height;
        this.actions = actions;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return 160;
    }

    @Override
    public int[] palette() {
        int[] palette = new int[COLOURS];
        for (int i = 0; i < COLOURS; i++) {
            palette[i] = i << 16 | (255 - i) << 8 | i * 37 & 0xFF;
        }
        return palette;
    }

    @Override
    public int[] minimalActions() {
        return actions.clone();
    }

    @Override
    public void reset() {
        frame = 0;
        number = number * FACTOR + 99;
    }

    @Override
    public int act(int action) {
        if (over()) {
            return 0;
        }
        frame++;
        number = (number ^ action) * FACTOR + 1;
        return (int) (number >>> 60);
    }

    @Override
    public boolean over() {
        return frame >= LENGTH;
    }

    @Override
    public int lives() {
        return 3 - frame * 3 / LENGTH;
    }

    @Override
    public void copyScreen(byte[] pixels) {
        long mixed = number;
        for (int i = 0; i < pixels.length; i++) {
            mixed = mixed * FACTOR + 7;
            pixels[i] = (byte) (mixed >>> 56);
        }
    }

    @Override
    public void copyMemory(byte[] memory) {
        for (int i = 0; i < memory.length; i++) {
            memory[i] = (byte) (number >>> i % 57);
        }
    }

    @Override
    public byte[] beforeReset() {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Override
    public void prepareReset(byte[] beforeReset) {
        number = ByteBuffer.wrap(beforeReset).getLong();
        frame = LENGTH; // as if another game had been played here
    }

    @Override
    public void close() {
        closed = true;
    }
}
