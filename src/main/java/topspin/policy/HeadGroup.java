package topspin.policy;

import topspin.nn.BatchShape;
import topspin.nn.Features;
import topspin.nn.GradientBlock;
import topspin.nn.Head;
import topspin.nn.HeadLayers;
import topspin.nn.HeadsPass;
import topspin.nn.Initialiser;
import topspin.nn.Reload;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * Heads that read the same features: all heads of a core, or a single head behind layers of its own.
 *
 * @param heads  in the order of their outputs
 * @param layers between the core and the only head; null for none
 */
record HeadGroup(List<Head> heads, HeadLayers layers) {

    void initialise(Initialiser initialiser, RandomStreams streams) {
        if (layers != null) {
            layers.initialise(initialiser, streams);
        }
        heads.forEach(head -> head.initialise(initialiser, streams));
    }

    List<Reload> reloads() {
        return layers == null ? List.of() : layers.reloads();
    }

    /** Their work on batches of one shape; threads and allocation as of {@link HeadsPass}. */
    static final class Pass {
        private final HeadLayers.Pass layers;
        private final HeadsPass heads;

        /** @param core whose outputs they read */
        Pass(HeadGroup group, BatchShape shape, Features core) {
            layers = group.layers == null ? null : group.layers.new Pass(shape, core);
            heads = new HeadsPass(group.heads, shape, layers == null ? core : layers);
        }

        HeadsPass heads() {
            return heads;
        }

        void forward(int first, int count) {
            if (layers != null) {
                layers.forward(first, count);
            }
            heads.forward(first, count);
        }

        /** @param adds whether another group of the same core has passed its gradient back already */
        void backward(int first, int count, boolean adds) {
            heads.backward(first, count);
            if (layers != null) {
                layers.backward(first, count, adds);
            }
        }

        List<GradientBlock> gradientBlocks() {
            List<GradientBlock> blocks = new ArrayList<>(heads.gradientBlocks());
            if (layers != null) {
                blocks.addAll(layers.gradientBlocks());
            }
            return blocks;
        }
    }
}
