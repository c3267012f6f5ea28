package topspin.run;

import topspin.config.InvalidConfigException;
import topspin.nn.NatureCnn;
import topspin.nn.engine.ConvolutionShape;
import topspin.policy.Outputs;
import topspin.optim.Optimisers;
import topspin.policy.distribution.Distributions;
import topspin.space.Box;
import topspin.space.Space;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A run's memory, worked out from its config before anything is built. Only buffers that grow with a key are counted,
 * so this is a lower bound: a run that is refused here could not have been trained. Immutable.
 */
public final class Footprint {
    /** Stands for all options of the environment, since they decide the length of an observation. */
    public static final String ENVIRONMENT = "env";
    private static final String STEPS = "steps";
    private static final String ENVIRONMENTS = "environments";
    private static final String ENCODER_UNITS = "policy.encoder-units";
    private static final String CORE_UNITS = "policy.core.units";
    private static final String HEAD_UNITS = "policy.heads.units";
    private static final int FLOAT = Float.BYTES;
    /** The list of the ones in a row of zeros and ones: two bytes each, four if rows are long. */
    private static final int LISTED_ONES = 512;
    private static final int LONGEST_NARROW_ROW = 1 << Character.SIZE;
    private static final double GIB = 1L << 30;

    private final RunConfig config;
    private final List<Buffer> buffers = new ArrayList<>();

    /** Where a buffer is held, and how many elements it may have. */
    private enum Holder {
        ARRAY(Integer.MAX_VALUE - 8L, "a Java array"),
        /** An array per row. */
        ARRAYS(Long.MAX_VALUE, ""),
        /** Floats outside of the Java heap, which Java sees through a buffer of 2 GiB. */
        MATRIX(Integer.MAX_VALUE / FLOAT, "a matrix of 2 GiB");

        private final long most;
        private final String name;

        Holder(long most, String name) {
            this.most = most;
            this.name = name;
        }
    }

    /** @param key that decides its size */
    private record Factor(long size, String name, String key) {
    }

    /** @param copies buffers of this size */
    private record Buffer(String name, Holder holder, int elementBytes, int copies, List<Factor> factors) {

        double elements() {
            return factors.stream().mapToDouble(Factor::size).reduce(1, (a, b) -> a * b);
        }

        double bytes() {
            return elements() * elementBytes * copies;
        }

        /** As people read it: {@code 128 steps × 8 environments × 6,400 elements}. */
        String size() {
            return factors.stream().filter(factor -> factor.size > 1)
                    .map(factor -> String.format(Locale.ROOT, "%,d %s", factor.size, factor.name))
                    .collect(Collectors.joining(" × "));
        }

        /** The largest factor's first. */
        List<String> keys() {
            return factors.stream().filter(factor -> factor.size > 1)
                    .sorted(Comparator.comparingLong(Factor::size).reversed()).map(Factor::key).distinct().toList();
        }
    }

    /**
     * What there is.
     *
     * @param heap    bytes that the JVM takes for Java's objects at most; as many again may lie outside of it
     * @param machine bytes of memory of the machine, or of its container
     */
    public record Room(long heap, long machine) {

        /** Of this process. */
        public static Room here() {
            var system = (com.sun.management.OperatingSystemMXBean)
                    java.lang.management.ManagementFactory.getOperatingSystemMXBean();
            return new Room(Runtime.getRuntime().maxMemory(), system.getTotalMemorySize() + system.getTotalSwapSpaceSize());
        }
    }

