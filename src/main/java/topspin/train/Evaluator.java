package topspin.train;

import topspin.env.VectorEnvironment;
import topspin.learn.Sharding;
import topspin.normalise.Normaliser;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.Rollout;
import topspin.rollout.RolloutCollector;

import java.util.ArrayList;
import java.util.List;

/** Plays whole episodes, without learning. One use. */
final class Evaluator {
    private static final int STEPS = 128;

    private final RolloutCollector collector;
    private final ActionChoice choice;
    private final int environments;

    /**
     * @param normaliser what it reads the environments through, frozen
     * @param streams    of actions; the environments have theirs already
     */
    Evaluator(VectorEnvironment environment, PolicyNetwork policy, ActionChoice choice, Normaliser normaliser,
              RandomStreams streams) {
        environments = environment.count();
        this.choice = choice;
        collector = new RolloutCollector(environment, policy, STEPS, Sharding.automatic(environments), false, false,
                normaliser, streams);
    }

    /**
     * Plays until {@code episodes} are finished. All environments play the same number of them, to within one, so that
     * short episodes are not over-represented.
     */
    Training.Evaluation play(int episodes, WorkerPool workers) {
        double[] running = new double[environments];
        int[] length = new int[environments];
        int[] left = new int[environments];
        for (int n = 0; n < environments; n++) {
            left[n] = episodes / environments + (n < episodes % environments ? 1 : 0);
        }
        List<Double> returns = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        collector.reset();
        while (returns.size() < episodes) {
            Rollout rollout = collector.collect(workers, choice);
            for (int t = 0; t < STEPS; t++) {
                for (int n = 0; n < environments; n++) {
                    int row = rollout.row(t, n);
                    running[n] += rollout.rawRewards()[row];
                    length[n]++;
                    if (rollout.done()[row]) {
                        if (left[n]-- > 0) {
                            returns.add(running[n]);
                            lengths.add(length[n]);
                        }
                        running[n] = 0;
                        length[n] = 0;
                    }
                }
            }
        }
        return new Training.Evaluation(returns, lengths);
    }
}
