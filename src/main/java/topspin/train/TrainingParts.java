package topspin.train;

import topspin.algorithm.Learner;
import topspin.env.VectorEnvironment;
import topspin.normalise.Normaliser;
import topspin.optim.Optimiser;
import topspin.optim.Optimisers;
import topspin.policy.PolicyBatch;
import topspin.policy.PolicyNetwork;
import topspin.random.RandomStreams;
import topspin.rollout.RolloutCollector;
import topspin.run.Footprint;
import topspin.run.Guards;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;

/**
 * Policy, collector, learner and the other parts of a run. One thread; the caller closes the equipment.
 *
 * @param normaliser of observations and rewards
 */
record TrainingParts(Equipment equipment, PolicyNetwork policy, Optimiser optimiser, Guards guards, Normaliser normaliser,
                     RolloutCollector collector, Learner learner) {

    /**
     * Builds them as they are at step 0.
     *
     * @throws topspin.config.InvalidConfigException if they do not fit each other, or this machine has no room for them
     */
    static TrainingParts of(RunConfig config, Equipment equipment) {
        VectorEnvironment environment = equipment.environment();
        // The footprint assumes that the parts fit.
        Trainer.requireFit(config, environment.observationSpace(), environment.actionSpace());
        new Footprint(config, environment.observationSpace(), environment.actionSpace()).require(Footprint.Room.here());
        PolicyNetwork policy = Trainer.policy(config, environment, equipment.engine());
        Optimiser optimiser = Optimisers.of(config.optimiser(), policy.parameters().size());
        Guards guards = new Guards(config.guard());
        Normaliser normaliser = Trainer.normaliser(config, environment);
        RandomStreams streams = new RandomStreams(config.seed());
        boolean acts = config.learnsFromActor();
        RolloutCollector collector = new RolloutCollector(environment, policy, config.steps(), config.sharding().groups(),
                acts, config.algorithm().hasCritic(), normaliser, streams);
        PolicyBatch batch = acts ? collector.actor() : Trainer.minibatch(config, policy);
        Learner learner = Trainer.learner(config, policy, batch, acts, optimiser, guards, streams, equipment.workers());
        return new TrainingParts(equipment, policy, optimiser, guards, normaliser, collector, learner);
    }

    /** To be called after anything but the learner has set the parameters. */
    void reload() {
        policy.reload(equipment.workers());
    }

    /** @throws RunFailedException if a parameter is NaN or infinite */
    void checkParameters() {
        guards.checkParameters(optimiser.updates(), policy.parameters());
    }

    /** Announces that the run is to stop: long waits are given up. Any thread may call it. */
    void hurry() {
        equipment.environment().hurry();
        collector.hurry();
        learner.hurry();
    }
}
