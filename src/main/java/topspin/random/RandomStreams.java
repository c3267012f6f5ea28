package topspin.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The only source of randomness in Topspin: streams named by purpose and index ({@code init/lstm},
 * {@code action/env-3}, {@code env/3/serve}, {@code shuffle}).
 *
 * <p>A stream is a function of (seed, name) alone — SHA-256 of both fills its state — whenever and wherever it is
 * created. Adding a stream changes no draw of another; two variants with one seed share initial weights, environments
 * and action noise. Immutable and thread-safe; each {@link RandomStream} it hands out is not.
 */
public final class RandomStreams {
    private final long seed;
    private final String scope;

    public RandomStreams(long seed) {
        this(seed, "");
    }

    private RandomStreams(long seed, String scope) {
        this.seed = seed;
        this.scope = scope;
    }

    public long seed() {
        return seed;
    }

    /** The streams whose names begin with {@code name/}: {@code scope("env/3").stream("serve")} is {@code env/3/serve}. */
    public RandomStreams scope(String name) {
        return new RandomStreams(seed, scope + name + "/");
    }

    /** A fresh stream at the beginning of the sequence that (seed, name) defines. */
    public RandomStream stream(String name) {
        ByteBuffer state = ByteBuffer.wrap(digest(seed, scope + name));
        return new RandomStream(state.getLong(), state.getLong(), state.getLong(), state.getLong());
    }

    private static byte[] digest(long seed, String name) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
            return sha256.digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
