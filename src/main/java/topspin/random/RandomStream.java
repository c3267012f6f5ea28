package topspin.random;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.random.RandomGenerator;

/**
 * One named source of random numbers: xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 2021), whose whole state is four longs that {@link #save} writes and {@link #restore} reads.
 *
 * <p>Every draw used by Topspin is defined here, not in the JDK, so the same stream yields the same values on every
 * Java version. Not thread-safe: one stream belongs to one owner. Draws allocate nothing.
 */
public final class RandomStream implements RandomGenerator {
    private static final double UNIT_53 = 0x1.0p-53;
    private static final float UNIT_24 = 0x1.0p-24f;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    RandomStream(long s0, long s1, long s2, long s3) {
        if ((s0 | s1 | s2 | s3) == 0) {
            throw new IllegalArgumentException("the all-zero state is a fixed point of xoshiro256++");
        }
        this.s0 = s0;
        this.s1 = s1;
        this.s2 = s2;
        this.s3 = s3;
    }

    @Override
    public long nextLong() {
        long result = Long.rotateLeft(s0 + s3, 23) + s0;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    @Override
    public int nextInt() {
        return (int) (nextLong() >>> 32);
    }

    /** Uniform in {@code 0 … bound−1}, without bias (Lemire, "Fast random integer generation in an interval", 2019). */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be positive, got " + bound);
        }
        long product = (nextInt() & 0xFFFF_FFFFL) * bound;
        if ((product & 0xFFFF_FFFFL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & 0xFFFF_FFFFL) < threshold) {
                product = (nextInt() & 0xFFFF_FFFFL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT_53;
    }

    /** Uniform in [0, 1), a multiple of 2⁻²⁴. */
    @Override
    public float nextFloat() {
        return (nextLong() >>> 40) * UNIT_24;
    }

    /** Standard normal by the basic Box–Muller transform; two uniforms per draw, so there is no cached value to save. */
    @Override
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /** True with the given probability; always draws, even for 0 and 1, so that the stream advances equally. */
    public boolean nextBernoulli(double probability) {
        return nextDouble() < probability;
    }

    /** Shuffles in place (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    /** As {@link #shuffle(int[])}, with the same draws. */
    public void shuffle(byte[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            byte swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    /** Writes the state: four longs. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(s0);
        out.writeLong(s1);
        out.writeLong(s2);
        out.writeLong(s3);
    }

    /** Reads back what {@link #save} wrote; the next draws are those that would have followed. */
    public void restore(DataInput in) throws IOException {
        s0 = in.readLong();
        s1 = in.readLong();
        s2 = in.readLong();
        s3 = in.readLong();
    }
}
