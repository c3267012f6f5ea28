package topspin.envs.arcade;

/** Numbers as the games show them: digits of 3 × 5 blocks, with a block's width between two digits. */
public final class Digits {
    private static final int COLUMNS = 3;
    private static final int BLOCKS = 15;
    /** A row per three bits, the uppermost row and the leftmost block in the highest bits. */
    private static final int[] DIGITS = {
        0b111_101_101_101_111, 0b010_010_010_010_010, 0b111_001_111_100_111, 0b111_001_111_001_111,
        0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_001_001_001,
        0b111_101_111_101_111, 0b111_101_111_001_111,
    };

    private final int blockWidth;
    private final int blockHeight;

    /** With blocks of this size, in pixels. */
    public Digits(int blockWidth, int blockHeight) {
        this.blockWidth = blockWidth;
        this.blockHeight = blockHeight;
    }

    /**
     * Paints a number of at least 0 to the left of {@code right} (exclusive), without zeros before it.
     *
     * @param top uppermost row
     */
    public void paint(int number, int right, int top, Colour colour, Canvas canvas) {
        int x = right;
        int rest = number;
        do {
            x -= COLUMNS * blockWidth;
            paintDigit(rest % 10, x, top, colour, canvas);
            x -= blockWidth;
            rest /= 10;
        } while (rest > 0);
    }

    private void paintDigit(int digit, int x, int top, Colour colour, Canvas canvas) {
        for (int block = 0; block < BLOCKS; block++) {
            if ((DIGITS[digit] >> (BLOCKS - 1 - block) & 1) == 1) {
                int blockLeft = x + block % COLUMNS * blockWidth;
                int blockTop = top + block / COLUMNS * blockHeight;
                canvas.fill(blockLeft, blockTop, blockLeft + blockWidth, blockTop + blockHeight, colour);
            }
        }
    }
}
