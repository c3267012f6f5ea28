package topspin.nn;

import topspin.nn.engine.Matrix;

/** Where an encoder puts its features, and where it finds the gradient in them. */
public interface CoreInput {

    /** Inputs, {@code [rows][inputs]}; the encoder fills it. */
    Matrix input();

    /** The gradient of the loss in the inputs, {@code [rows][inputs]}; complete once every shard is passed back. */
    Matrix inputGradient();
}
