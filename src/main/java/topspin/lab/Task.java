package topspin.lab;

import topspin.supervised.Axes;
import topspin.supervised.Examples;
import topspin.supervised.Fit;
import topspin.supervised.SequenceLoss;
import topspin.supervised.SequenceModel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an exercise learns: data, layers, a loss, a score. For one thread. */
public interface Task {

    /** What the model reads. */
    Axes input();

    /** Puts the layers on top of each other. */
    void layers(SequenceModel.Builder model);

    SequenceLoss loss();

    default SequenceLoss.Reduction reduction() {
        return SequenceLoss.Reduction.MEAN;
    }

    /** What is learned from. */
    Examples training();

    /** What the loss is watched on without learning from it; empty for nothing. */
    default Optional<Examples> validation() {
        return Optional.empty();
    }

    /**
     * How good the model is: more is better.
     *
     * @param last whether training is over, so that the answer may take longer
     */
    double score(Fit fit, boolean last);

    /** What the score is, for the table's header: one word. Most count right answers, in per cent. */
    default String scoreName() {
        return "right-%";
    }

    /** What a run is to reach; empty if there is no such number. */
    default Optional<Goal> goal() {
        return Optional.empty();
    }

    /**
     * What a run is to reach.
     *
     * @param score at least this; null for any
     * @param loss  at most this, of the last epoch; null for any
     * @param text  for people: {@code an error of at most 0.1 %}
     */
    record Goal(Double score, Double loss, String text) {

        /** A score of at least this. */
        public static Goal ofScore(double score, String text) {
            return new Goal(score, null, text);
        }

        /** A loss of at most this. */
        public static Goal ofLoss(double loss, String text) {
            return new Goal(null, loss, text);
        }

        /** Whether a run has come so far. */
        public boolean isReached(double theScore, double theLoss) {
            return (score == null || theScore >= score) && (loss == null || theLoss <= loss);
        }
    }

    /**
     * What there is to see at the end.
     *
     * @param directory of the run, where pictures go
     * @return lines for people
     */
    default List<String> report(Fit fit, Path directory) {
        return List.of();
    }

    /**
     * What the model reads while it is looked inside, and what its units may go with; empty if the lab has no such view.
     *
     * @param text that is read
     * @throws topspin.config.InputException if the model cannot read it
     */
    default Optional<Insight> insight(String text) {
        return Optional.empty();
    }

    /**
     * Answers to what the user asks of a trained model.
     *
     * @throws topspin.config.InputException if it is no question for this model
     */
    List<String> predict(Fit fit, List<String> questions);
}
