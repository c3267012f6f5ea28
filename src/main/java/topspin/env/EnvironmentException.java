package topspin.env;

/** An environment threw an exception, which is the cause: names the environment and its step. */
public final class EnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int environment;
    private final long step;

    /**
     * @param environment index within its {@link VectorEnvironment}
     * @param step        decisions it had taken since it was built, the failing one included; 0 in its first reset
     * @param cause       what it threw
     */
    public EnvironmentException(int environment, long step, Throwable cause) {
        super("environment " + environment + " failed at step " + step + ": " + cause, cause);
        this.environment = environment;
        this.step = step;
    }

    public int environment() {
        return environment;
    }

    public long step() {
        return step;
    }
}
