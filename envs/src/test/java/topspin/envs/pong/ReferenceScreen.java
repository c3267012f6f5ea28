package topspin.envs.pong;

/**
 * The slow way to every observation, pixel by pixel from the facts of the game: both frames in full colour, their
 * maximum, then the transformation. Shares no code and no constant with what it checks.
 */
final class ReferenceScreen {
    private static final String[] DIGITS = {
        "#### ## ## ####", " #  #  #  #  # ", "###  #####  ###", "###  ####  ####", "# ## ####  #  #",
        "####  ###  ####", "####  #### ####", "###  #  #  #  #", "#### ##### ####", "#### ####  ####",
    };

    private ReferenceScreen() {
    }

    /** The element-wise maximum of both frames, {@code [210][160][3]}. */
    static int[] pooledRgb(PongFrame a, PongFrame b) {
        int[] pooled = new int[210 * 160 * 3];
        for (int y = 0; y < 210; y++) {
            for (int x = 0; x < 160; x++) {
                int first = colour(a, x, y);
                int second = colour(b, x, y);
                for (int channel = 0; channel < 3; channel++) {
                    int shift = 16 - 8 * channel;
                    pooled[(y * 160 + x) * 3 + channel] = Math.max(first >> shift & 0xFF, second >> shift & 0xFF);
                }
            }
        }
        return pooled;
    }

    private static int colour(PongFrame frame, int x, int y) {
        int background = 144 << 16 | 72 << 8 | 17;
        int white = 236 << 16 | 236 << 8 | 236;
        if (y >= 24 && y <= 33 || y >= 194) {
            return white;
        }
        if (y < 24) {
            return digit(frame.opponentScore, 36, x, y) || digit(frame.agentScore, 116, x, y) ? white : background;
        }
        if (frame.ballVisible && x >= frame.ballX && x < frame.ballX + 2 && y >= frame.ballY && y < frame.ballY + 4) {
            return white;
        }
        if (x >= 140 && x < 144 && y >= frame.agentY && y < frame.agentY + 16) {
            return 92 << 16 | 186 << 8 | 92;
        }
        if (x >= 16 && x < 20 && y >= frame.opponentY && y < frame.opponentY + 16) {
            return 213 << 16 | 130 << 8 | 74;
        }
        return background;
    }

    private static boolean digit(int number, int ones, int x, int y) {
        int row = Math.floorDiv(y - 1, 4);
        if (row < 0 || row > 4) {
            return false;
        }
        if (x >= ones && x < ones + 12) {
            return DIGITS[number % 10].charAt(row * 3 + (x - ones) / 4) == '#';
        }
        int tens = ones - 16;
        return number > 9 && x >= tens && x < tens + 12
                && DIGITS[number / 10].charAt(row * 3 + (x - tens) / 4) == '#';
    }

    /** The experiment log's preprocessing: crop, every second row and column, red channel, erase the background. */
    static byte[] binary80(int[] rgb) {
        byte[] pixels = new byte[80 * 80];
        for (int i = 0; i < 80; i++) {
            for (int j = 0; j < 80; j++) {
                int red = rgb[((35 + 2 * i) * 160 + 2 * j) * 3];
                pixels[i * 80 + j] = (byte) (red == 92 || red == 213 || red == 236 ? 1 : 0);
            }
        }
        return pixels;
    }

    /** Luminance, rounded; then for each cell the exact area-weighted mean, rounded half up. */
    static byte[] gray84(int[] rgb) {
        long[] gray = new long[210 * 160];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (long) Math.floor(0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2] + 0.5);
        }
        byte[] cells = new byte[84 * 84];
        for (int i = 0; i < 84; i++) {
            for (int j = 0; j < 84; j++) {
                cells[i * 84 + j] = (byte) mean(gray, i, j);
            }
        }
        return cells;
    }

    /** In whole 84ths of a pixel: cell i covers [210 i, 210 (i + 1)) downwards, pixel y covers [84 y, 84 (y + 1)). */
    private static long mean(long[] gray, int i, int j) {
        long sum = 0;
        for (int y = 210 * i / 84; y < 210 && 84 * y < 210 * (i + 1); y++) {
            long height = Math.min(84 * (y + 1), 210 * (i + 1)) - Math.max(84 * y, 210 * i);
            for (int x = 160 * j / 84; x < 160 && 84 * x < 160 * (j + 1); x++) {
                long width = Math.min(84 * (x + 1), 160 * (j + 1)) - Math.max(84 * x, 160 * j);
                sum += height * width * gray[y * 160 + x];
            }
        }
        return (2 * sum + 210 * 160) / (2 * 210 * 160);
    }

    static byte[] rgb(int[] rgb) {
        byte[] bytes = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            bytes[i] = (byte) rgb[i];
        }
        return bytes;
    }
}
