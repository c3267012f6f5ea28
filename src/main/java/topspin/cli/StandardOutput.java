package topspin.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;

/**
 * A stream of text that records why it failed; a plain {@link PrintStream} only says that it did. Text printed after a
 * failure is lost, too.
 */
final class StandardOutput extends PrintStream {
    private final Watched watched;

    StandardOutput(OutputStream to, Charset charset) {
        this(new Watched(to), charset);
    }

    private StandardOutput(Watched watched, Charset charset) {
        super(watched, true, charset);
        this.watched = watched;
    }

    /** Why printing failed; empty if it did not. */
    Optional<IOException> loss() {
        flush();
        return Optional.ofNullable(watched.failure);
    }

    private static final class Watched extends FilterOutputStream {
        private volatile IOException failure;

        Watched(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int letter) throws IOException {
            watch(() -> out.write(letter));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            watch(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            watch(out::flush);
        }

        private void watch(Writing writing) throws IOException {
            try {
                writing.run();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