    /**
     * @param config      that {@link ConfigRules} accept
     * @param observation of one environment
     */
    public Footprint(RunConfig config, Box observation, Space actions) {
        this.config = config;
        Factor steps = new Factor(config.steps(), "steps", STEPS);
        Factor environments = new Factor(config.environments(), "environments", ENVIRONMENTS);
        Factor elements = elements(observation);
        int elementBytes = observation.type() == Box.Type.UINT8 ? 1 : FLOAT;
        add("the observations of a rollout", Holder.ARRAY, elementBytes, 1, steps, environments, elements);
        add("what the environments show", Holder.ARRAY, elementBytes, 2, environments, elements);
        if (config.normalise().observations()) {
            add("what the environments show, normalised", Holder.ARRAY, FLOAT, 1, environments, elements);
            add("the statistics of a rollout's observations", Holder.ARRAY, Double.BYTES, 2, environments, elements);
        }
        if (config.policy().encoder().equals("binary-dense")) {
            Factor ones = new Factor(LISTED_ONES, "ones", ENVIRONMENT);
            add("the lists of ones", Holder.ARRAY, elements.size <= LONGEST_NARROW_ROW ? Character.BYTES : Integer.BYTES, 1,
                    steps, environments, ones);
        }
        List<Factor> acting = List.of(environments);
        List<Factor> learning = List.of(steps, environments);
        if (config.learnsFromActor()) {
            addPass(learning, observation, elements, actions);
        } else {
            addPass(acting, observation, elements, actions);
            addPass(List.of(steps, new Factor(config.environments() / minibatches(), "environments a minibatch",
                    ENVIRONMENTS)), observation, elements, actions);
        }
        addPass(acting, observation, elements, actions);
        addWeights(observation, elements, actions);
    }

    private int minibatches() {
        return config.algorithm().minibatches();
    }

    private int heads() {
        return config.algorithm().outputs() == Outputs.ACTION_VALUES ? 1 : 2;
    }

    private boolean hasCore() {
        return config.policy().core().isRecurrent();
    }

    private static Factor elements(Box observation) {
        double size = 1;
        for (int axis : observation.shape()) {
            size *= axis;
        }
        return new Factor((long) Math.min(size, Long.MAX_VALUE), "elements", ENVIRONMENT);
    }

    private void add(String name, Holder holder, int elementBytes, int copies, Factor... factors) {
        buffers.add(new Buffer(name, holder, elementBytes, copies, List.of(factors)));
    }

    /** Activations and gradients of one batch; each class's Javadoc or fields say which it has. */
    private void addPass(List<Factor> rows, Box observation, Factor elements, Space actions) {
        Factor units = encoderUnits(elements);
        for (int encoder = 0; encoder < config.policy().encoders(); encoder++) {
            addEncoder(rows, observation, elements, units);
        }
        int cores = config.policy().cores();
        if (cores > config.policy().encoders()) {
            addPerRow("the gradients in the core's inputs", Holder.ARRAY, 2, rows, coreInputs(units, actions));
        }
        Factor inputs = coreInputs(units, actions);
        for (int layer = 0; hasCore() && layer < config.policy().core().layers(); layer++) {
            addPerRow("the core's inputs", Holder.MATRIX, 2 * cores, rows, inputs);
            addPerRow("the core's pre-activations", Holder.MATRIX, cores, rows, gates());
            addPerRow("the core's states before each row", Holder.MATRIX, cores, rows, coreUnits());
            addPerRow("the core's activations", Holder.ARRAY, config.policy().core().cell().arrays() * cores, rows, coreUnits());
            inputs = coreUnits();
        }
        if (!hasCore()) {
            addPerRow("the features", Holder.MATRIX, 2 * cores, rows, inputs);
            addPerRow("the features", Holder.ARRAY, 2 * cores, rows, inputs);
        }
        int headLayers = heads() * config.policy().heads().layers();
        if (headLayers > 0) {
            addPerRow("the heads' inputs", Holder.MATRIX, 4, rows, hasCore() ? coreUnits() : inputs);
            addPerRow("the heads' activations", Holder.ARRAY, 2 * headLayers, rows, headUnits());
            addPerRow("the heads' activations", Holder.MATRIX, 3 * headLayers, rows, headUnits());
        }
        addPerRow("the logits", Holder.ARRAY, 2, rows,
                new Factor(Distributions.over(config.policy().distribution(), actions).width(), "actions", ENVIRONMENT));
    }

