package topspin.env.wrapper;

import topspin.env.Actions;
import topspin.env.Environment;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Appends to observations whether they are the first of an episode: (0, 1) if so, else (1, 0), as {@code
 * popgym.wrappers.Antialias}.
 */
public final class FirstStep extends AppendingWrapper {
    private static final int FLAGS = 2;

    private boolean first;

    public FirstStep(Environment inner) {
        super(inner, FLAGS, 0, 1);
    }

    @Override
    void begin() {
        first = true;
    }

    @Override
    void took(Actions actions, int index) {
        first = false;
    }

    @Override
    float appended(int element) {
        return element == (first ? 1 : 0) ? 1 : 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(first);
        inner().save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        first = in.readBoolean();
        inner().restore(in);
    }
}
