package topspin.policy;

import topspin.nn.EncoderPass;
import topspin.nn.RowSource;

/** All parts and shards of a batch, one after the other. */
public final class WholeBatch {
    private WholeBatch() {
    }

    /** All shards have begun. */
    public static void forward(PolicyBatch batch, RowSource observations) {
        for (int part = 0; part < batch.parts(); part++) {
            batch.encode(part, observations);
        }
        for (int shard = 0; shard < batch.shape().shards(); shard++) {
            batch.forward(shard);
        }
    }

    /** All gradients in logits and values are set. */
    public static void backward(PolicyBatch batch) {
        for (int shard = 0; shard < batch.shape().shards(); shard++) {
            batch.backward(shard);
        }
        for (int part = 0; part < batch.parts(); part++) {
            batch.passBack(part);
        }
    }

    public static void forward(EncoderPass pass, RowSource source, int[] sourceRow) {
        for (int part = 0; part < pass.parts().count(); part++) {
            pass.forward(source, sourceRow, pass.parts().first(part), pass.parts().rows(part));
        }
    }

    /** From the last part to the first: the order must not matter. */
    public static void backward(EncoderPass pass) {
        for (int part = pass.parts().count() - 1; part >= 0; part--) {
            pass.backward(pass.parts().first(part), pass.parts().rows(part));
        }
    }
}
