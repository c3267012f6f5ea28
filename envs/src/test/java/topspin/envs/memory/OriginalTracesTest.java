package topspin.envs.memory;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.random.RandomStreams;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Episodes of Memory-RL's T-maze and bsuite's memory chain themselves, see {@code traces.py}. */
class OriginalTracesTest {
    /** Of a random stream's state. */
    private static final int STREAM_BYTES = 4 * Long.BYTES;

    private record Episode(String id, String option, int value, double[] hidden, double[] seen, List<String> steps) {
    }

    @TestFactory
    Stream<DynamicTest> shouldPlayAsTheOriginal() throws IOException {
        List<Episode> episodes = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                OriginalTracesTest.class.getResourceAsStream("traces.txt"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("world")) {
                    String[] words = line.split(" ");
                    episodes.add(new Episode(words[1], words[2], Integer.parseInt(words[3]), numbers(in.readLine()),
                            numbers(in.readLine()), new ArrayList<>()));
                } else {
                    episodes.get(episodes.size() - 1).steps.add(line);
                }
            }
        }
        assertThat(episodes).hasSize(4 * 6 + 7 * 3);
        return episodes.stream().map(episode -> DynamicTest.dynamicTest(episode.id + " " + episode.value, () -> replay(episode)));
    }

    private static void replay(Episode episode) throws IOException {
        try (Environment world = EnvironmentRegistry.load().create(episode.id, Map.of(episode.option, episode.value),
                new RandomStreams(1))) {
            world.reset(null, 0);
            restore(world, episode);
            Observations seen = new Observations(world.observationSpace(), 1);
            for (int i = 0; i < episode.steps.size(); i++) {
                String[] parts = episode.steps.get(i).split("\\|");
                double[] end = numbers("x" + parts[2]);
                float reward = world.step((int) numbers(parts[0])[0], seen, 0);
                assertThat((double) reward).as("reward of step " + i).isCloseTo(end[0], within(1e-7));
                assertThat(world.terminated()).as("end after step " + i).isEqualTo(end[1] == 1);
                double[] shown = numbers("x" + parts[1]);
                for (int j = 0; j < shown.length; j++) {
                    assertThat((double) seen.floats()[j]).as("element %d after step %d", j, i).isCloseTo(shown[j], within(1e-6));
                }
            }
        }
    }

    /** Puts what the original drew in place of what was drawn here. */
    private static void restore(Environment world, Episode episode) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        world.save(new DataOutputStream(saved));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(saved.toByteArray(), 0, STREAM_BYTES);
        double[] hidden = episode.hidden;
        if (episode.id.equals("t-maze")) {
            out.writeInt((int) hidden[0]);
            out.writeInt(0);
            out.writeInt(0);
        } else {
            for (int i = 0; i < hidden.length - 1; i++) {
                out.writeByte((int) hidden[i]);
            }
            out.writeInt((int) hidden[hidden.length - 1]);
        }
        out.writeInt(0);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        world.restore(in);
        assertThat(in.available()).as("the whole state was written").isZero();
    }

    /** The numbers after a line's first word. */
    private static double[] numbers(String line) {
        return Arrays.stream(line.strip().split(" +")).skip(1).mapToDouble(Double::parseDouble).toArray();
    }
}
