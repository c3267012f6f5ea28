package topspin.nn;

/** Rows of network inputs: the arrays behind an observation buffer. Different rows may be read on different threads. */
public final class RowSource {
    private final byte[] bytes;
    private final float[] floats;
    private final int rowLength;
    private final boolean keeps;
    private volatile OneLists ones;

    private RowSource(byte[] bytes, float[] floats, int rowLength, boolean keeps) {
        this.bytes = bytes;
        this.floats = floats;
        this.rowLength = rowLength;
        this.keeps = keeps;
    }

    /**
     * Rows that may change at any time.
     *
     * @param bytes     {@code [rows][length]} unsigned bytes, or null
     * @param floats    {@code [rows][length]}, or null
     * @param rowLength elements of one row
     */
    public RowSource(byte[] bytes, float[] floats, int rowLength) {
        this(bytes, floats, rowLength, false);
    }

    /** Rows that do not change until {@link #changed} is called, so that the lists of their ones are kept. */
    public static RowSource keeping(byte[] bytes, float[] floats, int rowLength) {
        return new RowSource(bytes, floats, rowLength, true);
    }

    public byte[] bytes() {
        return bytes;
    }

    public float[] floats() {
        return floats;
    }

    public int rowLength() {
        return rowLength;
    }

    /** To be called after rows are written and before they are read. */
    public void changed(int row, int count) {
        OneLists lists = ones;
        if (lists != null) {
            lists.forget(row, count);
        }
    }

    /** Where the ones of each row are; allocated at the first call. */
    OneLists ones() {
        OneLists lists = ones;
        return lists != null ? lists : makeOnes();
    }

    private synchronized OneLists makeOnes() {
        if (ones == null) {
            ones = new OneLists(bytes, rowLength, keeps);
        }
        return ones;
    }
}
