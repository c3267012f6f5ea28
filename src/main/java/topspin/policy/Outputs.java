package topspin.policy;

/** The outputs of a network's heads. */
public enum Outputs {
    /** The parameters of a distribution over actions, and the value of the state. */
    POLICY_AND_VALUE,
    /** The value of every action; the state's value is the largest. */
    ACTION_VALUES
}
