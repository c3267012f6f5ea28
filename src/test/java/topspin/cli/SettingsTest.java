package topspin.cli;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.EnvironmentRegistry;
import topspin.file.Safetensors;
import topspin.train.Trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** From the experiment's text to the weights: a setting that nothing reads would change no bit of them. */
class SettingsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"ppo,ppo.epochs=1", "ppo,ppo.minibatches=1", "ppo,ppo.clip=0.005", "ppo,ppo.clip-value=false",
        "ppo,ppo.gae-lambda=0.5", "ppo,ppo.normalise-advantage=false", "ppo,ppo.target-kl=1e-9", "ppo,gamma=0.5",
        "ppo,entropy=0.5", "ppo,value=0.1", "ppo,max-grad-norm=0.01", "ppo,optimiser.learning-rate=1e-4",
        "ppo,optimiser.schedule=constant", "ppo,optimiser.epsilon=1e-2", "ppo,optimiser.beta1=0.5",
        "ppo,optimiser.beta2=0.5", "ppo,optimiser.type=rmsprop", "ppo,policy.core.forget-bias=1",
        "ppo,policy.initialiser=glorot", "ppo,policy.previous=action", "a2c,policy.previous=action-reward",
        "reinforce,policy.previous=reward", "ppo,policy.critic=separate", "ppo,policy.heads.layers=1", "reinforce,policy.heads.layers=2", "a2c,policy.critic=separate", "ppo,seed=2",
        "ppo,steps=16", "ppo,env.delay=3", "ppo,policy.sequence=zero-start(4)", "a2c,a2c.gae-lambda=0.5",
        "a2c,a2c.normalise-advantage=true", "a2c,gamma=0.5", "a2c,entropy=0.5", "a2c,value=0.1",
        "a2c,optimiser.decay=0.5", "reinforce,gamma=0.5", "reinforce,entropy=0.5", "reinforce,max-grad-norm=0.01"})
    void everySettingShouldChangeTheWeights(String algorithm, String setting) throws IOException {
        assertChanges(algorithm, "encoder: none", setting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.encoder-layers=2", "policy.encoder-activation=relu", "policy.encoder-activation=leaky-relu",
        "policy.encoder-layer-norm=true"})
    void everySettingOfTheMlpShouldChangeTheWeights(String setting) throws IOException {
        assertChanges("ppo", "encoder: mlp, encoder-units: 4", setting);
    }

    private void assertChanges(String algorithm, String encoder, String setting) throws IOException {
        Path file = Files.writeString(directory.resolve("recall.yaml"), """
                env: {id: recall, delay: 2}
                environments: 4
                steps: 8
                total-steps: 640
                algorithm: %s
                ppo: {minibatches: 2, clip: 0.02}
                optimiser: {learning-rate: 1e-2}
                policy: {%s, core: {units: 4}}
                workers: 1
                """.formatted(algorithm, encoder));

        assertThat(train(file, "changed", "--set", setting)).isNotEqualTo(train(file, "plain"));
    }

    /** Trains in this process; returns the bits of the weights. */
    private List<Integer> train(Path file, String name, String... options) throws IOException {
        Path out = directory.resolve(name);
        List<String> arguments = new ArrayList<>(List.of("train", file.toString(), "--out", out.toString()));
        arguments.addAll(Arrays.asList(options));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Main.run(new Console(print, print, false), EnvironmentRegistry::load,
                Trainer::new, arguments.toArray(String[]::new));
        assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
        List<Integer> bits = new ArrayList<>();
        try (Safetensors checkpoint = Safetensors.open(out.resolve("checkpoints/step-000000640.safetensors"))) {
            for (Safetensors.Tensor tensor : checkpoint.tensors()) {
                if (tensor.type() == Safetensors.Type.F32 && !tensor.name().startsWith("optimiser/")) {
                    float[] values = new float[(int) tensor.elements()];
                    checkpoint.floats(tensor.name(), values, 0, values.length);
                    bits.add(Arrays.hashCode(values));
                }
            }
        }
        return bits;
    }
}
