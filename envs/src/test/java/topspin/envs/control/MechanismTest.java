package topspin.envs.control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Mechanisms move as Gymnasium's do. The traces are golden numbers: {@code traces.py} beside them made them, an independent
 * program of Gymnasium's formulas in Python's doubles. They reach every limit: falls and the track's end, wrapped angles,
 * clipped speeds and torques, a goal.
 */
class MechanismTest {
    /** Sines differ in the last bit between libraries, and an acrobot is chaotic. */
    private static final double ROUNDING = 1e-9;

    /** One line. Without an input it is the start of an episode. */
    private record Line(String input, double reward, boolean terminated, double[] state) {
        static Line parse(String line) {
            String[] cells = line.split(",");
            double[] state = Arrays.stream(cells[4].split(" ")).mapToDouble(Double::parseDouble).toArray();
            return cells[1].isEmpty() ? new Line("", 0, false, state)
                    : new Line(cells[1], Double.parseDouble(cells[2]), cells[3].equals("1"), state);
        }
    }

    static Stream<Object[]> traces() {
        return Stream.of(new Object[] {"cart-pole", new CartPole(true)}, new Object[] {"acrobot", new Acrobot(true)},
                new Object[] {"pendulum", new Pendulum(true)});
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void shouldMoveAsGymnasiumDoes(String name, Mechanism mechanism) throws IOException {
        List<Line> lines = lines(name);
        assertThat(lines).hasSizeGreaterThan(90);
        for (Line line : lines) {
            if (line.input.isEmpty()) {
                System.arraycopy(line.state, 0, mechanism.state(), 0, line.state.length);
                continue;
            }
            double reward = mechanism.step(Double.parseDouble(line.input));
            assertThat(mechanism.state()).as(line.toString()).containsExactly(line.state, within(ROUNDING));
            assertThat(reward).as(line.toString()).isCloseTo(line.reward, within(ROUNDING));
            assertThat(mechanism.terminated()).as(line.toString()).isEqualTo(line.terminated);
        }
    }

    @Test
    void shouldDropACartPoleOnEitherSide() {
        CartPole pole = new CartPole(true);
        for (double[] fallen : new double[][] {{2.41, 0, 0, 0}, {-2.41, 0, 0, 0}, {0, 0, 0.21, 0}, {0, 0, -0.21, 0}}) {
            System.arraycopy(fallen, 0, pole.state(), 0, fallen.length);
            assertThat(pole.terminated()).as(Arrays.toString(fallen)).isTrue();
        }
        System.arraycopy(new double[] {-2.39, 9, 0.209, -9}, 0, pole.state(), 0, 4);
        assertThat(pole.terminated()).isFalse();
    }

    @Test
    void shouldStartUniformlyWithinGymnasiumsBounds() {
        assertStarts(new CartPole(true), 0.05, 0.05, 0.05, 0.05);
        assertStarts(new Acrobot(true), 0.1, 0.1, 0.1, 0.1);
        assertStarts(new Pendulum(true), Math.PI, 1);
    }

    private static void assertStarts(Mechanism mechanism, double... bounds) {
        RandomStream stream = new RandomStreams(5).stream("start");
        int episodes = 4000;
        double[] squares = new double[bounds.length];
        double[] sums = new double[bounds.length];
        for (int episode = 0; episode < episodes; episode++) {
            mechanism.start(stream);
            for (int i = 0; i < bounds.length; i++) {
                double share = mechanism.state()[i] / bounds[i];
                assertThat(share).isBetween(-1.000001, 1.000001);
                sums[i] += share / episodes;
                squares[i] += share * share / episodes;
            }
        }
        assertThat(sums).containsExactly(new double[bounds.length], within(0.04));
        double[] thirds = new double[bounds.length];
        Arrays.fill(thirds, 1.0 / 3);
        assertThat(squares).containsExactly(thirds, within(0.02));
    }

    /** {@code AcrobotEnv.reset} rounds the start state and {@code step} goes on in double. */
    @Test
    void shouldStartAnAcrobotInFloats() {
        Acrobot acrobot = new Acrobot(true);
        acrobot.start(new RandomStreams(5).stream("start"));
        for (double value : acrobot.state()) {
            assertThat(value).isEqualTo((float) value);
        }
        acrobot.step(1);
        assertThat(acrobot.state()[0]).isNotEqualTo((float) acrobot.state()[0]);
    }

    @Test
    void shouldObserveInGymnasiumsOrder() {
        assertObserved(new CartPole(true), new double[] {0.1, 0.2, 0.3, 0.4}, 0.1f, 0.2f, 0.3f, 0.4f);
        assertObserved(new Acrobot(true), new double[] {0.1, 0.2, 0.3, 0.4}, (float) Math.cos(0.1), (float) Math.sin(0.1),
                (float) Math.cos(0.2), (float) Math.sin(0.2), 0.3f, 0.4f);
        assertObserved(new Pendulum(true), new double[] {0.1, 0.2}, (float) Math.cos(0.1), (float) Math.sin(0.1), 0.2f);
    }

    @Test
    void shouldHideVelocities() {
        assertObserved(new CartPole(false), new double[] {0.1, 0.2, 0.3, 0.4}, 0.1f, 0.3f);
        assertObserved(new Acrobot(false), new double[] {0.1, 0.2, 0.3, 0.4}, (float) Math.cos(0.1), (float) Math.sin(0.1),
                (float) Math.cos(0.2), (float) Math.sin(0.2));
        assertObserved(new Pendulum(false), new double[] {0.1, 0.2}, (float) Math.cos(0.1), (float) Math.sin(0.1));
    }

    /** In the second of three rows, the others untouched. */
    private static void assertObserved(Mechanism mechanism, double[] state, float... expected) {
        System.arraycopy(state, 0, mechanism.state(), 0, state.length);
        int size = expected.length;
        float[] values = new float[3 * size];
        mechanism.observe(values, size);
        assertThat(mechanism.observationSpace().size()).isEqualTo(size);
        assertThat(Arrays.copyOfRange(values, size, 2 * size)).containsExactly(expected);
        assertThat(Arrays.copyOf(values, size)).containsOnly(0);
        assertThat(Arrays.copyOfRange(values, 2 * size, 3 * size)).containsOnly(0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void shouldStayWithinItsSpace(String name, Mechanism mechanism) throws IOException {
        float[] values = new float[mechanism.observationSpace().size()];
        for (Line line : lines(name)) {
            System.arraycopy(line.state, 0, mechanism.state(), 0, line.state.length);
            mechanism.observe(values, 0);
            for (float value : values) {
                assertThat(value).isBetween(mechanism.observationSpace().low(), mechanism.observationSpace().high());
            }
        }
    }

    private static List<Line> lines(String name) throws IOException {
        try (InputStream in = MechanismTest.class.getResourceAsStream(name + ".csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).map(Line::parse).toList();
        }
    }
}
