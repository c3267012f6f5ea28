package topspin.metric;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetricFilesTest {
    @TempDir
    private Path directory;

    @Test
    void shouldPrintTheLogsTable() throws IOException {
        StringBuilder seen = new StringBuilder();
        Path file = directory.resolve("table.txt");
        try (ScoreTable table = new ScoreTable(file, ScoreTable.LOG, 0, seen)) {
            table.write(row(0, 0, 0));
            table.write(row(40_000, -20.44, 41_250.26));
            table.write(row(80_000, -0.04, 9.96));
        }

        String expected = "step score fps\n0 0.0 0.0\n40000 -20.4 41250.3\n80000 0.0 10.0\n";
        assertThat(seen).hasToString(expected);
        assertThat(Files.readString(file)).isEqualTo(expected);
    }

    @Test
    void shouldCutTheTableBackAndShowItAgainWhenResumed() throws IOException {
        Path file = directory.resolve("table.txt");
        long length;
        try (ScoreTable table = new ScoreTable(file, ScoreTable.LOG, 0, new StringBuilder())) {
            table.write(row(40_000, 1, 2));
            length = table.sync();
            table.write(row(80_000, 3, 4));
        }
        StringBuilder seen = new StringBuilder();
        try (ScoreTable table = new ScoreTable(file, ScoreTable.LOG, length, seen)) {
            assertThat(seen).hasToString("step score fps\n40000 1.0 2.0\n");
            table.write(row(80_000, 5, 6));
        }

        assertThat(seen).hasToString("step score fps\n40000 1.0 2.0\n80000 5.0 6.0\n");
        assertThat(file).hasContent(seen.toString());
    }

    @Test
    void shouldRefuseToResumeOnALostFile() throws IOException {
        Path file = Files.writeString(directory.resolve("progress.csv"), "step");

        assertThatThrownBy(() -> new Csv(file, 100, Metric.columns(List.of()))).isInstanceOf(IOException.class).hasMessage(file
                + " has 4 bytes, the checkpoint was made at 100: restore the file, or train anew with another --out");
        assertThat(file).hasContent("step");
    }

    @Test
    void shouldKeepEveryBitInTheCsv() throws IOException {
        Path file = directory.resolve("progress.csv");
        double loss = 0.1 + 0.2;
        long length;
        try (Csv csv = new Csv(file, 0, Metric.columns(List.of()))) {
            csv.write(row(40_000, -20.4, 1e6).set(Metric.POLICY_LOSS, loss).set(Metric.APPROX_KL, -2.5e-9));
            length = csv.sync();
            csv.write(row(80_000, 0, 0));
        }
        try (Csv csv = new Csv(file, length, Metric.columns(List.of()))) {
            csv.write(row(90_000, 0, Double.POSITIVE_INFINITY));
        }

        assertThat(Files.readAllLines(file)).containsExactly("step,score,fps,seconds,frames_per_second,episodes,"
                + "episode_length,updates,policy_loss,value_loss,entropy,approx_kl,clipfrac,explained_variance,"
                + "learning_rate,grad_norm,collect_ms,learn_ms,act_ms,environment_ms,returns_ms,forward_ms,backward_ms,"
                + "gradient_ms,optimiser_ms,packing_ms,idle_ms",
                "40000,-20.4,1000000,,,,,,0.30000000000000004,,,-2.5E-9,,,,,,,,,,,,,,,",
                "90000,0,inf" + ",".repeat(24));
    }

    @Test
    void shouldNotGoOnInACsvWithOtherColumns() throws IOException {
        Path file = directory.resolve("progress.csv");
        Files.writeString(file, "step,score\n1,2\n");

        assertThatThrownBy(() -> new Csv(file, 15, Metric.columns(List.of()))).isInstanceOf(IOException.class).hasMessageContaining("progress.csv")
                .hasMessageContaining("another version").hasMessageContaining("--out");
    }

    @ParameterizedTest
    @CsvSource({"2.0E-3,0.002", "2E-5,0.00002", "1e-6,1E-6", "4.9E-324,5E-324", "1.7976931348623157E308,"
            + "1.7976931348623157E308", "-1.5,-1.5", "123456789012,123456789012", "1e16,1E16", "-0.0,-0", "2.2E-322,2.2E-322"})
    void shouldUseTheFewestDigits(double value, String text) {
        assertThat(ShortestDecimal.of(value)).isEqualTo(text);
    }

    @Test
    void shouldReadBackAnyDouble() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(ShortestDecimal.of(value))).as("seed %d", seed).isEqualTo(value);
            }
        }
    }

    @Test
    void shouldEraseTheProgressLineBeforeARowAndAtTheEnd() throws IOException {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        PrintStream line = new PrintStream(terminal, true, StandardCharsets.UTF_8);
        try (ProgressLine progress = new ProgressLine(line, "pong", 100, 400)) {
            progress.advanced(200);
            progress.write(row(200, -20.5, 10));
            ProgressLine.above(line, line).append("200 -20.5 10.0\n");
        }

        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("\r\u001b[2K200 -20.5 10.0\n")
                .contains("200/400", "score -20.5").endsWith("\r\u001b[2K");
    }

    @Test
    void shouldWriteEventsThatTensorBoardReads() throws IOException {
        Path file = directory.resolve("events.out.tfevents.topspin");
        long length;
        try (TensorBoard board = new TensorBoard(file, 0, () -> 1.5)) {
            board.write(row(300, -20.5, 41_250).set(Metric.ENTROPY, 0.25));
            length = board.sync();
            board.write(row(600, 0, 0));
        }
        try (TensorBoard board = new TensorBoard(file, length, () -> 2.5)) {
            board.write(row(600, 21, 7));
        }

        List<Event> events = parse(Files.readAllBytes(file));
        assertThat(events).containsExactly(new Event(1.5, 0, "brain.Event:2", Map.of()),
                new Event(1.5, 300, null, Map.of("charts/episodic_return", -20.5f, "charts/SPS", 41_250f,
                        "losses/entropy", 0.25f)),
                new Event(2.5, 600, null, Map.of("charts/episodic_return", 21f, "charts/SPS", 7f)));
    }

    /** The names of vwxyzjn/cleanrl {@code cleanrl/ppo_atari_lstm.py}, so that dashboards made for it work. */
    @Test
    void shouldNameMetricsAsCleanRlDoes() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::tag)).contains("charts/episodic_return",
                "charts/episodic_length", "charts/SPS", "charts/learning_rate", "losses/policy_loss", "losses/value_loss",
                "losses/entropy", "losses/approx_kl", "losses/clipfrac", "losses/explained_variance");
    }

    private record Event(double wallTime, long step, String version, Map<String, Float> scalars) {
    }

    /** Reads TFRecords and protobuf by their specifications, sharing nothing with the writer. */
    private static List<Event> parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] prefix = take(in, 8);
            int prefixCrc = in.getInt();
            assertThat(unmasked(prefixCrc)).isEqualTo(crc32c(prefix));
            byte[] event = take(in, (int) ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong());
            assertThat(unmasked(in.getInt())).isEqualTo(crc32c(event));
            events.add(event(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return events;
    }

    private static Event event(ByteBuffer in) {
        double wallTime = 0;
        long step = 0;
        String version = null;
        Map<String, Float> scalars = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            switch (key) {
                case 0x09 -> wallTime = in.getDouble();
                case 0x10 -> step = varint(in);
                case 0x1a -> version = text(in);
                case 0x2a -> {
                    int end = (int) varint(in) + in.position();
                    while (in.position() < end) {
                        assertThat(varint(in)).isEqualTo(0x0a);
                        int valueEnd = (int) varint(in) + in.position();
                        assertThat(varint(in)).isEqualTo(0x0a);
                        String tag = text(in);
                        assertThat(varint(in)).isEqualTo(0x15);
                        scalars.put(tag, in.getFloat());
                        assertThat(in.position()).isEqualTo(valueEnd);
                    }
                }
                default -> throw new AssertionError("unknown key " + key);
            }
        }
        return new Event(wallTime, step, version, scalars);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(ByteBuffer in) {
        return new String(take(in, (int) varint(in)), StandardCharsets.UTF_8);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int unmasked(int crc) {
        int rotated = crc - 0xa282ead8;
        return rotated >>> 17 | rotated << 15;
    }

    /** Castagnoli's polynomial, bit by bit. */
    private static int crc32c(byte[] bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return ~crc;
    }

    private static MetricRecord row(long step, double score, double fps) {
        return new MetricRecord().set(Metric.STEP, step).set(Metric.SCORE, score).set(Metric.FPS, fps);
    }
}
