package topspin;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts the multiplications and additions of matrix products, so that a throughput benchmark in operations per second
 * also reports GFLOP/s. Work other than products counts as nothing: a share of peak is then a lower bound.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class FloatingPointOperations {
    /** 10⁹ operations. */
    public double gflop;

    public void add(double operations) {
        gflop += operations * 1e-9;
    }
}
