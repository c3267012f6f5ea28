package topspin.text;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them: {@code 7 min 12 s}. */
public final class WallTime {
    private WallTime() {
    }

    /** Of seconds. */
    public static String of(double seconds) {
        Duration time = Duration.ofSeconds(Math.round(seconds));
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %d min", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0 ? String.format(Locale.ROOT, "%d min %d s", time.toMinutes(), time.toSecondsPart())
                : Decimal.of(seconds, 1) + " s";
    }
}
