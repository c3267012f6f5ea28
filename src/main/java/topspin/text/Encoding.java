package topspin.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A file's encoding by its byte-order mark; UTF-8 without one.
 *
 * @param charset  that the mark stands for
 * @param markSize bytes of the mark
 */
record Encoding(Charset charset, int markSize) {
    /** Bytes that decide. */
    static final int LONGEST_MARK = 4;
    /** The mark as a letter. */
    static final char MARK = '\ufeff';

    static Encoding of(byte[] beginning) {
        if (startsWith(beginning, 0xff, 0xfe, 0, 0)) {
            return new Encoding(Charset.forName("UTF-32LE"), 4);
        }
        if (startsWith(beginning, 0, 0, 0xfe, 0xff)) {
            return new Encoding(Charset.forName("UTF-32BE"), 4);
        }
        if (startsWith(beginning, 0xff, 0xfe)) {
            return new Encoding(StandardCharsets.UTF_16LE, 2);
        }
        if (startsWith(beginning, 0xfe, 0xff)) {
            return new Encoding(StandardCharsets.UTF_16BE, 2);
        }
        return new Encoding(StandardCharsets.UTF_8, startsWith(beginning, 0xef, 0xbb, 0xbf) ? 3 : 0);
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
