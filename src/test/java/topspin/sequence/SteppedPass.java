package topspin.sequence;

import topspin.nn.BatchShape;
import topspin.nn.CorePass;

/** Goes forward step by step, as acting does. */
final class SteppedPass extends PassWrapper {
    private final BatchShape shape;

    SteppedPass(CorePass pass, BatchShape shape) {
        super(pass);
        this.shape = shape;
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        for (int t = 0; t < shape.steps(); t++) {
            pass.step(shard, t, episodeStart);
        }
    }
}
