package topspin.policy;

/** What the heads of a network put out. */
public enum Outputs {
    /** A row that picks a distribution over actions, and the value of the state. */
    POLICY_AND_VALUE,
    /** The value of every action, the largest of which is the state's. */
    ACTION_VALUES
}
