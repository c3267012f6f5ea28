package topspin.sequence;

import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.engine.Matrix;

import java.util.List;

/** A pass that does what another does; tests override what they plant. */
class PassWrapper implements CorePass {
    final CorePass pass;

    PassWrapper(CorePass pass) {
        this.pass = pass;
    }

    @Override
    public Matrix input() {
        return pass.input();
    }

    @Override
    public float[] output() {
        return pass.output();
    }

    @Override
    public float[] outputGradient() {
        return pass.outputGradient();
    }

    @Override
    public Matrix inputGradient() {
        return pass.inputGradient();
    }

    @Override
    public void begin(int shard, float[] states, int offset) {
        pass.begin(shard, states, offset);
    }

    @Override
    public void step(int shard, int t, boolean[] episodeStart) {
        pass.step(shard, t, episodeStart);
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        pass.forward(shard, startsForward(episodeStart));
    }

    /** What the forward pass is told of where episodes begin. */
    boolean[] startsForward(boolean[] episodeStart) {
        return episodeStart;
    }

    /** What the backward pass is told. */
    boolean[] startsBackward(boolean[] episodeStart) {
        return episodeStart;
    }

    @Override
    public void state(int shard, int t, float[] states, int offset) {
        pass.state(shard, t, states, offset);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        pass.backward(shard, startsBackward(episodeStart));
    }

    @Override
    public void backward(int shard, boolean[] episodeStart, float[] stateGradients, int offset) {
        pass.backward(shard, startsBackward(episodeStart), stateGradients, offset);
    }

    @Override
    public long bytes() {
        return pass.bytes();
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return pass.gradientBlocks();
    }
}
