package topspin.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints.
 *
 * @param out      tables and other results
 * @param err      messages about them
 * @param terminal whether {@code err} is a terminal, which the launcher knows
 */
record Console(StandardOutput out, PrintStream err, boolean terminal) {

    /** @param out gets UTF-8 */
    Console(OutputStream out, PrintStream err, boolean terminal) {
        this(new StandardOutput(out, StandardCharsets.UTF_8), err, terminal);
    }

    /** The process's own console. Unlike {@link System#out}, its standard output records why it failed. */
    static Console ofProcess() {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        return new Console(new StandardOutput(out, charset), System.err, Boolean.getBoolean("topspin.terminal"));
    }
}
