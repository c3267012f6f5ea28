package topspin.interop.ale;

import org.bytedeco.ale.ALEInterface;
import org.bytedeco.ale.ALEScreen;
import org.bytedeco.ale.ALEState;
import org.bytedeco.ale.ColourPalette;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;

import java.nio.file.Path;

/** One instance of ALE, without chance: its own sticky actions, and everything else that draws, are off. */
final class AleConsole implements AtariConsole {
    private final ALEInterface ale;
    private final int height;
    private final int width;
    private final int[] palette = new int[COLOURS];
    private final int[] minimalActions;
    /** Where ALE keeps the present frame. */
    private final BytePointer screen;
    /** Where it keeps a copy of the memory. */
    private final BytePointer memory;

    /** @param rom of a known game: ALE ends the process over others */
    AleConsole(Path rom) {
        ale = new ALEInterface();
        ale.setInt("random_seed", 0);
        ale.setFloat("repeat_action_probability", 0);
        ale.setInt("frame_skip", 1);
        ale.setInt("max_num_frames_per_episode", 0);
        ale.setBool("color_averaging", false);
        ale.setBool("display_screen", false);
        ale.setBool("sound", false);
        ale.loadROM(rom.toString());

        ALEScreen picture = ale.getScreen();
        height = Math.toIntExact(picture.height());
        width = Math.toIntExact(picture.width());
        screen = picture.getArray().capacity(picture.arraySize());
        memory = ale.getRAM().array().capacity(MEMORY);
        ColourPalette colours = ale.theOSystem().colourPalette();
        for (int i = 0; i < COLOURS; i++) {
            palette[i] = colours.getRGB(i) & 0xFFFFFF;
        }
        try (IntPointer actions = ale.getMinimalActionSet()) {
            minimalActions = new int[Math.toIntExact(actions.limit())];
            actions.get(minimalActions);
        }
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int[] palette() {
        return palette.clone();
    }

    @Override
    public int[] minimalActions() {
        return minimalActions.clone();
    }

    @Override
    public void reset() {
        ale.reset_game();
    }

    @Override
    public int act(int action) {
        return ale.act(action);
    }

    @Override
    public boolean over() {
        return ale.game_over();
    }

    @Override
    public int lives() {
        return ale.lives();
    }

    @Override
    public void copyScreen(byte[] pixels) {
        screen.get(pixels, 0, pixels.length);
    }

    @Override
    public void copyMemory(byte[] bytes) {
        memory.get(bytes, 0, bytes.length);
    }

    @Override
    public byte[] beforeReset() {
        try (PointerScope scope = new PointerScope()) {
            BytePointer bytes = ale.cloneSystemState().serialize();
            byte[] state = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(state);
            return state;
        }
    }

    @Override
    public void prepareReset(byte[] beforeReset) {
        try (PointerScope scope = new PointerScope()) {
            ale.restoreSystemState(new ALEState(new BytePointer(beforeReset)));
        }
    }

    @Override
    public void close() {
        ale.close();
    }
}
