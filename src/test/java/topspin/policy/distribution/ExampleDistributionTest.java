package topspin.policy.distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.plugin.PluginPath;
import topspin.plugin.Plugins;
import topspin.plugin.TestJar;
import topspin.space.Box;
import topspin.space.Discrete;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** The distribution that {@code docs/extending.md} shows promises what ours do, from its JAR. */
class ExampleDistributionTest {
    @TempDir
    private Path directory;

    @Test
    void itShouldKeepEveryPromise() throws IOException {
        Path jar = TestJar.project(directory, Path.of("docs/examples/extending")).write(directory.resolve("mine.jar"));
        Box space = Box.floats(-2, 2, 3);
        try (Plugins plugins = Plugins.open(PluginPath.of(List.of(jar), null, null))) {
            Distributions.registry().add(plugins);
            Distribution laplace = Distributions.over("laplace", space);
            DistributionTest promises = new DistributionTest();
            promises.gradientsShouldBeThoseOfFiniteDifferences(space, laplace);
            promises.samplesShouldHaveTheEntropyThatIsClaimed(space, laplace);
            promises.noActionShouldBeMoreProbableThanTheMode(space, laplace);
            // −|2 − 1|/2 − log 4 and −|−1 + 1|/½ − log 1, by hand; the third is at its mean with b = 1
            assertThat(laplace.logProbability(new float[] {1, -1, 0, (float) Math.log(2), (float) -Math.log(2), 0}, 0,
                    new float[] {2, -1, 0}, 0)).isCloseTo(-0.5 - Math.log(4) - Math.log(2), within(1e-6));
            assertThatIllegalArgumentException().isThrownBy(() -> Distributions.over("laplace", new Discrete(2)))
                    .withMessageContaining("distribution laplace is over actions in a Box of float32").withMessageContaining(
                            "categorical would fit");
            assertThat(Distributions.over("auto", space)).as("where none is chosen").isInstanceOf(DiagonalGaussian.class);
        }
        assertThat(Distributions.labels()).containsExactly("auto", "categorical", "multi-categorical", "diagonal-gaussian");
    }
}
