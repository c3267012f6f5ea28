package topspin.policy;

import topspin.nn.BatchShape;
import topspin.nn.Core;
import topspin.nn.Cores;
import topspin.nn.Encoder;
import topspin.nn.EncoderTypes;
import topspin.nn.Head;
import topspin.nn.HeadLayers;
import topspin.nn.Mlp;
import topspin.nn.Parameters;
import topspin.nn.Reload;
import topspin.nn.engine.Engine;
import topspin.parallel.Phase;
import topspin.parallel.WorkerPool;
import topspin.policy.distribution.Distribution;
import topspin.policy.distribution.Distributions;
import topspin.random.RandomStreams;
import topspin.sequence.SequenceSplitter;
import topspin.sequence.SplitCore;
import topspin.space.Box;
import topspin.space.Space;

import java.util.ArrayList;
import java.util.List;

/**
 * The network of a policy and its value: an encoder that all cores read or one for each, a core that both heads read or one for
 * each, and the heads. Holds the weights; a {@link PolicyBatch} holds the activations of one shape of batch.
 *
 * <p>Order of use: construct, plan batches with {@link #batch}, and after every change of {@link #parameters} call
 * {@link #reload}. Planning is for one thread.
 */
public final class PolicyNetwork {
    private final Parameters parameters = new Parameters();
    /** One for all cores, or one for each. */
    private final List<Encoder> encoders = new ArrayList<>();
    private final PolicyConfig config;
    private final Box observation;
    private final PolicyConfig.Previous previous;
    private final Cores cores;
    /** Of each core, those that read it. */
    private final List<List<HeadGroup>> heads;
    private final Space actions;
    private final Distribution distribution;
    private final Outputs outputs;
    private final List<Reload> reloads = new ArrayList<>();
    private final WorkerPool.Task reload = i -> reloads.get(i).run();

    /** As below, with a policy and its value. */
    public PolicyNetwork(PolicyConfig config, Box observation, Space action, Engine engine, RandomStreams streams) {
        this(config, Outputs.POLICY_AND_VALUE, observation, action, engine, streams);
    }

    /**
     * Builds the network and fills its weights from the {@code init/…} streams.
     *
     * @throws IllegalArgumentException if the encoder does not fit the observation, or no distribution the actions; the
     *                                  message names what would
     */
    public PolicyNetwork(PolicyConfig config, Outputs outputs, Box observation, Space action, Engine engine,
                         RandomStreams streams) {
        this.config = config;
        this.observation = observation;
        this.outputs = outputs;
        actions = action;
        distribution = Distributions.over(config.distribution(), action);
        encoders.add(encoder(config, observation, engine, "encoder"));
        previous = config.previous();
        Core core = core(config, engine, "core");
        boolean shared = config.critic() == PolicyConfig.Critic.SHARED;
        if (config.encoders() > 1) {
            encoders.add(encoder(config, observation, engine, "critic/encoder"));
        }
        cores = new Cores(shared ? List.of(core) : List.of(core, core(config, engine, "critic/core")),
                encoders.size() == 1);
        List<HeadGroup> groups = outputs == Outputs.ACTION_VALUES ? actionValues(config, engine, core)
                : policyAndValue(config, engine, core);
        heads = shared ? List.of(groups) : List.of(groups.subList(0, 1), groups.subList(1, 2));
        parameters.allocate();
        encoders.forEach(encoder -> encoder.initialise(config.initialiser(), streams));
        cores.initialise(config.initialiser(), streams);
        groups.forEach(group -> group.initialise(config.initialiser(), streams));
        reloads.addAll(cores.reloads());
        encoders.forEach(encoder -> reloads.addAll(encoder.reloads()));
        groups.forEach(group -> reloads.addAll(group.reloads()));
    }

    private List<HeadGroup> policyAndValue(PolicyConfig config, Engine engine, Core core) {
        HeadLayers policyLayers = layers(config.heads(), engine, "policy", core.outputs());
        HeadLayers valueLayers = layers(config.heads(), engine, "value", core.outputs());
        Head policy = Head.policy(parameters, width(policyLayers, core), distribution.width(), distribution.constants());
        Head value = Head.value(parameters, width(valueLayers, core));
        return config.critic() == PolicyConfig.Critic.SHARED && policyLayers == null
                ? List.of(new HeadGroup(List.of(policy, value), null))
                : List.of(new HeadGroup(List.of(policy), policyLayers), new HeadGroup(List.of(value), valueLayers));
    }

    private List<HeadGroup> actionValues(PolicyConfig config, Engine engine, Core core) {
        HeadLayers layers = layers(config.heads(), engine, "action-values", core.outputs());
        Head head = Head.actionValues(parameters, width(layers, core), distribution.width());
        return List.of(new HeadGroup(List.of(head), layers));
    }

    /** @param name path of its parameters */
    private Encoder encoder(PolicyConfig config, Box observation, Engine engine, String name) {
        return EncoderTypes.of(config.encoder(), observation).create(engine, parameters, name, observation,
                new Mlp.Layers(config.encoderUnits(), config.encoderLayers(), config.encoderActivation(),
                        config.encoderLayerNorm()));
    }

    /** Null for none. */
    private HeadLayers layers(HeadsConfig config, Engine engine, String head, int features) {
        return config.layers() == 0 ? null
                : new HeadLayers(engine, parameters, head, features, config.units(), config.layers(), config.activation());
    }

    private static int width(HeadLayers layers, Core core) {
        return layers == null ? core.outputs() : layers.outputs();
    }

    private Core core(PolicyConfig config, Engine engine, String name) {
        return SplitCore.of(config.core(), SequenceSplitter.of(config.sequence()), engine, parameters, name,
                encoders.get(0).outputs() + previous.width(actions));
    }

    public Parameters parameters() {
        return parameters;
    }

    /**
     * Its layers, what each makes of a rollout, and its parameters, for people.
     *
     * @param environments sequences of a rollout
     * @param steps        of each
     */
    public List<String> summary(int environments, int steps) {
        PolicySummary summary = new PolicySummary(parameters, environments, steps);
        summary.input(observation.toString());
        int coreInputs = encoders.get(0).outputs() + previous.width(actions);
        summary.body("", "core", config, encoders.get(0).outputs(), coreInputs);
        if (config.critic() == PolicyConfig.Critic.SEPARATE) {
            summary.body("critic's ", "critic/core", config, encoders.size() > 1 ? encoders.get(1).outputs() : 0, coreInputs);
        }
        summary.heads(distribution, outputs);
        return summary.lines();
    }

    /** The space of its actions. */
    public Space actions() {
        return actions;
    }

    /** The distribution that the policy head's rows parametrise. */
    public Distribution distribution() {
        return distribution;
    }

    /** What the core reads of the step before. */
    public PolicyConfig.Previous previous() {
        return previous;
    }

    /** Floats of recurrent state per environment, of all cores together. */
    public int stateSize() {
        return cores.stateSize();
    }

    /** Plans for batches of one shape. */
    public PolicyBatch batch(BatchShape shape) {
        return new PolicyBatch(shape, encoders, previous, actions, distribution, outputs, cores, heads);
    }

    /** The tasks that pack the engine's copies of the weights anew from {@link #parameters}. */
    public List<Reload> reloads() {
        return List.copyOf(reloads);
    }

    /** Runs all {@link #reloads}. */
    public void reload(WorkerPool workers) {
        workers.run(Phase.PACKING, reloads.size(), reload);
    }
}
