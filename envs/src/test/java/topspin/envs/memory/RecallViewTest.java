package topspin.envs.memory;

import org.junit.jupiter.api.Test;
import topspin.env.Environment;
import topspin.random.RandomStreams;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class RecallViewTest {

    private static int[] picture(Environment world) {
        BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        world.view().orElseThrow().paint(graphics);
        graphics.dispose();
        return image.getRGB(0, 0, 160, 120, null, 0, 160);
    }

    @Test
    void aPlayerShouldSeeTheCueOnceAndNothingOfItLater() {
        Set<Integer> cues = new HashSet<>();
        Set<Integer> later = new HashSet<>();
        for (int seed = 0; seed < 10; seed++) {
            Environment world = new RecallProvider().create(Map.of("cues", 3, "delay", 2), new RandomStreams(seed));
            world.reset(null, 0);
            cues.add(Arrays.hashCode(picture(world)));
            for (int step = 0; step < 3; step++) {
                world.step(0, null, 0);
                later.add((step + 1) * 31 + Arrays.hashCode(picture(world)));
            }
        }
        assertThat(cues).as("three cues").hasSize(3);
        assertThat(later).as("nothing, the question, nothing").hasSize(3);
    }

    @Test
    void actionsShouldBeTheCuesNumbers() {
        assertThat(new RecallProvider().create(Map.of("cues", 3, "delay", 2), new RandomStreams(1)).actionNames()).containsExactly("0", "1", "2");
    }
}
