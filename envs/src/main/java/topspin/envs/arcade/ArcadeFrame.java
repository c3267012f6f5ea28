package topspin.envs.arcade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Everything that one frame shows. Reused for every frame. */
public interface ArcadeFrame {

    void save(DataOutput out) throws IOException;

    /** Reads what {@link #save} wrote. */
    void restore(DataInput in) throws IOException;
}
