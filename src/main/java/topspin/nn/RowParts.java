package topspin.nn;

import topspin.nn.engine.Engine;

/**
 * How independent rows of a batch are split: into parts of consecutive rows of one shard, so that more threads than
 * shards can share the encoder's work. No result depends on the machine.
 *
 * @param shards       as of the batch
 * @param rowsPerShard as of the batch
 * @param rowsPerPart  of every part but a shard's last, which may have fewer
 */
public record RowParts(int shards, int rowsPerShard, int rowsPerPart) {
    /** Most parts in all, unless there are more shards. */
    public static final int MOST = 16;
    /** Each part makes the encoder fetch its weights again; two per core are enough to balance the load. */
    private static final int ENOUGH = Math.min(MOST, 2 * Runtime.getRuntime().availableProcessors());

    /** As many parts as suit this machine's cores, for layers whose rows have the same bits in a part of any size. */
    public static RowParts forThisMachine(BatchShape shape, int tile) {
        return of(shape, tile, ENOUGH);
    }

    /** For products by {@code engine}: the same parts on every machine, unless its rows are independent. */
    public static RowParts of(BatchShape shape, int tile, Engine engine) {
        return engine.rowsAreIndependent() ? forThisMachine(shape, tile) : of(shape, tile, MOST);
    }

    /**
     * @param tile rows that are best computed together: every part but a shard's last is a multiple of it
     * @param most parts in all, unless there are more shards
     */
    static RowParts of(BatchShape shape, int tile, int most) {
        int tiles = ceiling(shape.rowsPerShard(), tile);
        int parts = Math.min(tiles, Math.max(1, most / shape.shards()));
        return new RowParts(shape.shards(), shape.rowsPerShard(), ceiling(tiles, parts) * tile);
    }

    private static int ceiling(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private int perShard() {
        return ceiling(rowsPerShard, rowsPerPart);
    }

    /** How many parts there are. */
    public int count() {
        return shards * perShard();
    }

    /** A part's first row. */
    public int first(int part) {
        return part / perShard() * rowsPerShard + part % perShard() * rowsPerPart;
    }

    /** The part that begins with a row. */
    int part(int first) {
        return first / rowsPerShard * perShard() + first % rowsPerShard / rowsPerPart;
    }

    /** A part's rows. */
    public int rows(int part) {
        return Math.min(rowsPerPart, rowsPerShard - part % perShard() * rowsPerPart);
    }
}
