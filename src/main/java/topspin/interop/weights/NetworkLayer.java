package topspin.interop.weights;

import topspin.nn.cell.CoreConfig;

/** A piece of a network whose tensors other frameworks may know. */
public sealed interface NetworkLayer {

    /** Which way a recurrent layer reads, and whether another one beside it reads the other way. */
    enum Way { ALONE, FORWARDS, BACKWARDS }

    /**
     * A recurrent layer of one direction.
     *
     * @param path   of its parameters
     * @param scope  what stands before the framework's name: {@code ""}, or {@code critic/}
     * @param core   its cell, one layer of it
     * @param inputs width of what it reads
     */
    record Cell(String path, String scope, CoreConfig core, int inputs, Way way) implements NetworkLayer {

        /** Whether a framework would make it a layer of the same stack as the one before. */
        boolean continues(Cell before) {
            return scope.equals(before.scope) && core.equals(before.core)
                    && (way == Way.ALONE) == (before.way == Way.ALONE);
        }
    }

    /**
     * A dense layer.
     *
     * @param path         of its parameters {@code weights} and {@code bias}
     * @param name         that it keeps; empty for one that the framework numbers
     * @param inputs       width of what it reads
     * @param outputs      width of what it yields
     * @param outputsFirst whether our weights are {@code [outputs][inputs]}
     */
    record Linear(String path, String name, int inputs, int outputs, boolean outputsFirst) implements NetworkLayer {
    }

    /**
     * A tensor that keeps its name and shape.
     *
     * @param path of the parameter
     */
    record Own(String path) implements NetworkLayer {
    }
}
