package topspin.sequence;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.nn.cell.CellTypes;
import topspin.nn.cell.CoreConfig;
import topspin.plugin.PluginPath;
import topspin.plugin.Plugins;
import topspin.plugin.TestJar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The cell that {@code docs/extending.md} shows obeys every law of ours, from its JAR. */
class ExampleCellLawsTest {
    @TempDir
    private static Path directory;
    private static Plugins plugins;

    @BeforeAll
    static void add() throws IOException {
        Path jar = TestJar.project(directory, Path.of("docs/examples/extending")).write(directory.resolve("mine.jar"));
        plugins = Plugins.open(PluginPath.of(List.of(jar), null, null));
        CellTypes.registry().add(plugins);
    }

    @AfterAll
    static void remove() throws IOException {
        plugins.close();
    }

    static Stream<Arguments> cases() {
        return Stream.of(new CoreConfig("leaky", 5), new CoreConfig("leaky", 5, 2, 0)).flatMap(core ->
                Stream.of("onednn", "nd4j").flatMap(engine -> Stream.of(Variant.values())
                        .filter(variant -> variant.maths() == Variant.Maths.SAME && variant != Variant.PRIMITIVE)
                        .map(variant -> Arguments.of(core, engine, new SequenceSplitter(variant, 0)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lawsShouldHold(CoreConfig core, String engine, SequenceSplitter splitter) {
        new FiniteDifferencesLawTest().gradientsShouldBeSlopes(core, engine, splitter);
        new HalvesAreTheWholeLawTest().halvesShouldBeTheWhole(core, engine, splitter);
        new PermutationLawTest().sequencesInAnotherOrderShouldGiveTheSame(core, engine, splitter);
        new ResetIsSeparationLawTest().aResetShouldSeparate(core, engine, splitter);
        new StepIsSequenceLawTest().stepByStepShouldBeTheSequence(core, engine, splitter);
        new VariantsAreOneFunctionLawTest().variantsShouldAgree(core, engine, splitter);
        new EnginesAgreeLawTest().enginesShouldAgree(core);
    }
}
