package topspin.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads text that people made, with whatever editor: UTF-8, or UTF-16 or UTF-32 with a byte-order mark. Marks are taken
 * off, also those in front of later lines, as joined files have them; every line ends with {@code \n}.
 */
public final class PlainText {
    private static final char MARK = '\ufeff';
    private static final Charset UTF_32_LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32_BE = Charset.forName("UTF-32BE");

    private PlainText() {
    }

    /**
     * Reads a whole file.
     *
     * @param most bytes that it may have
     * @throws UnreadableTextException if it is longer, or no text
     * @throws IOException             if it cannot be read
     */
    public static String read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most);
            // asked of the stream: a pipe does not know its size
            if (bytes.length == most && in.read() >= 0) {
                throw new UnreadableTextException("is larger than " + most + " bytes");
            }
            return of(bytes);
        }
    }

    /** @throws UnreadableTextException if these bytes are no text */
    public static String of(byte[] bytes) throws UnreadableTextException {
        Charset charset = charset(bytes);
        String text;
        try {
            text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw notText(charset);
        }
        if (text.indexOf('\0') >= 0) {
            throw notText(charset);
        }
        return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n" + MARK, "\n")
                .substring(text.length() > 0 && text.charAt(0) == MARK ? 1 : 0);
    }

    private static UnreadableTextException notText(Charset charset) {
        return new UnreadableTextException("is not " + charset.name() + " text");
    }

    /** What the mark at the beginning says. */
    private static Charset charset(byte[] bytes) {
        if (startsWith(bytes, 0xff, 0xfe, 0, 0)) {
            return UTF_32_LE;
        }
        if (startsWith(bytes, 0, 0, 0xfe, 0xff)) {
            return UTF_32_BE;
        }
        if (startsWith(bytes, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        return startsWith(bytes, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
