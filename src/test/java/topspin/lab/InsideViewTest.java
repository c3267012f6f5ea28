package topspin.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.supervised.Trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class InsideViewTest {
    @TempDir
    private Path directory;

    /** Unit 1 falls as the signal rises; unit 0 is constant, unit 2 rises in the first sequence and falls in the second. */
    private static List<Trace> traces(float sign) {
        float[][] state = new float[6][3];
        float[][] gate = new float[6][3];
        for (int t = 0; t < 6; t++) {
            state[t][0] = 0.5f;
            state[t][1] = 2 - 0.5f * t;
            state[t][2] = sign * t;
            gate[t][2] = t / 6f;
        }
        return List.of(new Trace(0, "forget gate", gate), new Trace(0, "cell state", state));
    }

    private static InsideView view() {
        double[] rising = {0, 1, 2, 3, 4, 5};
        double[] alternating = {1, -1, 1, 1, -1, 1};
        return new InsideView(List.of(traces(1), traces(-1)), List.of("a", "b", "c", "d", "e", "f"), List.of(
                new InsideView.Signal("count", new double[][] {rising, rising}),
                new InsideView.Signal("parity", new double[][] {alternating, alternating})));
    }

    @Test
    void theUnitThatGoesWithASignalInEverySequenceShouldBeNamed() throws IOException {
        assertThat(view().show("title", directory)).containsExactly("count: unit 1 of the cell state, correlation -1.000",
                "parity: no unit goes with it (no correlation of 0.5 or more)", "picture: " + directory.resolve("inside.svg"));
    }

    @Test
    void thePictureShouldHaveARowPerUnitAndTheNamedOneFirst() throws IOException {
        view().show("title", directory);
        String svg = Files.readString(directory.resolve("inside.svg"));
        assertThat(svg).contains(">forget gate<", ">cell state<", ">1: count<", ">0 to 1<");
        assertThat(svg.indexOf(">1: count<")).isLessThan(svg.indexOf(">0<"));
        assertThat(svg.split("Z\" fill=", -1)).as("cells: 6 steps × 3 units × 2").hasSize(1 + 36);
        assertThat(svg).as("full blue where the falling unit begins, at 2 of at most 5; white at 0").contains("#ffffff");
    }

    @Test
    void stepsWithoutAValueShouldNotCount() throws IOException {
        double[] rising = {0, Double.NaN, 2, 99, 4, 5};
        rising[3] = Double.NaN;
        InsideView view = new InsideView(List.of(traces(1)), List.of("a", "b", "c", "d", "e", "f"),
                List.of(new InsideView.Signal("count", new double[][] {rising})));
        assertThat(view.show("title", directory)).contains("count: unit 1 of the cell state, correlation -1.000",
                "count: unit 2 of the cell state, correlation 1.000");
    }
}
