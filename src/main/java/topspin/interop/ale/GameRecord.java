package topspin.interop.ale;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How a game came to where it is: what its reset depended on, and every action since. Playing it again is the exact way back.
 * ALE's own saved states are not exact: they lack where objects stand that a game places once, and, of some games, the lives.
 *
 * <p>A byte a frame; allocates only when a game becomes longer than any before it.
 */
final class GameRecord {
    private static final int FIRST_LENGTH = 1 << 14;

    private byte[] beforeReset;
    private boolean begun;
    private byte[] actions = new byte[FIRST_LENGTH];
    private int frames;

    /** @param beforeReset of a console in which no game was begun */
    GameRecord(byte[] beforeReset) {
        this.beforeReset = beforeReset;
    }

    /** Called when a console is about to be reset. */
    void begin(AtariConsole console) {
        beforeReset = console.beforeReset();
        begun = true;
        frames = 0;
    }

    void add(int action) {
        if (frames == actions.length) {
            actions = Arrays.copyOf(actions, 2 * frames);
        }
        actions[frames++] = (byte) action;
    }

    /** Leads a console to where the recorded one is; {@code earlier} and {@code later} become its last two frames. */
    void replay(AtariConsole console, AtariFrame earlier, AtariFrame later) {
        console.prepareReset(beforeReset);
        if (!begun) {
            return;
        }
        console.reset();
        later.capture(console);
        earlier.copy(later);
        for (int frame = 0; frame < frames; frame++) {
            console.act(actions[frame]);
            if (frame >= frames - 2) {
                earlier.copy(later);
                later.capture(console);
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(beforeReset.length);
        out.write(beforeReset);
        out.writeBoolean(begun);
        out.writeInt(frames);
        out.write(actions, 0, frames);
    }

    void restore(DataInput in) throws IOException {
        beforeReset = new byte[in.readInt()];
        in.readFully(beforeReset);
        begun = in.readBoolean();
        frames = in.readInt();
        actions = new byte[Math.max(FIRST_LENGTH, frames)];
        in.readFully(actions, 0, frames);
    }
}
