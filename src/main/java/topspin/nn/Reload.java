package topspin.nn;

import topspin.nn.engine.Weights;

import java.util.List;

/**
 * Packs an engine's copy of a slice of the parameters anew: to be run after every change of the slice and before the
 * next pass, in any order. Different reloads, and different rows of one, may run on different threads.
 *
 * @param slice of which there is a copy
 * @param unit  rows of the slice's outermost axis that must be packed together; all of them if it cannot be split
 * @param copy  copies rows
 */
public record Reload(Parameters.Slice slice, int unit, RowCopy copy) {

    /** Copies rows of a slice. */
    @FunctionalInterface
    public interface RowCopy {
        /**
         * @param first a multiple of the unit
         * @param count a multiple of the unit, or all rows that are left
         */
        void run(int first, int count);
    }

    /** For a copy that cannot be split. */
    public static Reload whole(Parameters.Slice slice, Runnable copy) {
        return new Reload(slice, slice.rows(), (first, count) -> copy.run());
    }

    /** Of all copies that an engine keeps of a matrix of weights. */
    public static List<Reload> of(Parameters parameters, Parameters.Slice slice, Weights weights) {
        return weights.copies().stream().map(copy -> new Reload(slice, copy.unit(),
                (first, count) -> copy.load(parameters.values(), slice.offset(), first, count))).toList();
    }

    /** Copies the whole slice. */
    public void run() {
        copy.run(0, slice.rows());
    }
}
