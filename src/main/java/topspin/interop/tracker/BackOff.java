package topspin.interop.tracker;

import java.time.Duration;

/** Pauses between tries, each twice as long as the one before. One thread. */
final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /** The pause before the next try; never shorter than the one that was asked for. */
    Duration after(TrackerException failure) {
        Duration pause = next.compareTo(failure.pause()) >= 0 ? next : failure.pause();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }

    /** After a try that succeeded. */
    void reset() {
        next = FIRST;
    }
}
