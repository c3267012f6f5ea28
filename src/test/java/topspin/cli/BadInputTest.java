package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Every wrong input gets one line that says where, what was expected and what to do; and exit code 2. */
class BadInputTest {
    private static final String GOOD = "env: {id: pong}\n";

    private final CommandLineFixture topspin = new CommandLineFixture();
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("pong.yaml");
    }

    static Stream<Arguments> experiments() {
        return Stream.of(
                arguments("env: {id: pong}\nppo:\n  epochs: 4\n  clipp: 0.2\n", ":4: ppo.clipp: unknown key; did you mean ppo.clip?"),
                arguments(GOOD + "clip: 0.2\n", ":2: clip: unknown key; did you mean ppo.clip?"),
                arguments(GOOD + "envirnments: 4\n", ":2: envirnments: unknown key; did you mean environments?"),
                arguments(GOOD + "totalSteps: 4\n", ":2: totalSteps: unknown key; did you mean total-steps?"),
                arguments("env:\n  id: pong\n  frame-skp: 4\n", ":3: env.frame-skp: unknown key; did you mean env.frame-skip?"),
                arguments("env: {id: pnog}\n", ":1: env.id: unknown environment 'pnog'; did you mean pong? (known: pong)"),
                arguments("steps: 128\n", ": env.id: is missing; expected one of pong"),
                arguments("env: pong\n", ": env.id: is missing; expected one of pong"),
                arguments("env: {id: pong, observation: binry80}\n", ":1: env.observation: expected one of binary80, gray84, features, got 'binry80'; did you mean binary80?"),
                arguments("env: {id: pong, frame-skip: 0}\n", ":1: env.frame-skip: expected at least 1, got 0"),
                arguments("env: {id: pong, frame-skip: often}\n", ":1: env.frame-skip: expected a whole number, got 'often'"),
                arguments("env: {id: pong, reward-clip: maybe}\n", ":1: env.reward-clip: expected true or false, got 'maybe'"),
                arguments("env: {id: pong, sticky: null}\n", ":1: env.sticky: has no value; expected a number"),
                arguments(GOOD + "steps: many\n", ":2: steps: expected a whole number, got 'many'"),
                arguments(GOOD + "steps: 12.5\n", ":2: steps: expected a whole number from -2147483648 to 2147483647, got '12.5'"),
                arguments(GOOD + "steps: 3000000000\n", ":2: steps: expected a whole number from -2147483648 to 2147483647, got '3000000000'"),
                arguments(GOOD + "seed: 1e999999999\n", ":2: seed: expected a whole number from -9223372036854775808 to 9223372036854775807, got '1e999999999'"),
                arguments(GOOD + "steps:\n", ":2: steps: has no value; expected a whole number"),
                arguments(GOOD + "steps: [1, 2]\n", ":2: steps: expected one value, got a list"),
                arguments(GOOD + "ppo: 3\n", ":2: ppo: expected keys under it: epochs, minibatches, clip, clip-schedule, clip-value, gae-lambda, normalise-advantage, target-kl"),
                arguments(GOOD + "gamma: high\n", ":2: gamma: expected a number, got 'high'"),
                arguments(GOOD + "ppo: {clip-value: yes}\n", ":2: ppo.clip-value: expected true or false, got 'yes'"),
                arguments(GOOD + "algorithm: a2c\nppo: {clip: -1}\n", ":3: ppo.clip: expected a finite number above 0, got -1.0"),
                arguments(GOOD + "algorithm: pppo\n", ":2: algorithm: expected one of ppo, a2c, reinforce, pqn, got 'pppo'; did you mean ppo?"),
                arguments(GOOD + "steps: 0\n", ":2: steps: expected a whole number, at least 1, got 0"),
                arguments(GOOD + "total-steps: 0\n", ":2: total-steps: expected a whole number, at least 1, got 0"),
                arguments(GOOD + "total-steps: 100\n", ":2: total-steps: expected total-steps to be at least one rollout (environments × steps = 1024), got 100"),
                arguments(GOOD + "steps: 2000000000\n", ":2: steps: expected environments × steps to be at most 2147483647, got 16000000000"),
                arguments(GOOD + "steps: 268435455\ntotal-steps: 1e15\n", ":2: steps: the observations of a rollout would have 13,743,895,296,000 elements (268,435,455 steps × 8 environments × 6,400 elements), and a Java array holds at most 2,147,483,639: make steps, what env shows or environments smaller"),
                arguments(GOOD + "environments: 2000000011\nsteps: 1\ntotal-steps: 1e15\n", ":2: environments: expected ppo.minibatches (4) to divide environments (2000000011), since sequences are never cut: use one of 1, 2000000011"),
                arguments("env: {id: pong, frame-skip: 2147483647}\n", ":1: env.frame-skip: expected options that pong can be made with; it says: integer overflow"),
                arguments(GOOD + "environments: -1\n", ":2: environments: expected a whole number, at least 1, got -1"),
                arguments(GOOD + "environments: 6\n", ":2: environments: expected ppo.minibatches (4) to divide environments (6), since sequences are never cut: use one of 1, 2, 3, 6"),
                arguments(GOOD + "environments: 6\nppo: {minibatches: 5}\n", ":3: ppo.minibatches: expected ppo.minibatches (5) to divide environments (6), since sequences are never cut: use one of 1, 2, 3, 6"),
                arguments(GOOD + "optimiser: {learning-rate: -1e-4}\n", ":2: optimiser.learning-rate: expected a finite number, at least 0, got -1.0E-4"),
                arguments(GOOD + "optimiser: {learning-rate: .nan}\n", ":2: optimiser.learning-rate: expected a finite number, at least 0, got NaN"),
                arguments(GOOD + "entropy: .inf\n", ":2: entropy: expected a finite number, at least 0, got Infinity"),
                arguments(GOOD + "entropy: 1e999\n", ":2: entropy: expected a finite number, at least 0, got Infinity"),
                arguments(GOOD + "optimiser: {type: momentum}\n", ":2: optimiser.type: expected one of adam, rmsprop, sgd, got 'momentum'"),
                arguments(GOOD + "optimiser: {beta1: 1}\n", ":2: optimiser.beta1: expected a number from 0 to below 1, got 1.0"),
                arguments(GOOD + "gamma: 1.01\n", ":2: gamma: expected a number from 0 to 1, got 1.01"),
                arguments(GOOD + "max-grad-norm: 0\n", ":2: max-grad-norm: expected a finite number above 0, or null for none, got 0.0"),
                arguments(GOOD + "normalise: {clip-observations: 0}\n", ":2: normalise.clip-observations: expected a finite number above 0, got 0.0"),
                arguments(GOOD + "normalise: {clip-rewards: -10}\n", ":2: normalise.clip-rewards: expected a finite number above 0, got -10.0"),
                arguments(GOOD + "normalise: {observations: true}\n", ":2: normalise.observations: expected false, since this environment gives Box[80, 80, 1] of uint8 in [0.0, 1.0], zeros and ones, which stay what they are"),
                arguments("env: {id: pong, observation: gray84}\nnormalise: {observations: true}\n", ":2: normalise.observations: expected false, since this environment gives Box[84, 84, 1] of uint8 in [0.0, 255.0], which the encoder divides by 255 already"),
                arguments(GOOD + "workers: two\n", ":2: workers: expected auto or a whole number from 1 to 999999, got 'two'"),
                arguments(GOOD + "policy: {sequence: splt}\n", ":2: policy.sequence: unknown sequence 'splt'; did you mean split? (known: fused, split, split-squeeze, unstack, batch-to-sequence, segmented, packed, padded, primitive, chunked(k), zero-start(k), burn-in(k), flat)"),
                arguments(GOOD + "policy: {sequence: chunked}\n", ":2: policy.sequence: expected chunked with its number of steps, such as chunked(16), got 'chunked'"),
                arguments(GOOD + "policy: {sequence: packed(4)}\n", ":2: policy.sequence: expected packed without a number, got 'packed(4)'"),
                arguments(GOOD + "policy: {sequence: chunked(0)}\n", ":2: policy.sequence: expected at least 1 step, got 'chunked(0)'"),
                arguments(GOOD + "policy: {sequence: chunked(129)}\n", ":2: policy.sequence: expected a chunk of at most the 128 steps of a rollout, got chunked(129)"),
                arguments(GOOD + "policy: {sequence: zero-start(200)}\n", ":2: policy.sequence: expected a chunk of at most the 128 steps of a rollout, got zero-start(200)"),
                arguments(GOOD + "policy: {sequence: burn-in(128)}\n", ":2: policy.sequence: expected burn-in to be shorter than the 128 steps of a rollout, since nothing would be learned, got burn-in(128)"),
                arguments(GOOD + "policy: {sequence: split, core: {type: none}}\n", ":2: policy.sequence: expected fused, since core none has no state to carry through a sequence, got 'split'"),
                arguments(GOOD + "policy: {sequence: primitive}\nengine: nd4j\n", ":2: policy.sequence: expected engine onednn for sequence primitive, which is oneDNN's own cell, got nd4j"),
                arguments(GOOD + "policy: {sequence: flat}\nalgorithm: a2c\n", ":2: policy.sequence: expected algorithm ppo or pqn with flat, whose outputs are not those of acting step by step: a2c and reinforce learn from the very pass that acted"),
                arguments(GOOD + "shards: 9\n", ":2: shards: expected shards (9) to divide environments (8): use auto or one of 1, 2, 4, 8"),
                arguments(GOOD + "shards: 3\n", ":2: shards: expected shards (3) to divide environments (8): use auto or one of 1, 2, 4, 8"),
                arguments(GOOD + "seed: -1\n", ":2: seed: expected a whole number, at least 0, got -1"),
                arguments(GOOD + "log: {every: 0}\n", ":2: log.every: expected a whole number, at least 1, got 0"),
                arguments(GOOD + "checkpoint: {keep: 0}\n", ":2: checkpoint.keep: expected a whole number, at least 1, got 0"),
                arguments(GOOD + "checkpoint: {archive: 0}\n", ":2: checkpoint.archive: expected a whole number, at least 1, or null for none, got 0"),
                arguments(GOOD + "checkpoint: {archive: -5}\n", ":2: checkpoint.archive: expected a whole number, at least 1, or null for none, got -5"),
                arguments(GOOD + "checkpoint: {archive: often}\n", ":2: checkpoint.archive: expected a whole number, got 'often'"),
                arguments(GOOD + "checkpoint: {every: null}\n", ":2: checkpoint.every: has no value; expected a whole number"),
                arguments(GOOD + "policy: {encoder: resnet}\n", ":2: policy.encoder: expected one of binary-dense, nature-cnn, mlp, none, got 'resnet'"),
                arguments("env: {id: pong, observation: gray84}\npolicy:\n  encoder: binary-dense\n", ":3: policy.encoder: encoder binary-dense needs observations of zeros and ones, but this environment gives Box[84, 84, 1] of uint8 in [0.0, 255.0]; nature-cnn, mlp or none would fit"),
                arguments("env: {id: pong, observation: features}\npolicy: {encoder: nature-cnn}\n", ":2: policy.encoder: encoder nature-cnn needs pictures [height][width][channels] of bytes, at least 36x36, but this environment gives Box[6] of float32 in [-1.0, 1.0]; mlp or none would fit"),
                arguments(GOOD + "policy: {initialiser: glorott}\n", ":2: policy.initialiser: expected one of orthogonal, glorot, got 'glorott'; did you mean glorot?"),
                arguments(GOOD + "policy: {initialiser: null}\n", ":2: policy.initialiser: has no value; expected one of orthogonal, glorot"),
                arguments(GOOD + "policy: {critic-encoder: separate}\n", ":2: policy.critic-encoder: expected shared, since the value reads the policy's core, got 'separate'; use critic separate with it"),
                arguments(GOOD + "policy: {heads: {layers: -1}}\n", ":2: policy.heads.layers: expected a whole number from 0 to 64, got -1"),
                arguments(GOOD + "policy: {heads: {layers: 1, units: 0}}\n", ":2: policy.heads.units: expected a whole number from 1 to 8192, got 0"),
                arguments(GOOD + "policy: {encoder-layers: 0}\n", ":2: policy.encoder-layers: expected a whole number from 1 to 64, got 0"),
                arguments(GOOD + "policy: {encoder-layers: 2}\n", ":2: policy.encoder-layers: is an option of mlp, and this encoder is binary-dense"),
                arguments(GOOD + "policy: {encoder: none, encoder-layer-norm: true}\n", ":2: policy.encoder-layer-norm: is an option of mlp, and this encoder is none"),
                arguments(GOOD + "policy: {encoder: mlp, encoder-activation: leaky_relu}\n", ":2: policy.encoder-activation: expected one of tanh, relu, leaky-relu, linear, got 'leaky_relu'; did you mean leaky-relu?"),
                arguments(GOOD + "policy: {previous: rewards}\n", ":2: policy.previous: expected one of none, action, reward, action-reward, got 'rewards'; did you mean reward?"),
                arguments(GOOD + "policy: {critic: seperate}\n", ":2: policy.critic: expected one of shared, separate, got 'seperate'; did you mean separate?"),
                arguments(GOOD + "policy: {critic: separate, core: {type: none}}\n", ":2: policy.critic: expected shared, since core none has no weights, got 'separate'; use critic-encoder separate with it for a critic with an encoder of its own"),
                arguments(GOOD + "algorithm: reinforce\npolicy: {critic: separate}\n", ":3: policy.critic: expected shared, since reinforce has no critic, got 'separate'; use algorithm a2c for one"),
                arguments(GOOD + "precision: fp16\n", ":2: precision: expected one of f32, bf16, got 'fp16'; did you mean bf16?"),
                arguments(GOOD + "precision: bf16\nengine: nd4j\n", ":2: precision: expected engine onednn or auto, since nd4j multiplies float32 only, got 'nd4j'; or use precision f32"),
                arguments(GOOD + "precision: bf16\npolicy: {sequence: primitive}\n", ":2: precision: expected precision f32 with primitive, since oneDNN's own cells multiply float32 here, got 'bf16'"),
                arguments(GOOD + "policy: {core: {type: minigru}}\n", ":2: policy.core.type: expected one of lstm, gru, rnn, mingru, lru, none, got 'minigru'; did you mean mingru?"),
                arguments(GOOD + "policy: {core: {type: gru, forget-bias: 1}}\n", ":2: policy.core.forget-bias: is an option of lstm, and this core is gru"),
                arguments(GOOD + "policy: {core: {type: gru, max-phase: 3}}\n", ":2: policy.core.max-phase: is an option of lru, and this core is gru"),
                arguments(GOOD + "policy: {core: {type: lru, max-phase: 180}}\n", ":2: policy.core.max-phase: expected an angle in radians above 0, and at most 2π, got 180.0"),
                arguments(GOOD + "policy: {core: {type: mingru, reset: before}}\n", ":2: policy.core.reset: is an option of gru, and this core is mingru"),
                arguments(GOOD + "policy: {core: {type: gru, reset: behind}}\n", ":2: policy.core.reset: expected one of after, before, got 'behind'; did you mean before?"),
                arguments(GOOD + "policy: {core: {type: rnn, activation: elu}}\n", ":2: policy.core.activation: expected one of tanh, relu, got 'elu'; did you mean relu?"),
                arguments(GOOD + "policy: {core: {layer_norm: true}}\n", ":2: policy.core.layer_norm: unknown key; did you mean policy.core.layer-norm?"),
                arguments(GOOD + "policy: {sequence: primitive, core: {type: lru}}\n", ":2: policy.sequence: expected core lstm without layer-norm, gru or rnn for sequence primitive, since oneDNN has no other cells of its own, got lru"),
                arguments(GOOD + "policy: {core: {layers: 0}}\n", ":2: policy.core.layers: expected a whole number from 1 to 64, got 0"),
                arguments(GOOD + "policy: {core: {units: 0}}\n", ":2: policy.core.units: expected a whole number from 1 to 8192, got 0"),
                arguments(GOOD + "policy: {core: {units: 100000}}\n", ":2: policy.core.units: expected a whole number from 1 to 8192, got 100000"),
                arguments(GOOD + "policy: {core: {layers: 100000000}}\n", ":2: policy.core.layers: expected a whole number from 1 to 64, got 100000000"),
                arguments(GOOD + "log: {score-window: 0}\n", ":2: log.score-window: expected a whole number from 1 to 1000000, got 0"),
                arguments(GOOD + "entropy-schedule: cosine\n", ":2: entropy-schedule: expected one of linear, constant, got 'cosine'"),
                arguments(GOOD + "ppo: {clip-schedule: lin}\n", ":2: ppo.clip-schedule: expected one of linear, constant, got 'lin'"),
                arguments(GOOD + "optimiser: {schedule: constant, schedule-ends: 400}\n", ":2: optimiser.schedule-ends: expected auto with a constant rate, which has no end, got '400'"),
                arguments(GOOD + "algorithm: pqn\nentropy: 0.01\n", ":3: entropy: expected entropy to be 0 with pqn, since it explores by pqn.epsilon, got 0.01"),
                arguments(GOOD + "algorithm: pqn\npolicy: {critic: separate}\n", ":3: policy.critic: expected shared, since the values of pqn are those of its actions, got 'separate'; use algorithm ppo for a critic"),
                arguments(GOOD + "algorithm: pqn\npqn: {minibatches: 3}\n", ":3: pqn.minibatches: expected pqn.minibatches (3) to divide environments (32), since sequences are never cut: use one of 1, 2, 4, 8, 16, 32"),
                arguments(GOOD + "algorithm: pqn\npqn: {epsilon: 2}\n", ":3: pqn.epsilon: expected a number from 0 to 1, got 2.0"),
                arguments(GOOD + "algorithm: reinforce\nvalue: 0.5\n", ":3: value: expected value to be 0, since reinforce has no critic, got 0.5; use algorithm a2c for one"),
                arguments(GOOD + "name: ../escape\n", ":2: name: expected a directory name of letters, digits, '.', '_' and '-', beginning with a letter or digit, got '../escape'"),
                arguments("env: {id: pong}\nsteps: 1\nsteps: 2\n", ":3: steps: written twice, first in line 2; remove one"),
                arguments("env: {id: pong}\nppo: {clip: 1}\nppo: {epochs: 2}\n", ":3: ppo: written twice, first in line 2; remove one"),
                arguments("", ": is empty; expected keys such as 'env: {id: pong}'"),
                arguments("# nothing\n", ": is empty; expected keys such as 'env: {id: pong}'"),
                arguments("- env\n", ":1: expected keys such as 'env: {id: pong}', got a list"),
                arguments("pong\n", ":1: expected keys such as 'env: {id: pong}', got 'pong'"),
                arguments(GOOD + "---\nsteps: 1\n", ":3: expected one YAML document, here begins another"),
                arguments("env: &e {id: pong}\nppo: *e\n", ":2: ppo: aliases are not supported; write the value out"),
                arguments("env: {id: pong\nsteps: 1\n", ":2: not YAML: expected ',' or '}', but got :"),
                arguments("env:\n\tid: pong\n", ":2: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"));
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void shouldNameFileLineKeyAndRemedy(String yaml, String complaint) throws IOException {
        Files.writeString(file, yaml);

        assertRefused(file + complaint, "train", file.toString(), "--out", directory.resolve("out").toString());
        assertThat(directory.resolve("out")).doesNotExist();
    }

    static Stream<Arguments> commandLines() {
        return Stream.of(
                arguments("--set ppo.clipp=0.2: unknown key; did you mean ppo.clip?", List.of("--set", "ppo.clipp=0.2")),
                arguments("--set ppo.clip=high: expected a number, got 'high'", List.of("--set", "ppo.clip=high")),
                arguments("--set ppo.clip=0: expected a finite number above 0, got 0.0", List.of("--set", "ppo.clip=0")),
                arguments("--set ppo.clip: expected key=value, such as ppo.clip=0.2", List.of("--set", "ppo.clip")),
                arguments("--set steps=: has no value; expected a whole number", List.of("--set", "steps=")),
                arguments("--set env={id: pnog}: unknown environment 'pnog'; did you mean pong? (known: pong)",
                        List.of("--set", "env={id: pnog}")),
                arguments("--set env={id: expected a YAML value, such as {id: pong, frame-skip: 4}",
                        List.of("--set", "env={id")),
                arguments("--seed -3: expected a whole number, at least 0, got -3", List.of("--seed", "-3")),
                arguments("invalid value for option '--seed': 'one' is not a long (see ./topspin train --help)",
                        List.of("--seed", "one")),
                arguments("--workers 0: expected auto or a whole number from 1 to 999999, got '0'", List.of("--workers", "0")),
                arguments("unknown option: '--sed=1'; did you mean --set or --seed? (see ./topspin train --help)", List.of("--sed=1")),
                arguments("--resume goes on with a run as it is: leave EXPERIMENT.yaml, --seed, --out and --from away, or "
                        + "train anew without --resume", List.of("--resume", "x")));
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void shouldNameTheOverride(String complaint, List<String> arguments) throws IOException {
        Files.writeString(file, GOOD);
        List<String> line = new ArrayList<>(List.of("train", file.toString()));
        line.addAll(arguments);

        assertRefused(complaint, line.toArray(String[]::new));
    }

    @Test
    void shouldExplainMissingOrUnreadableFiles() throws IOException {
        assertRefused(file + ": no such file; expected an experiment such as experiments/pong.yaml", "train", file.toString());
        assertRefused(directory + ": is a directory; expected an experiment such as experiments/pong.yaml", "train",
                directory.toString());
        Files.write(file, new byte[] {(byte) 0xc3, 0x28});
        assertRefused(file + ": is not UTF-8 text; expected an experiment such as experiments/pong.yaml", "train", file.toString());
        assertRefused("expected an experiment to train, such as ./topspin train experiments/pong.yaml, or --resume "
                + "RUN_DIR", "train");
    }

    @Test
    void shouldNameTheFileWhereNobodyWroteTheKey() throws IOException {
        Path spaced = Files.writeString(directory.resolve("a b.yaml"), GOOD);
        assertRefused(spaced + ": name: expected a directory name of letters, digits, '.', '_' and '-', beginning with a letter or "
                + "digit, got 'a b'", "train", spaced.toString());
    }

    /** Foreign text is measured before anything looks at it, and is repeated short and without what a terminal obeys. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldRepeatLittleOfLongText() throws IOException {
        String digits = "1".repeat(1_000_000);
        String shown = "1".repeat(60) + "…" + "1".repeat(19) + "x";
        Files.writeString(file, GOOD + "gamma: " + "1".repeat(3_000) + "x\nsteps: 1\n");
        assertRefused(file + ":2: gamma: expected a number, got '" + shown + "' (3001 characters)", "train", file.toString());
        Files.writeString(file, GOOD + "gamma: " + digits + "x\n");
        assertRefused(file + ":2: gamma: expected at most 4096 characters, got 1000001", "train", file.toString());
        Files.writeString(file, GOOD + "1".repeat(1_000) + "x: 1\n");
        assertRefused(file + ":2: " + shown + " (1001 characters): unknown key; did you mean optimiser.beta1?", "train", file.toString());
        Files.writeString(file, GOOD + "name: \"a" + " ".repeat(2_000) + "b\"\n");
        assertRefused(file + ":2: name: expected a directory name of letters, digits, '.', '_' and '-', beginning with a "
                + "letter or digit, got 'a" + " ".repeat(59) + "…" + " ".repeat(19) + "b' (2002 characters)", "train", file.toString());
        Files.writeString(file, GOOD + "name: " + "a".repeat(10_000_000) + "\n");
        assertRefused(file + ": is larger than 3000000 bytes; expected an experiment such as experiments/pong.yaml", "train",
                file.toString());
    }

    @Test
    void shouldShowControlCharactersAndObeyNone() throws IOException {
        Files.writeString(file, GOOD + "name: \"a\\e[31mred\\u0007\"\n");
        assertRefused(file + ":2: name: expected a directory name of letters, digits, '.', '_' and '-', beginning with a "
                + "letter or digit, got 'a\\u001b[31mred\\u0007'", "train", file.toString());
        Files.writeString(file, GOOD + "\"pp\\eo\": 1\n");
        assertRefused(file + ":2: pp\\u001bo: unknown key; did you mean name?", "train", file.toString());
        assertRefused("--set gamma=\\u001b[2J: expected a number, got '\\u001b[2J'", "train",
                Files.writeString(file, GOOD).toString(), "--set", "gamma=\u001b[2J");
        Path none = directory.resolve("no\u001b[2J");
        assertRefused(directory + "/no\\u001b[2J: no such file; expected an experiment such as experiments/pong.yaml", "train",
                none.toString());
    }

    @Test
    void shouldReadFilesOfOtherEditors() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            Files.write(file, "\ufeffenv: {id: pong}\r\nsteps: many\r\n".getBytes(charset));
            assertRefused(file + ":2: steps: expected a whole number, got 'many'", "train", file.toString());
        }
        Files.writeString(file, "env: {id: pong}\rsteps: many\r");
        assertRefused(file + ":2: steps: expected a whole number, got 'many'", "train", file.toString());
    }

    @Test
    void shouldExplainCommands() {
        assertRefused("expected a command (see ./topspin --help)");
        assertRefused("unmatched argument at index 0: 'trian'; did you mean train? (see ./topspin --help)", "trian");
        assertRefused("missing required parameter: 'RUN_DIR' (see ./topspin eval --help)", "eval");
    }

    @Test
    void shouldRefuseTheDirectoryOfAnotherExperiment() throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        assertThat(topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024")).isZero();
        byte[] table = Files.readAllBytes(out.resolve("table.txt"));

        assertRefused(out + " holds a run of another experiment (its config differs): choose another directory with "
                + "--out, or another name, or remove it", "train", file.toString(), "--out", out.toString());
        assertRefused(out + " holds this very run, finished: choose another --seed or --out, or remove it", "train",
                file.toString(), "--out", out.toString(), "--set", "total-steps=1024");
        assertRefused(out + " holds a finished run: there is nothing to resume; take more steps with "
                + "--set total-steps=N, or train anew with another --seed or --out",
                "train", "--resume", out.toString());
        assertThat(out.resolve("table.txt")).hasBinaryContent(table);
    }

    @Test
    void shouldRefuseARunWhoseConfigWasChanged() throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024");
        Path config = out.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("gamma: 0.99", "gamma: 0.9"));

        assertRefused(config + ": was changed since the run began; restore it, or train it anew with ./topspin train "
                + config + " --out DIR", "eval", out.toString());
    }

    @Test
    void shouldRefuseDamagedCheckpoints() throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024");
        Path checkpoint = out.resolve("checkpoints/step-000001024.safetensors");
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[40] ^= 4;
        Files.write(checkpoint, bytes);

        assertThat(topspin.run("eval", out.toString())).isEqualTo(2);
        assertThat(topspin.err().lines()).containsExactly("passing over checkpoint " + checkpoint
                + " is truncated or damaged: its checksum does not match its " + bytes.length
                + " bytes", "every checkpoint in " + out.resolve("checkpoints")
                + " is damaged: train anew with another --out");
    }

    @Test
    void shouldRefuseTheCheckpointThatTheUserNamed() throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024");
        Path checkpoint = out.resolve("checkpoints/step-000001024.safetensors");
        assertThat(topspin.run("eval", out.toString(), "--checkpoint", checkpoint.toString())).isZero();
        assertThat(topspin.err()).startsWith("weights: " + checkpoint);

        Path none = directory.resolve("none");
        assertRefused(none + ": no such checkpoint; expected a file such as results/pong/seed-1/checkpoints/best.safetensors",
                "eval", out.toString(), "--checkpoint", none.toString());
        assertRefused(out + " is a directory; expected a file such as results/pong/seed-1/checkpoints/best.safetensors",
                "eval", out.toString(), "--checkpoint", out.toString());
        assertRefused("checkpoint " + file + " is truncated or damaged: its checksum does not match its "
                + Files.size(file) + " bytes; give another with --checkpoint", "eval", out.toString(),
                "--checkpoint", file.toString());
        assertRefused("--best and --checkpoint x: expected one of them", "eval", out.toString(), "--best",
                "--checkpoint", "x");
        Path other = directory.resolve("other");
        topspin.run("train", file.toString(), "--out", other.toString(), "--set", "total-steps=1024", "--seed", "2");
        assertThat(topspin.run("eval", other.toString(), "--checkpoint", checkpoint.toString())).isEqualTo(2);
        assertThat(topspin.err()).startsWith("checkpoint " + checkpoint + " is of another config (");
    }

    /** A link to itself is what not even root may read. */
    @Test
    void shouldSayWhatToDoAboutFilesThatCannotBeRead() throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024");

        assertUnreadable(out.resolve("checkpoints/step-000001024.safetensors"), "cannot read checkpoint %s: ",
                "; make it readable\n", out);
        assertUnreadable(out.resolve("config.yaml"), "%s: ", "; make it readable\n", out);
        assertUnreadable(out.resolve("run.json"), "cannot open the run directory " + out + ": ",
                "; make it readable\n", out);
        Path checkpoints = out.resolve("checkpoints");
        Files.move(checkpoints, directory.resolve("aside"));
        Files.writeString(checkpoints, "");
        assertRefused("cannot list the checkpoints in " + checkpoints + ": there is a file where a directory is needed; "
                + "make it a directory that you may read", "eval", out.toString());
    }

    private void assertUnreadable(Path unreadable, String beginning, String end, Path run) throws IOException {
        byte[] content = Files.readAllBytes(unreadable);
        Files.delete(unreadable);
        Files.createSymbolicLink(unreadable, unreadable);
        int code = topspin.run("eval", run.toString());
        assertThat(topspin.err()).startsWith(beginning.formatted(unreadable)).endsWith(end).hasLineCount(1);
        assertThat(code).isEqualTo(2);
        Files.delete(unreadable);
        Files.write(unreadable, content);
    }

    /** Whatever is in it: control characters, a list, half a file, one word, bytes that are no UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"\0\1\2", "- a\n- b\n", "env: {id: pong", "name", "\u00e4: 1"})
    void shouldRefuseAGarbledConfigOfARun(String garbage) throws IOException {
        Files.writeString(file, GOOD);
        Path out = directory.resolve("out");
        topspin.run("train", file.toString(), "--out", out.toString(), "--set", "total-steps=1024");
        Path config = Files.write(out.resolve("config.yaml"), garbage.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(topspin.run("eval", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).startsWith(config + ":").hasLineCount(1).containsAnyOf("expected", "not YAML");
    }

    @Test
    void shouldExplainWhereThereIsNoRun() {
        Path none = directory.resolve("none");
        assertRefused(none + " does not exist: expected a run directory, such as results/pong/seed-1", "train",
                "--resume", none.toString());
        assertRefused(none + " does not exist: expected a run directory, such as results/pong/seed-1", "eval",
                none.toString());
        assertRefused("--episodes 0: expected a whole number, at least 1", "eval", none.toString(), "--episodes", "0");
    }

    @Test
    void shouldShowAStackTraceOnlyWhenAsked() {
        assertThat(topspin.run("train", file.toString(), "--debug")).isEqualTo(2);
        assertThat(topspin.err()).contains("    at topspin.cli.");
    }

    private void assertRefused(String line, String... arguments) {
        int code = topspin.run(arguments);
        assertThat(topspin.err()).isEqualTo(line + "\n");
        assertThat(topspin.out()).isEmpty();
        assertThat(code).isEqualTo(2);
    }
}
