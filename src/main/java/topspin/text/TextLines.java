package topspin.text;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text of any length line by line, of the kinds that {@link PlainText} reads. One thread. */
public final class TextLines implements Closeable {
    private final Path file;
    private final Charset charset;
    private final LastLetter letters;
    private final BufferedReader lines;

    /** Remembers how the text ended. */
    private static final class LastLetter extends FilterReader {
        private char last = '\n';

        LastLetter(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] to, int offset, int length) throws IOException {
            int count = super.read(to, offset, length);
            if (count > 0) {
                last = to[offset + count - 1];
            }
            return count;
        }
    }

    /** @throws IOException if the file cannot be read */
    public TextLines(Path file) throws IOException {
        this.file = file;
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(Encoding.LONGEST_MARK);
            Encoding encoding = Encoding.of(in.readNBytes(Encoding.LONGEST_MARK));
            in.reset();
            in.skipNBytes(encoding.markSize());
            charset = encoding.charset();
            letters = new LastLetter(new InputStreamReader(in, charset.newDecoder()));
            lines = new BufferedReader(letters);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * The next line without its end; null after the last.
     *
     * @throws UnreadableTextException if the file is not text
     */
    public String next() throws IOException {
        try {
            String line = lines.readLine();
            return line != null && !line.isEmpty() && line.charAt(0) == Encoding.MARK ? line.substring(1) : line;
        } catch (CharacterCodingException e) {
            throw new UnreadableTextException(file, charset);
        }
    }

    /** After the last line: whether it had a line end; while a file is being written it may lack one. */
    public boolean whole() {
        return letters.last == '\n' || letters.last == '\r';
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
