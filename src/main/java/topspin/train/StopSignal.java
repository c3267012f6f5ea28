package topspin.train;

/**
 * A wish that training stop early: the trainer looks at {@link #requested} between updates. Any thread may make the wish
 * at any time.
 */
public final class StopSignal {
    private volatile boolean requested;

    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }
}
