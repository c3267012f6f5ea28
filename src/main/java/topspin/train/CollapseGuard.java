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
 * What a run does about {@link CollapseWatch its collapses}: remembers them for {@code run.json}, and how often it was
 * rolled back, since every rollback halves the learning rate. Without rollback the first collapse is the only one it
 * speaks of.
 *
 * <p>Order of use: {@link #observe} per row; after a collapse {@link #rolledBack} or {@link #left}. One thread.
 */
final class CollapseGuard {
    /** What a rollback multiplies the learning rate by: the same steps again would lead to the same place. */
    static final double SLOWER = 0.5;
    private static final long NOWHERE = -1;

    private final RunConfig.Guard config;
    private final CollapseWatch watch = new CollapseWatch();
    private final List<Event> events = new ArrayList<>();
    private long episodes;
    private int rollbacks;

    /**
     * @param noticed    step of the row that gave it away
     * @param rolledBack step whose weights were restored; −1 for none
     */
    private record Event(CollapseWatch.Collapse collapse, long noticed, long rolledBack) {
    }

    CollapseGuard(RunConfig.Guard config) {
        this.config = config;
    }

    /**
     * Takes in a row; one without a newly finished episode says nothing new and is passed over.
     *
     * @param finished episodes that entered the scores since step 0
     * @return a collapse that calls for a word or a rollback
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

    /** The run goes on as it is. */
    String left(CollapseWatch.Collapse collapse, long step) {
        events.add(new Event(collapse, step, NOWHERE));
        return sentence(collapse) + "; guard.rollback: true would go back to the best checkpoint";
    }

    /** The run goes on from the weights of another step, more slowly. */
    String rolledBack(CollapseWatch.Collapse collapse, long step, long to) {
        events.add(new Event(collapse, step, to));
        rollbacks++;
        watch.forgetFrom(collapse.step());
        return sentence(collapse) + "; went back to the weights of step " + to + ", learning rate × "
                + learningRateFactor() + " from here on";
    }

    /** What the schedule's learning rate is multiplied by. */
    double learningRateFactor() {
        return Math.pow(SLOWER, rollbacks);
    }

    /** Adds {@code collapsed} to a run's summary, if it ever was. */
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
