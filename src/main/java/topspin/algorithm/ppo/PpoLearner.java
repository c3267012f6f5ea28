package topspin.algorithm.ppo;

import topspin.algorithm.Learner;
import topspin.algorithm.Learning;
import topspin.algorithm.LossBuffers;
import topspin.algorithm.Moments;
import topspin.algorithm.Setting;
import topspin.algorithm.TruncationValues;
import topspin.algorithm.UpdateReport;
import topspin.env.GivenUpException;
import topspin.learn.GradientStep;
import topspin.loss.PpoLoss;
import topspin.parallel.Patience;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.random.RandomStream;
import topspin.returns.Gae;
import topspin.rollout.Rollout;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.Variant;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Proximal policy optimisation with a recurrent policy, as openai/baselines {@code ppo2} trains it: several epochs over a
 * rollout, in minibatches of whole environments, each replayed from the recurrent state it began the rollout with.
 *
 * <p>A single minibatch is the whole rollout, whose environments then stay in their order; and as the policy has not
 * changed since it acted, the pass that acted can be that of the first epoch.
 */
final class PpoLearner implements Learner {
    private final Ppo ppo;
    private final Setting setting;
    private final PpoLoss.Coefficients coefficients;
    private final PolicyBatch batch;
    private final boolean acted;
    private final int sequences;
    private final int stateSize;
    private final LossBuffers buffers;
    private final GradientStep step;
    private final Learning.RatioCheck ratio;
    private final WorkerPool workers;
    private final RandomStream shuffle;
    /** Whether the sequence's outputs are those of acting: not so where states are cut or mixed up on purpose. */
    private final boolean outputsAsActing;
    private final int[] order;
    private final float[][] startStates;
    private final UpdateReport report = new UpdateReport();
    private final Patience patience = new Patience();
    private final WorkerPool.Task computeReturns = this::computeReturns;
    private final WorkerPool.Task select = this::select;
    private final WorkerPool.Task encode = this::encode;
    private final WorkerPool.Task differentiate = this::differentiate;
    private long updates;
    // The minibatch at hand.
    private Rollout rollout;
    private int minibatch;
    /** Whether its forward pass is the one that acted. */
    private boolean passed;
    private Moments moments;

    PpoLearner(Ppo ppo, Learning learning) {
        if (learning.acted() && ppo.minibatches() > 1) {
            throw new IllegalArgumentException("the batch that acts is no minibatch of " + ppo.minibatches());
        }
        this.ppo = ppo;
        acted = learning.acted();
        setting = learning.setting();
        coefficients = new PpoLoss.Coefficients(ppo.clip(), ppo.clipValue(), setting.value(), setting.entropy());
        batch = learning.batch();
        sequences = setting.environments() / ppo.minibatches();
        stateSize = learning.stateSize();
        buffers = new LossBuffers(batch);
        step = learning.step();
        ratio = learning.ratio();
        shuffle = learning.streams().stream("shuffle");
        workers = learning.workers();
        outputsAsActing =
                SequenceSplitter.of(setting.policy().sequence()).variant().maths() != Variant.Maths.OTHER;
        startStates = new float[batch.shape().shards()][batch.shape().sequences() * stateSize];
        order = new int[setting.environments()];
        for (int n = 0; n < order.length; n++) {
            order[n] = n;
        }
    }

    @Override
    public UpdateReport update(Rollout rollout, double learningRate) {
        this.rollout = rollout;
        report.clear();
        workers.run(Phase.RETURNS, rollout.environments(), computeReturns);
        report.explain(rollout);
        long parts = (long) ppo.epochs() * ppo.minibatches();
        patience.begin();
        for (int epoch = 0; epoch < ppo.epochs(); epoch++) {
            if (ppo.minibatches() > 1) {
                shuffle.shuffle(order);
            }
            passed = acted && epoch == 0;
            double kl = 0;
            for (minibatch = 0; minibatch < ppo.minibatches(); minibatch++) {
                updates++;
                normaliseAdvantages();
                if (!passed) {
                    workers.run(Phase.FORWARD, batch.shape().shards(), select);
                    workers.run(Phase.FORWARD, batch.parts(), encode);
                }
                workers.run(batch.shape().shards(), differentiate);
                if (epoch == 0 && minibatch == 0 && outputsAsActing) {
                    ratio.check(buffers.total().largestRatioError(), updates, step.parameters());
                }
                double norm = step.take(learningRate);
                report.update(buffers.total(), norm);
                kl += buffers.total().approxKl() / ppo.minibatches();
                long done = (long) epoch * ppo.minibatches() + minibatch + 1;
                if (patience.isOver(done, parts)) {
                    throw new GivenUpException("the update was stopped: after " + done + " of " + parts
                            + " minibatches (ppo.epochs × ppo.minibatches) it needed more than " + Patience.SECONDS
                            + " seconds more");
                }
            }
            if (ppo.targetKl() != null && kl > ppo.targetKl()) {
                break;
            }
        }
        return report;
    }

    private void computeReturns(int n) {
        TruncationValues.addTo(rollout, n, setting.gamma());
        Gae.compute(rollout.rewards(), rollout.done(), rollout.values(), rollout.lastValues()[n], setting.gamma(),
                ppo.gaeLambda(), rollout.steps(), rollout.environments(), n, rollout.advantages(),
                rollout.returns());
    }

    /** A single advantage would become 0, and nothing be learned: it stays as it is, as in Stable-Baselines3. */
    private void normaliseAdvantages() {
        int from = minibatch * sequences;
        moments = ppo.normaliseAdvantage() && batch.shape().rows() > 1
                ? Moments.ofColumns(rollout.advantages(), rollout.steps(), rollout.environments(), order, from,
                        from + sequences)
                : null;
    }

    private void differentiate(int shard) {
        long clock = System.nanoTime();
        if (moments == null) {
            buffers.gather(shard, rollout, 0, 1);
        } else {
            buffers.gather(shard, rollout, moments.mean(), moments.reciprocalDeviation());
        }
        if (!passed) {
            batch.forward(shard);
        }
        clock = workers.times().lap(Phase.FORWARD, clock);
        PpoLoss.compute(coefficients, buffers.rows(), batch.shape().row(shard, 0), batch.shape().rowsPerShard(),
                buffers.statistics(shard));
        batch.backward(shard);
        workers.times().lap(Phase.BACKWARD, clock);
    }

    /** Points the shard's rows at its environments' rows of the rollout; observations stay where they are. */
    private void select(int shard) {
        int size = batch.shape().sequences();
        int first = minibatch * sequences + shard * size;
        float[] states = startStates[shard];
        for (int s = 0; s < size; s++) {
            int environment = order[first + s];
            System.arraycopy(rollout.startStates(), environment * stateSize, states, s * stateSize, stateSize);
            for (int t = 0; t < rollout.steps(); t++) {
                int row = batch.shape().row(shard, t) + s;
                int source = rollout.row(t, environment);
                batch.sourceRows()[row] = source;
                batch.episodeStarts()[row] = rollout.episodeStarts()[source];
                batch.previousActions().copyRow(rollout.previousActions(), source, row);
                batch.previousRewards()[row] = rollout.previousRewards()[source];
            }
        }
        batch.begin(shard, states, 0);
    }

    private void encode(int part) {
        batch.encode(part, rollout.source());
    }

    @Override
    public void hurry() {
        patience.hurry();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        shuffle.save(out);
        out.writeLong(updates);
        for (int environment : order) {
            out.writeInt(environment);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        shuffle.restore(in);
        updates = in.readLong();
        for (int n = 0; n < order.length; n++) {
            order[n] = in.readInt();
        }
    }
}
