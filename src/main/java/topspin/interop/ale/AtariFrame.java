package topspin.interop.ale;

/** Everything that one frame shows. Reused for every frame. */
final class AtariFrame {
    /** {@code [height][width]}, indices of the palette. */
    final byte[] pixels;
    /** {@code [}{@link AtariConsole#MEMORY}{@code ]}. */
    final byte[] memory = new byte[AtariConsole.MEMORY];

    AtariFrame(AtariConsole console) {
        pixels = new byte[console.height() * console.width()];
    }

    void capture(AtariConsole console) {
        console.copyScreen(pixels);
        console.copyMemory(memory);
    }

    void copy(AtariFrame other) {
        System.arraycopy(other.pixels, 0, pixels, 0, pixels.length);
        System.arraycopy(other.memory, 0, memory, 0, memory.length);
    }
}