    private void addEncoder(List<Factor> rows, Box observation, Factor elements, Factor units) {
        switch (config.policy().encoder()) {
            case "binary-dense" -> addPerRow("the encoder's activations", Holder.ARRAYS, 2, rows, units);
            case "mlp" -> {
                addPerRow("the encoder's inputs", Holder.ARRAY, 1, rows, elements);
                addPerRow("the encoder's inputs", Holder.MATRIX, 1, rows, elements);
                addMlpLayers(rows, units);
            }
            case "nature-cnn" -> {
                addPerRow("the pictures", Holder.MATRIX, 1, rows, elements);
                for (ConvolutionShape convolution : convolutions(observation)) {
                    addPerRow("a convolution's activations", Holder.MATRIX, 1, rows,
                            new Factor(convolution.outputs(), "outputs", ENVIRONMENT));
                }
                addPerRow("the encoder's activations", Holder.ARRAY, 2, rows, units);
            }
            default -> addPerRow("the features", Holder.ARRAY, 1, rows, elements);
        }
    }

    private void addMlpLayers(List<Factor> rows, Factor units) {
        int layers = config.policy().encoderLayers();
        int normed = config.policy().encoderLayerNorm() ? layers : 0;
        addPerRow("the encoder's activations", Holder.ARRAY, 2 * (layers + normed), rows, units);
        addPerRow("the encoder's gradients", Holder.MATRIX, layers, rows, units);
        if (layers > 1) {
            addPerRow("the encoder's activations", Holder.MATRIX, 2 * (layers - 1), rows, units);
        }
    }

    private void addPerRow(String name, Holder holder, int copies, List<Factor> rows, Factor width) {
        List<Factor> factors = new ArrayList<>(rows);
        factors.add(width);
        buffers.add(new Buffer(name, holder, FLOAT, copies, factors));
    }

    private Factor encoderUnits(Factor elements) {
        return config.policy().encoder().equals("none") ? elements
                : new Factor(config.policy().encoderUnits(), "units", ENCODER_UNITS);
    }

    /** The encoder's features, and the inputs from the previous step. */
    private Factor coreInputs(Factor units, Space actions) {
        return new Factor(units.size + config.policy().previous().width(actions), units.name, units.key);
    }

    private Factor coreUnits() {
        return new Factor(config.policy().core().units(), "units", CORE_UNITS);
    }

    private Factor headUnits() {
        return new Factor(config.policy().heads().units(), "units", HEAD_UNITS);
    }

    private Factor gates() {
        return new Factor((long) config.policy().core().cell().gates() * config.policy().core().units(), "gates", CORE_UNITS);
    }

    private static List<ConvolutionShape> convolutions(Box picture) {
        int[] shape = picture.shape();
        return NatureCnn.convolutions(shape[0], shape[1], shape[2]);
    }

    /** Values, gradients and the optimiser's moments in arrays; in the engine a packed copy and gradients. */
    private void addWeights(Box observation, Factor elements, Space actions) {
        List<Buffer> layers = new ArrayList<>();
        Factor units = encoderUnits(elements);
        for (int encoder = 0; encoder < config.policy().encoders(); encoder++) {
            addEncoderWeights(layers, observation, elements, units);
        }
        for (int core = 0; hasCore() && core < config.policy().cores(); core++) {
            Factor below = coreInputs(units, actions);
            for (int layer = 0; layer < config.policy().core().layers(); layer++) {
                layers.add(weights("the core's input weights", Holder.MATRIX, below, gates()));
                if (config.policy().core().cell().hasRecurrentProduct()) {
                    layers.add(weights("the core's recurrent weights", Holder.MATRIX, coreUnits(), gates()));
                }
                below = coreUnits();
            }
        }
        Factor width = hasCore() ? coreUnits() : coreInputs(units, actions);
        for (int layer = 0; layer < config.policy().heads().layers(); layer++) {
            for (int head = 0; head < heads(); head++) {
                layers.add(weights("the heads' weights", Holder.MATRIX, width, headUnits()));
            }
            width = headUnits();
        }
        layers.add(weights("the policy's weights", Holder.ARRAYS, width,
                new Factor(Distributions.over(config.policy().distribution(), actions).width(), "actions", ENVIRONMENT)));
        double all = layers.stream().mapToDouble(Buffer::elements).sum();
        Buffer largest = layers.stream().max(Comparator.comparingDouble(Buffer::elements)).orElseThrow();
        int copies = 2 + Optimisers.arrays(config.optimiser().type());
        buffers.add(new Buffer("all weights", Holder.ARRAY, FLOAT, copies,
                List.of(new Factor((long) Math.min(all, Long.MAX_VALUE), "weights", largest.keys().get(0)))));
        layers.stream().filter(layer -> layer.holder == Holder.MATRIX).forEach(buffers::add);
    }

