package topspin.policy;

import topspin.nn.Initialiser;
import topspin.nn.Nonlinearity;
import topspin.nn.cell.CoreConfig;
import topspin.policy.distribution.Distributions;
import topspin.space.Space;

/**
 * The network: encoder → core → heads.
 *
 * @param encoder           label of an {@link topspin.nn.EncoderType}
 * @param encoderUnits      width of the encoder's dense layers
 * @param encoderLayers     {@code mlp}: how many
 * @param encoderActivation {@code mlp}: what each ends with
 * @param encoderLayerNorm  {@code mlp}: whether each is normalised before that
 * @param previous          what the core reads of the previous step, besides the encoder's features
 * @param core              the recurrent part
 * @param heads             layers that policy and value each have of their own, behind the core
 * @param distribution      {@code auto}, or label of a {@link topspin.policy.distribution.DistributionType}
 * @param critic            whether the value reads the policy's core or one of its own
 * @param criticEncoder     whether that core of its own reads the policy's encoder or one of its own
 * @param initialiser       of every weight but the biases, which begin at 0 or, the forget gate's, at {@code forgetBias}
 * @param sequence          how a batch of rows becomes sequences for the core (see {@link topspin.sequence.Variant})
 */
public record PolicyConfig(String encoder, int encoderUnits, int encoderLayers, Nonlinearity encoderActivation,
                           boolean encoderLayerNorm, Previous previous, CoreConfig core, HeadsConfig heads,
                           String distribution, Critic critic, Critic criticEncoder, Initialiser initialiser,
                           String sequence) {
    /** What the core reads of the previous step. */
    public enum Previous {
        NONE(false, false), ACTION(true, false), REWARD(false, true), ACTION_REWARD(true, true);

        private final boolean action;
        private final boolean reward;

        Previous(boolean action, boolean reward) {
            this.action = action;
            this.reward = reward;
        }

        /** Whether it reads the action: discrete ones one-hot, continuous ones as they are. */
        public boolean action() {
            return action;
        }

        /** Whether it reads the reward. */
        public boolean reward() {
            return reward;
        }

        /** Number of inputs: a column for every choice, or for every number of the action, and one for the reward. */
        public int width(Space actions) {
            return (action ? actions.inputs() : 0) + (reward ? 1 : 0);
        }
    }

    /** Which part of a network the value reads. */
    public enum Critic {
        /** The policy's. */
        SHARED,
        /** One of its own, of the same kind. */
        SEPARATE
    }

    /** With one layer of tanh, a shared core that reads the encoder's features alone, and orthogonal weights. */
    public PolicyConfig(String encoder, int encoderUnits, CoreConfig core, String sequence) {
        this(encoder, encoderUnits, 1, Nonlinearity.TANH, false, Previous.NONE, core, HeadsConfig.NONE, Distributions.AUTO,
                Critic.SHARED, Critic.SHARED, Initialiser.ORTHOGONAL, sequence);
    }

    /** This network with another encoder. */
    public PolicyConfig withEncoder(String other) {
        return new PolicyConfig(other, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, heads, distribution, critic, criticEncoder, initialiser, sequence);
    }

    /** This network with other dense layers in its {@code mlp}. */
    public PolicyConfig withEncoderLayers(int layers, Nonlinearity activation, boolean layerNorm) {
        return new PolicyConfig(encoder, encoderUnits, layers, activation, layerNorm, previous,
                core, heads, distribution, critic, criticEncoder, initialiser, sequence);
    }

    /** This network through another splitting variant. */
    public PolicyConfig withSequence(String other) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, heads, distribution, critic, criticEncoder, initialiser, other);
    }

    /** This network with other inputs from the previous step. */
    public PolicyConfig withPrevious(Previous other) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, other,
                core, heads, distribution, critic, criticEncoder, initialiser, sequence);
    }

    /** This network with other layers in its heads. */
    public PolicyConfig withHeads(HeadsConfig other) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, other, distribution, critic, criticEncoder, initialiser, sequence);
    }

    /** This network with another critic. */
    public PolicyConfig withCritic(Critic other) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, heads, distribution, other, criticEncoder, initialiser, sequence);
    }

    /** This network whose critic has a core and, if so, an encoder of its own. */
    public PolicyConfig withSeparateCritic(Critic otherEncoder) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, heads, distribution, Critic.SEPARATE, otherEncoder, initialiser, sequence);
    }

    /** This network with another distribution over actions. */
    public PolicyConfig withDistribution(String other) {
        return new PolicyConfig(encoder, encoderUnits, encoderLayers, encoderActivation, encoderLayerNorm, previous,
                core, heads, other, critic, criticEncoder, initialiser, sequence);
    }

    /** How many cores there are. */
    public int cores() {
        return critic == Critic.SHARED ? 1 : 2;
    }

    /** How many encoders there are. */
    public int encoders() {
        return criticEncoder == Critic.SHARED ? 1 : cores();
    }
}
