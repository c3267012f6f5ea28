package topspin.interop.ale;

/** An emulator that cannot be used on this machine: the message says why. */
public final class AtariLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AtariLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
