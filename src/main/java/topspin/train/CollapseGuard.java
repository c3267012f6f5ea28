package topspin.train;

import topspin.run.RunConfig;
import topspin.text.Decimal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Handles {@link CollapseWatch the collapses} of a run: records them for {@code run.json} and counts the rollbacks,
 * each of which halves the learning rate. Without rollback only the first collapse is reported.
 *
 * <p>Order of use: {@link #observe} per row; after a collapse {@link #rolledBack} or {@link #left}. One thread.
 */
final class CollapseGuard {
    /** Factor of the learning rate per rollback: at the same rate the run would probably collapse again. */
    static final double SLOWER = 0.5;
    private static final long NOWHERE = -1;

    private final RunConfig.Guard config;
    private final CollapseWatch watch = new CollapseWatch();
    private final List<Event> events = new ArrayList<>();
    private long episodes;
    private int rollbacks;

    /**
     * @param noticed    step of the row at which it was noticed
     * @param rolledBack step whose weights were restored; −1 for none
     */
    private record Event(CollapseWatch.Collapse collapse, long noticed, long rolledBack) {
    }

    CollapseGuard(RunConfig.Guard config) {
        this.config = config;
    }

    /**
     * Takes in a row; one without a newly finished episode is ignored.
     *
     * @param finished episodes that entered the scores since step 0
     * @return a collapse to be reported or rolled back
     */
    Optional<CollapseWatch.Collapse> observe(long step, double score, double entropy, long finished) {
        if (finished == episodes) {
            return Optional.empty();
        }
        episodes = finished;
        Optional<CollapseWatch.Collapse> collapse = watch.observe(step, score, entropy);
        boolean calls = config.collapse() && (config.rollback() || events.isEmpty());
        return calls ? collapse : Optional.empty();
    }

    /** Records that the run continues without a rollback. */
    String left(CollapseWatch.Collapse collapse, long step) {
        events.add(new Event(collapse, step, NOWHERE));
        return sentence(collapse) + "; guard.rollback: true would go back to the best checkpoint";
    }

    /** Records that the run continues from the weights of an earlier step, at a lower learning rate. */
    String rolledBack(CollapseWatch.Collapse collapse, long step, long to) {
        events.add(new Event(collapse, step, to));
        rollbacks++;
        watch.forgetFrom(collapse.step());
        return sentence(collapse) + "; went back to the weights of step " + to + ", learning rate × "
                + learningRateFactor() + " from here on";
    }

    /** Factor of the schedule's learning rate. */
    double learningRateFactor() {
        return Math.pow(SLOWER, rollbacks);
    }

    /** Adds {@code collapsed} to the run's summary if there was a collapse. */
    void summarise(Map<String, Object> summary) {
        if (!events.isEmpty()) {
            summary.put("collapsed", events.stream().map(CollapseGuard::summary).toList());
        }
    }

    private static Map<String, Object> summary(Event event) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("step", event.collapse.step());
        summary.put("noticed-at-step", event.noticed);
        summary.put("level", event.collapse.level());
        summary.put("score", event.collapse.score());
        if (event.rolledBack != NOWHERE) {
            summary.put("rolled-back-to-step", event.rolledBack);
        }
        return summary;
    }

    private static String sentence(CollapseWatch.Collapse collapse) {
        return "collapsed at step " + collapse.step() + ": the score held " + Decimal.of(collapse.level(), 1) + " before, and is "
                + Decimal.of(collapse.score(), 1) + " after " + collapse.rows() + " rows on the floor";
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(episodes);
        out.writeInt(rollbacks);
        watch.save(out);
        out.writeInt(events.size());
        for (Event event : events) {
            out.writeLong(event.collapse.step());
            out.writeDouble(event.collapse.level());
            out.writeDouble(event.collapse.score());
            out.writeInt(event.collapse.rows());
            out.writeLong(event.noticed);
            out.writeLong(event.rolledBack);
        }
    }

    /** Reads back what {@link #save} wrote. */
    void restore(DataInput in) throws IOException {
        episodes = in.readLong();
        rollbacks = in.readInt();
        watch.restore(in);
        events.clear();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            CollapseWatch.Collapse collapse =
                    new CollapseWatch.Collapse(in.readLong(), in.readDouble(), in.readDouble(), in.readInt());
            events.add(new Event(collapse, in.readLong(), in.readLong()));
        }
    }
}
