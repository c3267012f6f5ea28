package topspin.train;

import topspin.config.InvalidConfigException;
import topspin.metric.MetricSink;
import topspin.nn.engine.Arithmetic;
import topspin.policy.ActionChoice;
import topspin.run.Checkpoint;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunFailedException;
import topspin.run.WorldVersion;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How runs are trained and played: the interface between those who start runs (command line, sweeps) and the trainer. */
public interface Training {

    /**
     * The arithmetic that a run would have on this machine. Computes nothing yet.
     *
     * @throws RunFailedException caused by {@link topspin.nn.engine.EngineUnavailableException} if the engine cannot be used
     */
    Arithmetic arithmetic(RunConfig config);

    /** The world that a run would train in, in its present version. */
    WorldVersion world(RunConfig config);

    /**
     * Builds everything a run needs, restored from a checkpoint if there is one; does not train yet.
     *
     * @param config     resolved and checked
     * @param directory  where checkpoints go, by {@link RunDirectory#save} and {@link RunDirectory#saveBest}
     * @param checkpoint of the same config; empty to begin at step 0
     * @param sinks      get a row per log interval; what their {@link MetricSink#sync} returns, in this order, goes into
     *                   every checkpoint by {@link Checkpoint.Writer#sinkLengths}
     * @throws InvalidConfigException if the parts do not fit, such as an encoder and an observation
     */
    Session open(RunConfig config, RunDirectory directory, Optional<Checkpoint> checkpoint, List<MetricSink> sinks)
            throws IOException;

    /**
     * Plays with the weights of a checkpoint, without learning.
     *
     * @param choice   of actions; {@link ActionChoice#SAMPLED} is as at the end of training, whatever the algorithm
     * @param episodes how many to finish
     * @throws InvalidConfigException if the parts do not fit
     */
    Evaluation evaluate(RunConfig config, Checkpoint checkpoint, ActionChoice choice, int episodes) throws IOException;

    /** A run that is ready to go. */
    interface Session extends AutoCloseable {

        /** Engine, instruction set and kernels, in one line. */
        String engine();

        /** The network's layers, their outputs and parameters, line by line; empty if there is none. */
        default List<String> layers() {
            return List.of();
        }

        /**
         * Trains until the last step or a requested stop. On a stop it finishes the current update and saves a
         * checkpoint; if the update would take long, it gives it up and keeps the last checkpoint, from which the run
         * resumes to the same end.
         *
         * @throws RunFailedException if the run cannot go on
         */
        Outcome run(StopSignal stop) throws IOException;

        @Override
        void close();
    }

    /**
     * @param finished whether the last step was reached
     * @param summary  for {@code run.json}: what JSON can hold
     */
    record Outcome(boolean finished, Map<String, Object> summary) {
    }

    /**
     * @param returns of each finished episode, undiscounted
     * @param lengths of each finished episode, in decisions
     */
    record Evaluation(List<Double> returns, List<Integer> lengths) {
    }
}
