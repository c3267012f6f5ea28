package topspin.nn;

/** The features that heads read, row by row, and their gradient, which heads write. */
public interface Features {

    /** Outputs, {@code [rows][outputs]}. */
    float[] output();

    /** The gradient of the loss in the outputs, {@code [rows][outputs]}. */
    float[] outputGradient();
}
