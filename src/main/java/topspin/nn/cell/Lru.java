package topspin.nn.cell;

import topspin.nn.GradientBlock;
import topspin.nn.Initialiser;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;

/**
 * The linear recurrent unit (Orvieto et al. 2023, "Resurrecting recurrent neural networks for long sequences"): a
 * complex state that rotates and decays by itself,
 *
 * <pre>
 * λ = exp(−exp(ν) + i·exp(θ))      γ = √(1 − |λ|²)
 * h' = λ·h + γ·(x·B)
 * y = Re(h'·C) + x·D
 * </pre>
 *
 * with one λ per unit, all products before and after the loop over steps. The state is {@code [Re h, Im h]}, 2·units floats.
 * B is {@code [inputs][Re, Im]}, C {@code [2·units][units]}: the rows of Re C and then those of −Im C, which multiply Re h and
 * Im h.
 */
public final class Lru implements RecurrentCell {
    /** Initial range of |λ|, uniform in area: long memories are rare in a disc, so the ring is narrow (section 3.3). */
    private static final double SMALLEST_RADIUS = 0.9;
    private static final double LARGEST_RADIUS = 0.999;

    private final Engine engine;
    private final Parameters parameters;
    private final String name;
    private final int inputs;
    private final int units;
    private final double maxPhase;
    private final Dimensions dimensions;
    private final WeightMatrix inputWeights;
    private final WeightMatrix outputWeights;
    private final WeightMatrix directWeights;
    private final Parameters.Slice eigenvalues;
    private final float[] real;
    private final float[] imaginary;
    private final float[] gain;

    /**
     * @param name     path of the parameters, e.g. {@code core/0}
     * @param maxPhase end of the initial range of the angle of λ, in radians
     */
    public Lru(Engine engine, Parameters parameters, String name, int inputs, int units, double maxPhase) {
        this.engine = engine;
        this.parameters = parameters;
        this.name = name;
        this.inputs = inputs;
        this.units = units;
        this.maxPhase = maxPhase;
        dimensions = new Dimensions(inputs, units, 2 * units);
        inputWeights = new WeightMatrix(engine, parameters, name + "/input-weights", inputs, 2 * units);
        outputWeights = new WeightMatrix(engine, parameters, name + "/output-weights", 2 * units, units);
        directWeights = new WeightMatrix(engine, parameters, name + "/direct-weights", inputs, units);
        eigenvalues = parameters.declare(name + "/eigenvalues", 2, units);
        real = new float[units];
        imaginary = new float[units];
        gain = new float[units];
    }

    @Override
    public Dimensions dimensions() {
        return dimensions;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    /** Draws λ from a ring, C with gain √½, since it sums over real and imaginary parts, and the others with gain 1. */
    @Override
    public void initialise(Initialiser initialiser, RandomStreams streams) {
        inputWeights.initialise(initialiser, 1, streams);
        outputWeights.initialise(initialiser, Math.sqrt(0.5), streams);
        directWeights.initialise(initialiser, 1, streams);
        RandomStream stream = streams.stream("init/" + name + "/eigenvalues");
        float[] values = parameters.values();
        double inner = SMALLEST_RADIUS * SMALLEST_RADIUS;
        double outer = LARGEST_RADIUS * LARGEST_RADIUS;
        for (int k = 0; k < units; k++) {
            double square = inner + stream.nextDouble() * (outer - inner);
            double phase = (1 - stream.nextDouble()) * maxPhase;
            values[eigenvalues.offset() + k] = (float) StrictMath.log(-0.5 * StrictMath.log(square));
            values[eigenvalues.offset() + units + k] = (float) StrictMath.log(phase);
        }
    }

    @Override
    public List<Reload> reloads() {
        List<Reload> reloads = new ArrayList<>(inputWeights.reloads());
        reloads.addAll(outputWeights.reloads());
        reloads.addAll(directWeights.reloads());
        reloads.add(Reload.whole(eigenvalues, this::computeEigenvalues));
        return reloads;
    }

    private void computeEigenvalues() {
        for (int k = 0; k < units; k++) {
            double radius = radius(k);
            double phase = phase(k);
            real[k] = (float) (radius * StrictMath.cos(phase));
            imaginary[k] = (float) (radius * StrictMath.sin(phase));
            gain[k] = (float) gain(radius);
        }
    }

    private double radius(int k) {
        return StrictMath.exp(-StrictMath.exp(parameters.values()[eigenvalues.offset() + k]));
    }

    private double phase(int k) {
        return StrictMath.exp(parameters.values()[eigenvalues.offset() + units + k]);
    }

    private static double gain(double radius) {
        return StrictMath.sqrt(1 - radius * radius);
    }

    @Override
    public CellRows rows(int rows) {
        return new LruRows(this, rows);
    }

    WeightMatrix inputWeights() {
        return inputWeights;
    }

    WeightMatrix outputWeights() {
        return outputWeights;
    }

    WeightMatrix directWeights() {
        return directWeights;
    }

    /** Re λ, {@code [units]}. */
    float[] real() {
        return real;
    }

    /** Im λ, {@code [units]}. */
    float[] imaginary() {
        return imaginary;
    }

    /** γ, {@code [units]}. */
    float[] gain() {
        return gain;
    }

    /**
     * Plans the gradient in ν and θ.
     *
     * @param sums computes those in Re λ, Im λ and γ, each {@code [units]}
     */
    GradientBlock eigenvalueGradient(EigenvalueSums sums) {
        double[] byReal = new double[units];
        double[] byImaginary = new double[units];
        double[] byGain = new double[units];
        return () -> {
            sums.compute(byReal, byImaginary, byGain);
            float[] gradients = parameters.gradients();
            double squares = 0;
            for (int k = 0; k < units; k++) {
                double radius = radius(k);
                double phase = phase(k);
                double cosine = StrictMath.cos(phase);
                double sine = StrictMath.sin(phase);
                double byRadius = byReal[k] * cosine + byImaginary[k] * sine - byGain[k] * radius / gain(radius);
                double byPhase = radius * (byImaginary[k] * cosine - byReal[k] * sine);
                // dr/dν = −exp(ν)·r = ln(r)·r, and dφ/dθ = φ
                float nu = (float) (byRadius * radius * StrictMath.log(radius));
                float theta = (float) (byPhase * phase);
                gradients[eigenvalues.offset() + k] = nu;
                gradients[eigenvalues.offset() + units + k] = theta;
                squares += (double) nu * nu + (double) theta * theta;
            }
            return squares;
        };
    }

    /** Sums over rows. */
    interface EigenvalueSums {
        void compute(double[] byReal, double[] byImaginary, double[] byGain);
    }
}
