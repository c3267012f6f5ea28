package topspin.algorithm;

import topspin.config.Expect;
import topspin.config.InvalidConfigException;
import topspin.env.GivenUpException;
import topspin.parallel.Patience;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.PolicyBatch;
import topspin.random.RandomStream;
import topspin.rollout.Rollout;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A rollout that is learned from in several epochs, in parts of whole environments, each replayed from the recurrent
 * state it began the rollout with. A single part is the whole rollout, with the environments in order; its first epoch
 * can use the pass that acted, since the policy has not changed since.
 *
 * <p>Order of use for every rollout: {@link #begin}; for every epoch {@link #shuffle}, and for every part {@link #load}, then
 * {@link #forward} for each shard, and {@link #learned}. Draws from the stream {@code shuffle}. Nothing allocates.
 */
public final class Minibatches {
    private final PolicyBatch batch;
    private final boolean acted;
    private final String algorithm;
    private final int epochs;
    private final int count;
    private final int sequences;
    private final int stateSize;
    private final WorkerPool workers;
    private final RandomStream shuffle;
    private final Patience patience = new Patience();
    private final int[] order;
    private final float[][] startStates;
    private final WorkerPool.Task select = this::select;
    private final WorkerPool.Task encode = this::encode;
    private Rollout rollout;
    private int minibatch;
    /** Of this rollout. */
    private long loads;
    /** Since step 0. */
    private long updates;
    /** Whether the current part's forward pass is the one that acted. */
    private boolean passed;

    /**
     * @param algorithm its name
     * @param count     of parts
     */
    public Minibatches(Learning learning, String algorithm, int epochs, int count) {
        if (learning.acted() && count > 1) {
            throw new IllegalArgumentException("the batch that acts is no minibatch of " + count);
        }
        this.algorithm = algorithm;
        this.epochs = epochs;
        this.count = count;
        batch = learning.batch();
        acted = learning.acted();
        int environments = learning.setting().environments();
        sequences = environments / count;
        stateSize = learning.stateSize();
        workers = learning.workers();
        shuffle = learning.streams().stream("shuffle");
        startStates = new float[batch.shape().shards()][batch.shape().sequences() * stateSize];
        order = new int[environments];
        for (int n = 0; n < order.length; n++) {
            order[n] = n;
        }
    }

    /**
     * Checks that environments can be dealt out in so many parts.
     *
     * @param algorithm whose key {@code minibatches} is the number
     * @throws InvalidConfigException if they cannot
     */
    public static void check(String algorithm, int minibatches, int environments) {
        if (environments % minibatches != 0) {
            String key = algorithm + ".minibatches";
            throw new InvalidConfigException(List.of(key, "environments"), "expected " + key + " (" + minibatches
                    + ") to divide environments (" + environments + "), since sequences are never cut: use one of "
                    + Expect.divisors(environments));
        }
    }

    /** Environments of a part. */
    public int sequences() {
        return sequences;
    }

    /** Environments in the order in which they are dealt out: those of part m are {@code order[m · sequences …]}. */
    public int[] order() {
        return order;
    }

    /** Parts loaded since step 0. */
    public long updates() {
        return updates;
    }

    /** Begins another rollout. */
    public void begin(Rollout next) {
        rollout = next;
        loads = 0;
        patience.begin();
    }

    /** Deals the environments out anew. */
    public void shuffle() {
        if (count > 1) {
            shuffle.shuffle(order);
        }
    }

    /** Fills the batch with a part of the rollout, unless acting has filled it. */
    public void load(int part) {
        minibatch = part;
        passed = acted && loads == 0;
        loads++;
        updates++;
        if (!passed) {
            workers.run(Phase.FORWARD, batch.shape().shards(), select);
            workers.run(Phase.FORWARD, batch.parts(), encode);
        }
    }

    /** Computes the outputs of a shard of the loaded part, unless acting has computed them. */
    public void forward(int shard) {
        if (!passed) {
            batch.forward(shard);
        }
    }

    /**
     * To be called after the parameters have changed.
     *
     * @throws GivenUpException if the run is to stop and the rest of this rollout's parts would take too long
     */
    public void learned() {
        long parts = (long) epochs * count;
        if (patience.isOver(loads, parts)) {
            throw new GivenUpException("the update was stopped: after " + loads + " of " + parts + " minibatches ("
                    + algorithm + ".epochs × " + algorithm + ".minibatches) it needed more than " + Patience.SECONDS
                    + " seconds more");
        }
    }

    /** Announces that the run is to stop. Any thread may call it. */
    public void hurry() {
        patience.hurry();
    }

    /** Points the shard's rows at its environments' rows of the rollout; observations are not copied. */
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

    /** Writes everything that the next {@link #shuffle} depends on. */
    public void save(DataOutput out) throws IOException {
        shuffle.save(out);
        out.writeLong(updates);
        for (int environment : order) {
            out.writeInt(environment);
        }
    }

    /** Reads back what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        shuffle.restore(in);
        updates = in.readLong();
        for (int n = 0; n < order.length; n++) {
            order[n] = in.readInt();
        }
    }
}
