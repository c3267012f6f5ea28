package topspin.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Processors without AVX-512: a child process is held to AVX2 by oneDNN's own setting, {@code ONEDNN_MAX_CPU_ISA}, and
 * must say so and compute the same network up to rounding.
 */
class InstructionSetTest {
    /** Largest difference between instruction sets, as a share of a tensor's largest number. */
    private static final double TOLERANCE = 2e-5;

    @Test
    @EnabledOnOs(architectures = "amd64", value = {OS.LINUX, OS.MAC, OS.WINDOWS})
    void aProcessorWithAvx2OnlyShouldComputeTheSameNetworksUpToRounding() throws IOException, InterruptedException {
        List<String> narrow = probe("AVX2");
        List<String> here = NetworkProbe.lines();

        assertThat(narrow.get(0)).contains(", AVX2, ").contains("brg_conv_fwd:avx2").contains("brg_matmul:avx2")
                .doesNotContain("avx512").doesNotContain("ref");
        assertThat(here.get(0)).doesNotContain("ref");
        assertThat(narrow).hasSameSizeAs(here);
        for (int i = 1; i < here.size(); i++) {
            String name = here.get(i).substring(0, here.get(i).indexOf(':'));
            double[] expected = numbers(here.get(i));
            double[] actual = numbers(narrow.get(i));
            double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            assertThat(narrow.get(i)).startsWith(name + ":");
            assertThat(actual).as(name).hasSameSizeAs(expected);
            for (int k = 0; k < expected.length; k++) {
                assertThat(actual[k]).as("%s, number %d", name, k)
                        .isCloseTo(expected[k], within(TOLERANCE * largest));
            }
        }
    }

    private static double[] numbers(String line) {
        String text = line.substring(line.indexOf(':') + 1).strip();
        return text.isEmpty() ? new double[0] : Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static List<String> probe(String instructionSet) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), NetworkProbe.class.getName());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", instructionSet);
        Process child = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = child.inputReader().lines().toList();
        assertThat(child.waitFor()).isZero();
        return lines;
    }
}
