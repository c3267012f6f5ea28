package topspin.train;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.algorithm.ppo.Ppo;
import topspin.file.Safetensors;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Checkpoints whose every byte is as it was written, but which hold something else than the run needs. */
class UnusableCheckpointTest {
    private final RunConfig config = TrainingFixture.config(new Ppo());
    @TempDir
    private Path directory;
    private Path run;
    private Path last;

    @BeforeEach
    void train() throws IOException {
        run = directory.resolve("run");
        TrainingFixture.trainUntil(360, config, run);
        last = run.resolve("checkpoints/step-000000360.safetensors");
    }

    @Test
    void aMissingTensorShouldBeNamed() throws IOException {
        rewrite("core/0/bias", null);

        assertUnusable("no tensor core/0/bias");
    }

    @Test
    void aStateThatEndsTooEarlyShouldBeNoInternalError() throws IOException {
        rewrite("state/session", state -> Arrays.copyOf(state, state.length / 2));

        assertUnusable("its state has another form");
    }

    private void assertUnusable(String why) {
        assertThatThrownBy(() -> TrainingFixture.resumeUntil(Long.MAX_VALUE, config, run))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("checkpoint " + last + " does not hold what this run needs (")
                .hasMessageContaining(why).hasMessageEndingWith("); move it away to go on without it");
    }

    /** Writes the last checkpoint again, but for one tensor. */
    private void rewrite(String name, UnaryOperator<byte[]> change) throws IOException {
        Checkpoint.Writer writer = new Checkpoint.Writer(360, ConfigHash.of(config));
        try (Safetensors tensors = Safetensors.open(last)) {
            writer.text("sinks", tensors.metadata().get("sinks"));
            for (Safetensors.Tensor tensor : tensors.tensors()) {
                boolean changed = tensor.name().equals(name);
                if (tensor.name().equals("checksum") || changed && change == null) {
                    continue;
                }
                if (tensor.type() == Safetensors.Type.U8) {
                    byte[] bytes = tensors.bytes(tensor.name());
                    writer.bytes(tensor.name(), changed ? change.apply(bytes) : bytes);
                } else {
                    float[] values = new float[(int) tensor.elements()];
                    tensors.floats(tensor.name(), values, 0, values.length);
                    writer.floats(tensor.name(), values, 0, values.length,
                            tensor.shape().stream().mapToLong(Long::longValue).toArray());
                }
            }
        }
        Files.delete(last);
        writer.writeTo(last);
    }
}
