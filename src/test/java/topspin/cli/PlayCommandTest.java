package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** {@code topspin play} where nobody sits at a terminal: films and sheets of worlds and runs, and what is refused. */
class PlayCommandTest {
    private final CommandLineFixture line = CommandLineFixture.real();
    @TempDir
    private Path directory;
    private Path gif;
    private Path png;

    @BeforeEach
    void place() {
        gif = directory.resolve("film.gif");
        png = directory.resolve("sheet.png");
    }

    private String play(String... arguments) {
        List<String> words = new ArrayList<>(List.of("play"));
        words.addAll(List.of(arguments));
        assertThat(line.run(words.toArray(String[]::new))).as(line.err()).isZero();
        return line.out();
    }

    private Path train(String yaml, String... more) throws IOException {
        Path run = directory.resolve("run");
        List<String> words = new ArrayList<>(List.of("train", Files.writeString(directory.resolve("small.yaml"), yaml).toString(),
                "--out", run.toString()));
        words.addAll(List.of(more));
        assertThat(line.run(words.toArray(String[]::new))).as(line.err()).isZero();
        return run;
    }

    private static int pictures(Path gif) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(ImageIO.createImageInputStream(gif.toFile()));
        return reader.getNumImages(true);
    }

    @Test
    void aFilmShouldHaveAPicturePerStepAndTheSameBytesForTheSameSeed() throws IOException {
        String table = play("recall", "--set", "delay=3", "--seed", "4", "--gif", gif.toString(), "--png", png.toString());

        assertThat(table).matches("game return steps end\n1 -?1\\.00 4 terminated\n");
        assertThat(line.err()).isEqualTo("film: " + gif + " (5 pictures)\npicture: " + png + "\n");
        assertThat(pictures(gif)).isEqualTo(5);
        byte[] film = Files.readAllBytes(gif);
        byte[] sheet = Files.readAllBytes(png);
        assertThat(play("recall", "--set", "env.delay=3", "--seed", "4", "--gif", gif.toString(), "--png", png.toString())).isEqualTo(table);
        assertThat(Files.readAllBytes(gif)).isEqualTo(film);
        assertThat(Files.readAllBytes(png)).isEqualTo(sheet);
        play("recall", "--set", "delay=3", "--seed", "5", "--gif", gif.toString());
        assertThat(Files.readAllBytes(gif)).isNotEqualTo(film);
    }

    @Test
    void theWorldAloneShouldHaveItsOwnSizeTimesTheScale() throws IOException {
        play("cart-pole", "--png", png.toString(), "--frames", "1", "--plain", "--scale", "0.5");
        BufferedImage picture = ImageIO.read(png.toFile());
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(150, 80);
        play("cart-pole", "--png", png.toString(), "--frames", "1");
        assertThat(ImageIO.read(png.toFile()).getHeight()).as("with three lines below").isEqualTo(160 + 16 + 3 * 16);
    }

    @Test
    void aLongGameShouldBeCutAndThatShouldBeSaid() throws IOException {
        assertThat(play("pendulum", "--gif", gif.toString(), "--steps", "20")).isEmpty();
        assertThat(line.err()).isEqualTo("film: " + gif + " (21 pictures)\ngame 1 was stopped after 20 steps in all; --steps N plays on\n");
        assertThat(play("pendulum", "--png", png.toString(), "--steps", "250", "--episodes", "3")).hasLineCount(2);
        assertThat(line.err()).contains("game 2 was stopped after 250 steps in all");
    }

    /** One environment plays all games of an evaluation, one after the other. */
    @ParameterizedTest
    @CsvSource({"ppo,false", "ppo,true", "pqn,false"})
    void aRunShouldPlayTheGamesOfEval(String algorithm, boolean deterministic) throws IOException {
        Path run = train("""
                env: {id: cart-pole}
                environments: 1
                steps: 32
                total-steps: 640
                seed: 11
                algorithm: %s
                ppo: {minibatches: 1}
                pqn: {minibatches: 1}
                policy: {encoder: mlp, encoder-units: 8, core: {units: 8}, previous: action}
                """.formatted(algorithm));
        List<String> words = new ArrayList<>(List.of("eval", run.toString(), "--episodes", "3"));
        if (deterministic) {
            words.add("--deterministic");
        }
        assertThat(line.run(words.toArray(String[]::new))).isZero();
        String[] eval = line.out().lines().toList().get(1).split(" ");

        words.set(0, "play");
        words.addAll(List.of("--png", png.toString()));
        assertThat(line.run(words.toArray(String[]::new))).isZero();
        double[] returns = line.out().lines().skip(1).mapToDouble(row -> Double.parseDouble(row.split(" ")[1])).toArray();
        assertThat(returns).hasSize(3);
        assertThat("%.2f".formatted(Arrays.stream(returns).average().orElseThrow())).isEqualTo(eval[2]);
        assertThat("%.1f".formatted(Arrays.stream(returns).min().orElseThrow())).isEqualTo(eval[4]);
        assertThat("%.1f".formatted(Arrays.stream(returns).max().orElseThrow())).isEqualTo(eval[5]);

        words.addAll(List.of("--seed", "12"));
        line.run(words.toArray(String[]::new));
        assertThat(line.out().lines().skip(1).mapToDouble(row -> Double.parseDouble(row.split(" ")[1])).toArray())
                .as("another seed, other games").isNotEqualTo(returns);
    }

    @Test
    void aRunShouldPlayWithTheCheckpointThatIsNamed() throws IOException {
        Path run = train("""
                env: {id: recall, delay: 1}
                environments: 4
                steps: 8
                total-steps: 512
                checkpoint: {every: 256, keep: 2}
                policy: {encoder-units: 8, core: {units: 8}}
                """);
        play(run.toString(), "--gif", gif.toString());
        byte[] newest = Files.readAllBytes(gif);
        play(run.toString(), "--gif", gif.toString());
        assertThat(Files.readAllBytes(gif)).isEqualTo(newest);
        play(run.toString(), "--gif", gif.toString(), "--checkpoint", run.resolve("checkpoints/step-000000256.safetensors").toString());
        assertThat(Files.readAllBytes(gif)).isNotEqualTo(newest);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("cart-pole", "standard input and output are not a terminal; use --gif FILE or --png FILE for pictures, or --window"),
                arguments("cart-pole --player random", "standard input and output are not a terminal; use --gif FILE or --png FILE for pictures, or --window"),
                arguments("cart-poel", "'cart-poel' is neither a world nor a run's directory; did you mean cart-pole? ./topspin envs lists the worlds"),
                arguments("../no/run", "'../no/run' is neither a world nor a run's directory; ./topspin envs lists the worlds"),
                arguments("src", "src is not a run directory: it has no run.json; expected one such as results/pong/seed-1"),
                arguments("cart-pole --set velocty=true", "--set velocty=true: unknown option of cart-pole; did you mean velocity? (known: velocity)"),
                arguments("cart-pole --set velocity=maybe", "--set velocity=maybe: expected true or false, got 'maybe'"),
                arguments("cart-pole --set velocity", "--set velocity: expected key=value, such as ppo.clip=0.2"),
                arguments("recall --set delay=0", "--set delay=0: expected 1 to 1000000, got 0"),
                arguments("recall --set env.delay=long", "--set env.delay=long: expected a whole number, got 'long'"),
                arguments("pong --set observation=rbg", "--set observation=rbg: expected one of binary80, gray84, rgb, features, got 'rbg'; did you mean rgb?"),
                arguments("cart-pole --seed -1", "--seed -1: expected a whole number, at least 0"),
                arguments("cart-pole --episodes 0", "--episodes 0: expected a whole number, at least 1"),
                arguments("cart-pole --steps 0", "--steps 0: expected a whole number, at least 1"),
                arguments("cart-pole --fps 0", "--fps 0.0: expected a number above 0, at most 50"),
                arguments("cart-pole --fps NaN", "--fps NaN: expected a number above 0, at most 50"),
                arguments("cart-pole --fps 51", "--fps 51.0: expected a number above 0, at most 50"),
                arguments("cart-pole --scale 0 --png x.png", "--scale 0.0: expected a number above 0, at most 16"),
                arguments("cart-pole --scale 2", "--scale 2.0: needs --gif FILE, --png FILE or --window; a terminal shows as much as it can"),
                arguments("cart-pole --scale 16 --png target/x.png", "--scale 16.0: would make pictures of 4800 × 2560 pixels; expected at most 4096 on a side"),
                arguments("cart-pole --frames 3", "--frames 3: needs --png FILE"),
                arguments("cart-pole --frames 101 --png x.png", "--frames 101: expected a whole number, from 1 to 100"),
                arguments("cart-pole --gif x --png x", "--gif x and --png x: expected two files"),
                arguments("cart-pole --gif target", "target cannot be written: it is a directory; give the name of a file in it"),
                arguments("cart-pole --realtime --turns", "--realtime and --turns: expected one of them"),
                arguments("cart-pole --turns --png target/x.png", "--turns: only a person takes turns; say --player person, or leave it away"),
                arguments("cart-pole --player nobody", "--player 'nobody': expected one of person, random, memoryless, oracle, which cart-pole has"),
                arguments("cart-pole --deterministic", "--deterministic: a world has no checkpoints and no policy; give a run's directory, or leave it away"),
                arguments("cart-pole --checkpoint x", "--checkpoint x: a world has no checkpoints and no policy; give a run's directory, or leave it away"),
                arguments("src --best --checkpoint x", "--best and --checkpoint x: expected one of them"),
                arguments("src --set a=1", "--set a=1: a run's policy plays in the world that it was trained in; give a world, or leave it away"),
                arguments("src --player random", "--player random: a run's policy plays in the world that it was trained in; give a world, or leave it away"),
                arguments("", "missing required parameter: 'WORLD_OR_RUN_DIR' (see ./topspin play --help)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseInOneLine(String arguments, String complaint) {
        int code = line.run(("play " + arguments).strip().split(" "));

        assertThat(line.err()).isEqualTo(complaint + "\n");
        assertThat(line.out()).isEmpty();
        assertThat(code).isEqualTo(2);
        assertThat(Path.of("target/x.png")).doesNotExist();
    }

    @Test
    void shouldRefuseAWindowWhereThereIsNoDisplay() {
        assumeTrue(GraphicsEnvironment.isHeadless(), "this machine has a display, where a window would open");
        assertThat(line.run("play", "cart-pole", "--window")).isEqualTo(2);
        assertThat(line.err()).isEqualTo("--window: there is no display; use --gif FILE or --png FILE, or play in a terminal\n");
    }

    @Test
    void shouldRefuseAFileThatCannotBeWrittenBeforePlaying() {
        Path file = directory.resolve("none/film.gif");
        assertThat(line.run("play", "pong", "--steps", "1000000000", "--gif", file.toString())).isEqualTo(2);
        assertThat(line.err()).isEqualTo(file + " cannot be written: there is no directory " + file.getParent() + "; make it, or give a file elsewhere\n");
    }

    @Test
    void aRunWithoutATerminalShouldBeRefusedToo() throws IOException {
        Path run = train("env: {id: recall}\nenvironments: 4\nsteps: 8\ntotal-steps: 64\npolicy: {encoder-units: 8, core: {units: 8}}\n");
        assertThat(line.run("play", run.toString())).isEqualTo(2);
        assertThat(line.err()).isEqualTo("standard input and output are not a terminal; use --gif FILE or --png FILE for pictures, or --window\n");
    }
}
