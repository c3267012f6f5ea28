package topspin.policy.distribution;

import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;

import java.util.function.Function;
import java.util.function.Predicate;

/** The list of our distributions. By default the first that fits is taken. */
public enum BuiltInDistribution implements DistributionType {
    CATEGORICAL("categorical", space -> space instanceof Discrete, "Discrete actions",
            space -> new Categorical(((Discrete) space).n())),
    MULTI_CATEGORICAL("multi-categorical", space -> space instanceof MultiDiscrete, "MultiDiscrete actions",
            space -> new MultiCategorical(((MultiDiscrete) space).sizes())),
    DIAGONAL_GAUSSIAN("diagonal-gaussian", space -> space instanceof Box box && box.type() == Box.Type.FLOAT32,
            "actions in a Box of float32", space -> new DiagonalGaussian(((Box) space).size()));

    private final String label;
    private final Predicate<Space> fits;
    private final String needs;
    private final Function<Space, Distribution> maker;

    BuiltInDistribution(String label, Predicate<Space> fits, String needs, Function<Space, Distribution> maker) {
        this.label = label;
        this.fits = fits;
        this.needs = needs;
        this.maker = maker;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean fits(Space actions) {
        return fits.test(actions);
    }

    @Override
    public String needs() {
        return needs;
    }

    @Override
    public Distribution over(Space actions) {
        return maker.apply(actions);
    }
}
