package topspin.nn.engine;

/** Weights as operands of oneDNN's products. */
interface OneDnnWeights extends Weights {

    /** {@code W}. */
    OneDnnEngine.Operand forward();

    /** {@code Wᵀ}, kept up to date from when it is first asked for, which is when a product is planned. */
    OneDnnEngine.Operand turned();
}
