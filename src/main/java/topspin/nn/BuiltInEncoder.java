package topspin.nn;

import topspin.nn.engine.Engine;
import topspin.space.Box;

import java.util.function.Predicate;

/** The list of our encoders. */
public enum BuiltInEncoder implements EncoderType {
    BINARY_DENSE("binary-dense", Box::isBinary, "observations of zeros and ones", (engine, parameters, name, box, layers) ->
            new BinaryDense(parameters, name, box.size(), layers.units())),
    NATURE_CNN("nature-cnn", BuiltInEncoder::isPicture, "pictures [height][width][channels] of bytes, at least "
            + NatureCnn.SMALLEST_SIDE + "x" + NatureCnn.SMALLEST_SIDE, (engine, parameters, name, box, layers) ->
            new NatureCnn(engine, parameters, name, box.shape()[0], box.shape()[1], box.shape()[2], layers.units(),
                    EncoderType.scale(box))),
    MLP("mlp", box -> true, "anything", (engine, parameters, name, box, layers) ->
            new Mlp(engine, parameters, name, box.size(), layers, EncoderType.scale(box))),
    NONE("none", box -> true, "anything", (engine, parameters, name, box, layers) ->
            new IdentityEncoder(box.size(), EncoderType.scale(box)));

    /** Makes an encoder, which declares its parameters. */
    private interface Maker {
        Encoder make(Engine engine, Parameters parameters, String name, Box observation, Mlp.Layers layers);
    }

    private final String label;
    private final Predicate<Box> fits;
    private final String needs;
    private final Maker maker;

    BuiltInEncoder(String label, Predicate<Box> fits, String needs, Maker maker) {
        this.label = label;
        this.fits = fits;
        this.needs = needs;
        this.maker = maker;
    }

    private static boolean isPicture(Box observation) {
        int[] shape = observation.shape();
        return observation.type() == Box.Type.UINT8 && shape.length == 3
                && Math.min(shape[0], shape[1]) >= NatureCnn.SMALLEST_SIDE;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean fits(Box observation) {
        return fits.test(observation);
    }

    @Override
    public String needs() {
        return needs;
    }

    @Override
    public boolean hasLayers() {
        return this == MLP;
    }

    @Override
    public Encoder create(Engine engine, Parameters parameters, String name, Box observation, Mlp.Layers layers) {
        return maker.make(engine, parameters, name, observation, layers);
    }
}
