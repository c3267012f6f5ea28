package topspin.nn.engine;

/** Weights as operands of oneDNN's products. */
interface OneDnnWeights extends Weights {

    /** {@code W}. */
    OneDnnEngine.Operand forward();

    /** {@code Wᵀ}, packed with every change once a product that reads it is planned. */
    OneDnnEngine.Operand turned();
}
