package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RowPartsTest {

    @ParameterizedTest
    @CsvSource({"1,1,1,16", "2,16,4,16", "2,128,2,16", "3,7,5,16", "16,128,16,32", "5,33,1,32", "2,128,2,256", "40,3,3,16"})
    void shouldHaveEveryRowOnceAndMultiplesOfTheTile(int shards, int steps, int sequences, int tile) {
        BatchShape shape = new BatchShape(shards, steps, sequences);
        RowParts parts = RowParts.of(shape, tile, 16);
        int row = 0;
        for (int part = 0; part < parts.count(); part++) {
            assertThat(parts.first(part)).isEqualTo(row);
            assertThat(parts.part(row)).isEqualTo(part);
            assertThat(parts.rows(part)).isPositive();
            int last = row + parts.rows(part) - 1;
            assertThat(last / shape.rowsPerShard()).as("shard").isEqualTo(row / shape.rowsPerShard());
            row = last + 1;
            if (row % shape.rowsPerShard() != 0) {
                assertThat(parts.rows(part) % tile).isZero();
            }
        }
        assertThat(row).isEqualTo(shape.rows());
        assertThat(parts.count()).isBetween(shards, Math.max(shards, 16));
    }

    /** A minibatch of 16 environments by 128 steps has two shards. */
    @Test
    void shouldHaveMorePartsThanShards() {
        assertThat(RowParts.of(new BatchShape(2, 128, 2), 16, 16).count()).isEqualTo(16);
        assertThat(RowParts.of(new BatchShape(2, 16, 4), 16, 16).count()).isEqualTo(8);
    }

    /** ND4J's sums change with the number of rows, so a machine of few cores must split batches as one of many does. */
    @Test
    void partsOfTheReferenceEngineShouldNotFollowTheMachine() {
        BatchShape shape = new BatchShape(2, 128, 2);
        try (Engine nd4j = Engines.open("nd4j")) {
            int side = NatureCnn.SMALLEST_SIDE;
            Parameters ofMlp = new Parameters();
            Parameters ofCnn = new Parameters();
            for (Encoder encoder : List.of(new Mlp(nd4j, ofMlp, "encoder", 6, 8, 1), new NatureCnn(nd4j, ofCnn, "encoder", side, side, 1, 8, 1))) {
                EncoderPass pass = encoder.pass(shape, new Memoryless(nd4j, 8).pass(shape));
                assertThat(pass.parts().count()).as(encoder.getClass().getSimpleName()).isEqualTo(16);
            }
        }
    }
}
