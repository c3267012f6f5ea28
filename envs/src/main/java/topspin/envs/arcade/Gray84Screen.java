package topspin.envs.arcade;

import topspin.env.Observations;
import topspin.space.Box;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The grey picture of the field's preprocessing, {@code [84][84][1]}: luminance of the 210 × 160 screen, then the area
 * average of each of 84 × 84 cells (OpenCV {@code INTER_AREA}, in exact integers, halves rounded up).
 *
 * <p>A cell is 2.5 rows high and 40/21 columns wide. In units of half a row and 1/21 column it is 5 × 40, so each average
 * is a sum with whole weights that add up to 200. The backdrop's averages are kept and copied; only the cells that are
 * painted on are averaged anew.
 */
final class Gray84Screen<F> implements Screen<F>, Canvas {
    private static final int SIDE = 84;
    /** Pixels that a cell can touch along each axis. */
    private static final int TAPS = 3;
    private static final int CELL_WEIGHT = 200;
    private static final int[] FIRST_COLUMN = new int[SIDE];
    private static final int[] COLUMN_WEIGHTS = new int[SIDE * TAPS];

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    static {
        for (int cell = 0; cell < SIDE; cell++) {
            int start = cell * 40;
            FIRST_COLUMN[cell] = Math.min(start / 21, WIDTH - TAPS);
            for (int tap = 0; tap < TAPS; tap++) {
                int pixelStart = (FIRST_COLUMN[cell] + tap) * 21;
                int overlap = Math.min(start + 40, pixelStart + 21) - Math.max(start, pixelStart);
                COLUMN_WEIGHTS[cell * TAPS + tap] = Math.max(0, overlap);
            }
        }
    }

    private final Scene<F> scene;
    /** The screen in grey, {@code [210][160]}: the backdrop whenever {@link #draw} is not at work. */
    private final byte[] luminance = new byte[HEIGHT * WIDTH];
    /** The backdrop alone, {@code [210][160]}. */
    private final byte[] backdrop = new byte[HEIGHT * WIDTH];
    /** The averages of the backdrop, {@code [84][84]}. */
    private final byte[] backdropCells = new byte[SIDE * SIDE];
    private final Patches patches = new Patches();

    Gray84Screen(Scene<F> scene) {
        this.scene = scene;
    }

    @Override
    public Box space() {
        return Box.pixels(SIDE, SIDE, 1);
    }

    @Override
    public void draw(F earlier, F later, Observations out, int row) {
        patches.clear();
        if (scene.paintBackdrop(earlier, later, this)) {
            for (int i = 0; i < patches.count(); i++) {
                average(i, backdropCells, 0);
            }
            for (int i = 0; i < patches.count(); i++) {
                copyPatch(i, luminance, backdrop);
            }
            patches.clear();
        }
        System.arraycopy(backdropCells, 0, out.bytes(), out.offset(row), backdropCells.length);
        scene.paintMovers(earlier, later, this);
        for (int i = 0; i < patches.count(); i++) {
            average(i, out.bytes(), out.offset(row));
        }
        for (int i = 0; i < patches.count(); i++) {
            copyPatch(i, backdrop, luminance);
        }
    }

    @Override
    public void fill(int left, int top, int right, int bottom, Colour colour) {
        if (left >= right || top >= bottom) {
            return;
        }
        patches.add(left, top, right, bottom);
        byte grey = (byte) colour.luminance();
        for (int y = top; y < bottom; y++) {
            for (int i = y * WIDTH + left; i < y * WIDTH + right; i++) {
                luminance[i] = grey;
            }
        }
    }

    /** Copies eight pixels at once, so a few beside the patch too, which is all the same: no patch is averaged after it. */
    private void copyPatch(int patch, byte[] from, byte[] to) {
        int left = patches.left(patch) & -Long.BYTES;
        int right = patches.right(patch);
        int bottom = patches.bottom(patch);
        for (int y = patches.top(patch); y < bottom; y++) {
            for (int x = left; x < right; x += Long.BYTES) {
                EIGHT.set(to, y * WIDTH + x, (long) EIGHT.get(from, y * WIDTH + x));
            }
        }
    }

    /** Averages every cell that touches the patch. */
    private void average(int patch, byte[] cells, int offset) {
        int firstRow = patches.top(patch) * 2 / 5;
        int lastRow = (patches.bottom(patch) * 2 - 1) / 5;
        int lastColumn = (patches.right(patch) * 21 - 1) / 40;
        for (int j = patches.left(patch) * 21 / 40; j <= lastColumn; j++) {
            averageColumn(j, firstRow, lastRow, cells, offset + j);
        }
    }

    private void averageColumn(int column, int firstRow, int lastRow, byte[] cells, int offset) {
        int first = FIRST_COLUMN[column];
        int a = COLUMN_WEIGHTS[column * TAPS];
        int b = COLUMN_WEIGHTS[column * TAPS + 1];
        int c = COLUMN_WEIGHTS[column * TAPS + 2];
        for (int i = firstRow; i <= lastRow; i++) {
            int at = i * 5 / 2 * WIDTH + first;
            // Halves of a row: an even cell begins with a row and ends with half of one, an odd cell the other way round.
            int odd = i & 1;
            int upper = a * (luminance[at] & 0xFF) + b * (luminance[at + 1] & 0xFF) + c * (luminance[at + 2] & 0xFF);
            at += WIDTH;
            int middle = a * (luminance[at] & 0xFF) + b * (luminance[at + 1] & 0xFF) + c * (luminance[at + 2] & 0xFF);
            at += WIDTH;
            int lower = a * (luminance[at] & 0xFF) + b * (luminance[at + 1] & 0xFF) + c * (luminance[at + 2] & 0xFF);
            int sum = (2 - odd) * upper + 2 * middle + (1 + odd) * lower;
            cells[offset + i * SIDE] = (byte) ((sum + CELL_WEIGHT / 2) / CELL_WEIGHT);
        }
    }
}
