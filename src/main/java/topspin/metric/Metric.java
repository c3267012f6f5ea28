package topspin.metric;

import topspin.parallel.Phase;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What is measured once per log interval: the columns of {@code progress.csv}, in this order, and their TensorBoard
 * tags (as CleanRL writes them, where CleanRL has one).
 */
public enum Metric {
    /** Agent decisions, summed over environments. */
    STEP("step", null),
    /** Mean return of the last {@code log.score-window} finished episodes; 0 before the first. */
    SCORE("score", "charts/episodic_return"),
    /** Decisions per second since the last row. */
    FPS("fps", "charts/SPS"),
    /** Wall time of training since step 0, earlier sessions of a resumed run included. */
    SECONDS("seconds", "charts/seconds"),
    /** Emulated frames per second since the last row: decisions times skipped frames. */
    FRAMES_PER_SECOND("frames_per_second", "charts/frames_per_second"),
    /** Episodes finished since step 0. */
    EPISODES("episodes", "charts/episodes"),
    /** Mean length, in decisions, of the episodes that {@link #SCORE} averages. */
    EPISODE_LENGTH("episode_length", "charts/episodic_length"),
    /** Gradient updates since step 0. */
    UPDATES("updates", "charts/updates"),
    POLICY_LOSS("policy_loss", "losses/policy_loss"),
    VALUE_LOSS("value_loss", "losses/value_loss"),
    /** Mean entropy of the policy, nats. */
    ENTROPY("entropy", "losses/entropy"),
    /** Mean of (r − 1) − log r over the epoch's minibatches; PPO only. */
    APPROX_KL("approx_kl", "losses/approx_kl"),
    /** Share of ratios that were clipped; PPO only. */
    CLIPFRAC("clipfrac", "losses/clipfrac"),
    /** 1 − Var(return − value) / Var(return). */
    EXPLAINED_VARIANCE("explained_variance", "losses/explained_variance"),
    LEARNING_RATE("learning_rate", "charts/learning_rate"),
    /** Global norm before clipping. */
    GRAD_NORM("grad_norm", "losses/grad_norm"),
    /** Milliseconds per rollout spent acting and stepping environments. */
    COLLECT_MS("collect_ms", "time/collect_ms"),
    /** Milliseconds per rollout spent on returns, losses, gradients and the optimiser. */
    LEARN_MS("learn_ms", "time/learn_ms"),
    // Milliseconds of worker time per rollout, by topspin.parallel.Phase: added up over workers, so that with idle_ms they
    // make workers × (collect_ms + learn_ms).
    ACT_MS("act_ms", "time/act_ms"),
    ENVIRONMENT_MS("environment_ms", "time/environment_ms"),
    RETURNS_MS("returns_ms", "time/returns_ms"),
    FORWARD_MS("forward_ms", "time/forward_ms"),
    BACKWARD_MS("backward_ms", "time/backward_ms"),
    GRADIENT_MS("gradient_ms", "time/gradient_ms"),
    OPTIMISER_MS("optimiser_ms", "time/optimiser_ms"),
    PACKING_MS("packing_ms", "time/packing_ms"),
    /** Milliseconds of worker time per rollout in none of these: waiting, and what one thread does alone. */
    IDLE_MS("idle_ms", "time/idle_ms"),
    // The metrics below are measured by some runs only, and only these have their columns.
    /** The present clip range of a linear schedule; PPO only. */
    CLIP("clip", "charts/clip"),
    /** The present coefficient of the entropy bonus under a linear schedule. */
    ENTROPY_COEFFICIENT("entropy_coefficient", "charts/entropy_coefficient"),
    /** ½·mean (Q(s, a) − target)²; PQN only. */
    TD_LOSS("td_loss", "losses/td_loss"),
    /** Mean value of the actions that were taken; PQN only. */
    Q_VALUES("q_values", "losses/q_values"),
    /** Probability of a random action; PQN only. */
    EPSILON("epsilon", "charts/epsilon"),
    /** Mean loss of the training examples, each batch as it was before it was learned from; labs only. */
    LOSS("loss", "losses/loss"),
    /** Mean loss of examples that are not learned from; labs only. */
    VALIDATION_LOSS("validation_loss", "losses/validation_loss");

    private final String column;
    private final String tag;

    Metric(String column, String tag) {
        this.column = column;
        this.tag = tag;
    }

    /** The column of a phase's milliseconds. */
    public static Metric of(Phase phase) {
        return valueOf(phase.name() + "_MS");
    }

    /** The columns of a run that also measures these optional metrics, in order. */
    public static List<Metric> columns(Collection<Metric> optional) {
        return Arrays.stream(values()).filter(metric -> !metric.isOptional() || optional.contains(metric)).toList();
    }

    /** Whether only some runs measure it, and have a column for it. */
    public boolean isOptional() {
        return ordinal() > IDLE_MS.ordinal();
    }

    /** Name of the CSV column. */
    public String column() {
        return column;
    }

    /** TensorBoard tag; null if it is not written there (the step is TensorBoard's own axis). */
    public String tag() {
        return tag;
    }
}
