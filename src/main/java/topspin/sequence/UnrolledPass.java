package topspin.sequence;

import topspin.nn.CorePass;
import topspin.nn.GradientBlock;
import topspin.nn.cell.CellPass;
import topspin.nn.engine.Matrix;

import java.util.List;

/** A cell's plain pass whose sequences are taken through time by an {@link Unrolling}. Acting is always the plain step. */
final class UnrolledPass implements CorePass {
    private final CellPass plain;
    private final Unrolling unrolling;
    private final boolean[] acted;

    UnrolledPass(CellPass plain, Unrolling unrolling, int shards) {
        this.plain = plain;
        this.unrolling = unrolling;
        this.acted = new boolean[shards];
    }

    @Override
    public long bytes() {
        return plain.bytes() + unrolling.extraBytes();
    }

    @Override
    public List<Shown> shown() {
        return plain.shown();
    }

    @Override
    public Matrix input() {
        return plain.input();
    }

    @Override
    public float[] output() {
        return plain.output();
    }

    @Override
    public float[] outputGradient() {
        return plain.outputGradient();
    }

    @Override
    public Matrix inputGradient() {
        return plain.inputGradient();
    }

    @Override
    public void begin(int shard, float[] states, int offset) {
        plain.begin(shard, states, offset);
    }

    @Override
    public void step(int shard, int t, boolean[] episodeStart) {
        plain.step(shard, t, episodeStart);
        acted[shard] = true;
    }

    @Override
    public void forward(int shard, boolean[] episodeStart) {
        unrolling.forward(shard, episodeStart);
        acted[shard] = false;
    }

    @Override
    public void state(int shard, int t, float[] states, int offset) {
        plain.state(shard, t, states, offset);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart) {
        if (acted[shard] && !unrolling.continuesFromSteps()) {
            forward(shard, episodeStart);
        }
        unrolling.backward(shard, episodeStart);
    }

    @Override
    public void backward(int shard, boolean[] episodeStart, float[] stateGradients, int offset) {
        plain.stateGradients().put(shard, stateGradients, offset);
        backward(shard, episodeStart);
        plain.stateGradients().take(shard, stateGradients, offset);
    }

    @Override
    public List<GradientBlock> gradientBlocks() {
        return unrolling.gradientBlocks();
    }
}
