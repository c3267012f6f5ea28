package topspin.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;
import topspin.train.StopSignal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns the first SIGINT, SIGTERM or SIGHUP into a {@link StopSignal}, and ends the program at once on the second. It
 * also ends the program on the first while {@link StopSignal} has not declared that a stop is orderly: a run that still
 * waits for a server has nothing to save. A shutdown hook could not do this: during a shutdown the JVM ignores further
 * signals. Signals that the parent process ignores, as {@code nohup} does with SIGHUP, stay ignored. Closing puts the
 * old handlers back.
 *
 * <p>A process that a sweep started (it sets {@value #ATTENDED}) ignores the terminal's Ctrl-C, which the sweep
 * receives, too. It stops when its standard input ends: the sweep closes it to stop the process, and the operating
 * system closes it if the sweep dies.
 */
final class Signals implements AutoCloseable {
    /** Shells report a program ended by signal n as 128 + n. */
    private static final int SHELL_BASE = 128;
    private static final int TERM = 15;
    /** System property of a process whose standard input a parent process holds open. */
    static final String ATTENDED = "topspin.attended";

    private final StopSignal stop;
    private final Consumer<String> notices;
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
    private volatile int exitCode;

    Signals(StopSignal stop, Consumer<String> notices) {
        this.stop = stop;
        this.notices = notices;
        boolean attended = Boolean.getBoolean(ATTENDED);
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                Signal signal = new Signal(name);
                SignalHandler handler = attended && !name.equals("TERM") ? SignalHandler.SIG_IGN : this::received;
                before.put(signal, Signal.handle(signal, handler));
            } catch (IllegalArgumentException unknownHere) {
                // Windows has no HUP; the others still work
                continue;
            }
        }
        if (attended) {
            Thread attention = new Thread(this::awaitEndOfInput, "attention");
            attention.setDaemon(true);
            attention.start();
        }
    }

    private void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            notices.accept("standard input cannot be read any more: " + e.getMessage());
        }
        stopOrEnd(SHELL_BASE + TERM);
    }

    private void stopOrEnd(int code) {
        if (!stop.heeded()) {
            Runtime.getRuntime().halt(code);
        }
        stop.request();
    }

    /** The exit code that tells the shell which signal came: 130 for SIGINT, 143 for SIGTERM. */
    int exitCode() {
        return exitCode;
    }

    @Override
    public void close() {
        before.forEach(Signal::handle);
    }

    private void received(Signal signal) {
        int code = SHELL_BASE + signal.getNumber();
        if (stop.requested()) {
            Runtime.getRuntime().halt(code);
        }
        exitCode = code;
        stopOrEnd(code);
        notices.accept("SIG" + signal.getName()
                + ": finishing this update, then saving a checkpoint; a second signal ends at once");
    }
}
