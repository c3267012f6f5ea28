package topspin.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads text from any editor: UTF-8, or UTF-16 or UTF-32 with a byte-order mark. Marks are removed, also in front of
 * later lines, as in concatenated files; every line ends with {@code \n}. {@link TextLines} reads the same texts line
 * by line.
 */
public final class PlainText {
    /** Larger than any record or log that was kept by hand. */
    private static final int USUAL = 1 << 26;

    private PlainText() {
    }

    /** As {@link #read(Path, int)}, of at most 64 MiB. */
    public static String read(Path file) throws IOException {
        return read(file, USUAL);
    }

    /**
     * Reads a whole file.
     *
     * @param most bytes that it may have
     * @throws UnreadableTextException if it is longer, or is not text
     * @throws IOException             if it cannot be read
     */
    public static String read(Path file, int most) throws IOException {
        return of(file, bytes(file, most));
    }

    /** The bytes of a file of at most 64 MiB, for {@link #of}. */
    public static byte[] bytes(Path file) throws IOException {
        return bytes(file, USUAL);
    }

    private static byte[] bytes(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most);
            // the stream is limited, not the file: a pipe has no size
            if (bytes.length == most && in.read() >= 0) {
                throw new UnreadableTextException(file, "is larger than " + most + " bytes");
            }
            return bytes;
        }
    }

    /**
     * @param file that the bytes are of, for the exception; may be null
     * @throws UnreadableTextException if these bytes are not text
     */
    public static String of(Path file, byte[] bytes) throws UnreadableTextException {
        Encoding encoding = Encoding.of(bytes);
        String text;
        try {
            text = encoding.charset().newDecoder()
                    .decode(ByteBuffer.wrap(bytes, encoding.markSize(), bytes.length - encoding.markSize())).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableTextException(file, encoding.charset());
        }
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableTextException(file, encoding.charset());
        }
        return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n" + Encoding.MARK, "\n");
    }
}
