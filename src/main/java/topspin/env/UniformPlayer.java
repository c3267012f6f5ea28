package topspin.env;

import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

/** Takes any action, each as likely as another; of a {@link Box}, each number uniform between its bounds. */
public final class UniformPlayer implements Player {
    private final RandomStream stream;
    /** Of each choice; null where actions are numbers. */
    private final int[] sizes;
    private final float low;
    private final float range;

    /** @throws IllegalArgumentException if the space is a box without finite bounds */
    public UniformPlayer(Space space, RandomStream stream) {
        this.stream = stream;
        sizes = space instanceof Discrete discrete ? new int[] {discrete.n()}
                : space instanceof MultiDiscrete choices ? choices.sizes() : null;
        low = space instanceof Box box ? box.low() : 0;
        range = space instanceof Box box ? box.high() - box.low() : 0;
        if (!Float.isFinite(range)) {
            throw new IllegalArgumentException("no action is uniform in " + space);
        }
    }

    /** As a world's {@link ReferencePlayer.Role#RANDOM}. */
    public static Player of(Environment world, RandomStreams streams) {
        return new UniformPlayer(world.actionSpace(), streams.stream("uniform"));
    }

    @Override
    public void act(Observations observations, int row, Actions actions, int index) {
        int offset = actions.offset(index);
        float[] values = actions.values();
        if (sizes == null) {
            for (int i = offset; i < offset + actions.width(); i++) {
                values[i] = low + range * stream.nextFloat();
            }
            return;
        }
        for (int i = 0; i < sizes.length; i++) {
            values[offset + i] = stream.nextInt(sizes[i]);
        }
    }
}