    private void addEncoderWeights(List<Buffer> layers, Box observation, Factor elements, Factor units) {
        switch (config.policy().encoder()) {
            case "binary-dense" -> layers.add(weights("the encoder's weights", Holder.ARRAYS, elements, units));
            case "mlp" -> {
                layers.add(weights("the encoder's weights", Holder.MATRIX, elements, units));
                for (int layer = 1; layer < config.policy().encoderLayers(); layer++) {
                    layers.add(weights("the encoder's weights", Holder.MATRIX, units, units));
                }
            }
            case "nature-cnn" -> layers.add(weights("the encoder's weights", Holder.MATRIX,
                    new Factor(convolutions(observation).get(2).outputs(), "features", ENVIRONMENT), units));
            default -> {
                // has none
            }
        }
    }

    private static Buffer weights(String name, Holder holder, Factor inputs, Factor outputs) {
        return new Buffer(name, holder, FLOAT, 2, List.of(inputs, outputs));
    }

    /**
     * Refuses a run that does not fit in memory.
     *
     * @throws InvalidConfigException with the sizes and the keys to change
     */
    public void require(Room room) {
        for (Buffer buffer : buffers) {
            if (buffer.elements() > buffer.holder.most) {
                throw new InvalidConfigException(buffer.keys(), String.format(Locale.ROOT, "%s would have %s elements (%s), "
                        + "and %s holds at most %,d: make %s smaller", buffer.name, Decimal.grouped(buffer.elements(), 0), buffer.size(),
                        buffer.holder.name, buffer.holder.most, named(buffer.keys())));
            }
        }
        double heap = heap();
        double outside = outside();
        double all = bytes();
        if (all > room.machine) {
            throw tooLarge(all, "this machine has", room.machine, "", Holder.values());
        }
        String remedy = ", or allow it more with TOPSPIN_JAVA_OPTS=-Xmx"
                + ((long) Math.ceil(Math.max(heap, outside) / GIB) + 1) + "g";
        if (heap > room.heap) {
            throw tooLarge(heap, "this JVM takes at most", room.heap, remedy, Holder.ARRAY, Holder.ARRAYS);
        }
        if (outside > room.heap) {
            throw tooLarge(outside, "this JVM takes at most", room.heap, remedy, Holder.MATRIX);
        }
    }

    /** Bytes, as a lower bound. */
    public double bytes() {
        return bytes(Holder.values());
    }

    /** Of these, bytes of Java arrays. */
    public double heap() {
        return bytes(Holder.ARRAY, Holder.ARRAYS);
    }

    /** Of these, bytes of the engine's matrices. */
    public double outside() {
        return bytes(Holder.MATRIX);
    }

    private double bytes(Holder... holders) {
        return buffers.stream().filter(buffer -> Arrays.asList(holders).contains(buffer.holder))
                .mapToDouble(Buffer::bytes).sum();
    }

    private InvalidConfigException tooLarge(double needed, String who, long has, String remedy, Holder... holders) {
        Buffer largest = buffers.stream().filter(buffer -> Arrays.asList(holders).contains(buffer.holder))
                .max(Comparator.comparingDouble(Buffer::bytes)).orElseThrow();
        return new InvalidConfigException(largest.keys(), "this run needs at least " + gib(needed) + " of memory, "
                + gib(largest.bytes()) + " of it for " + largest.name + " (" + largest.size() + "), and " + who + " "
                + gib(has) + ": make " + named(largest.keys()) + " smaller" + remedy);
    }

    private static String gib(double bytes) {
        return Decimal.grouped(bytes / GIB, 1) + " GiB";
    }

    private static String named(List<String> keys) {
        List<String> names = keys.stream().map(key -> key.equals(ENVIRONMENT) ? "what env shows" : key).toList();
        return names.size() == 1 ? names.get(0) : String.join(", ", names.subList(0, names.size() - 1)) + " or "
                + names.get(names.size() - 1);
    }
}
