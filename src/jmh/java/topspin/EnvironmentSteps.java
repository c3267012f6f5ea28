package topspin;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts decisions, so that a throughput benchmark of invocations of any length also reports steps per second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class EnvironmentSteps {
    /** Decisions, summed over environments. */
    public long steps;

    public void add(int more) {
        steps += more;
    }
}
