package topspin.env.wrapper;

import topspin.env.Environment;

/**
 * Takes a truncation for a termination: to the learner nothing of value follows a time limit. Some published results were
 * obtained so; they are not comparable with others.
 */
public final class TerminalLimit extends Wrapper {

    public TerminalLimit(Environment inner) {
        super(inner);
    }

    @Override
    public boolean terminated() {
        return inner().terminated() || inner().truncated();
    }

    @Override
    public boolean truncated() {
        return false;
    }
}
