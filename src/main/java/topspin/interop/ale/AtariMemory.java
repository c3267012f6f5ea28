package topspin.interop.ale;

import topspin.env.Observations;
import topspin.space.Box;

/** The console's memory, {@code [128]}, of the last frame alone: a maximum of two would mean nothing. */
final class AtariMemory implements AtariScreen {

    @Override
    public Box space() {
        return Box.pixels(AtariConsole.MEMORY);
    }

    @Override
    public void draw(AtariFrame earlier, AtariFrame later, Observations out, int row) {
        System.arraycopy(later.memory, 0, out.bytes(), out.offset(row), AtariConsole.MEMORY);
    }
}
