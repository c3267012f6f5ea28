package topspin.nn;

/** What heads read, row by row, and where they leave the gradient in it. */
public interface Features {

    /** Outputs, {@code [rows][outputs]}. */
    float[] output();

    /** The gradient of the loss in the outputs, {@code [rows][outputs]}. */
    float[] outputGradient();
}
