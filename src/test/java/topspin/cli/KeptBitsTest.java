package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.ExperimentFile;
import topspin.experiment.YamlNode;
import topspin.file.Safetensors;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Precision;
import topspin.run.ConfigHash;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.sweep.Trial;
import topspin.train.Run;
import topspin.train.StopSignal;
import topspin.train.Trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Experiments train to the weights and optimiser's moments that they trained to before, to the last bit. {@code bits.csv}
 * has a hash of these tensors for every file of {@code experiments/} (of a sweep: each variant, its first seed) and for the
 * first seed, at least, of every variant in {@code results/reference/}, after {@value #FEW} and after {@value #MANY} rollouts.
 *
 * <p>{@code mvn verify} trains {@value #FEW} rollouts of what {@code experiments/} holds. All of the list is checked by
 *
 * <pre>mvn test -Dtest=KeptBitsTest -Dbits=all</pre>
 *
 * {@code -Dbits=write} adds the lines that are missing: those of a new experiment, or those that were deleted because a
 * change is meant to move bits. Instruction sets round differently: {@code ONEDNN_MAX_CPU_ISA=AVX2} in front of either
 * command does it for AVX2, with {@value #FEW} rollouts of what {@code experiments/} holds.
 */
class KeptBitsTest {
    private static final int FEW = 2;
    private static final int MANY = 20;
    private static final Path LIST = Path.of("src/test/resources/topspin/cli/bits.csv");
    private static final Path EXPERIMENTS = Path.of("experiments");
    private static final Path REFERENCE = Path.of("results/reference");
    /** Of runs that another program made. */
    private static final Path IMPORTED = REFERENCE.resolve("experiment-log");
    private static final EnvironmentRegistry REGISTRY = EnvironmentRegistry.load();
    private static final String AMX = "AVX-512-AMX";
    private static final String MODE = System.getProperty("bits", "few");

    private static final Map<String, Precision> PRECISIONS = new HashMap<>();

    @TempDir
    private Path directory;

    /** One line of the list without its hash. */
    private record Case(String rounding, int rollouts, String experiment) {
    }

    @ParameterizedTest
    @MethodSource("trained")
    void shouldTrainToTheSameBits(Case trained, String hash) throws Exception {
        assumeTrue(!MODE.equals("write"));
        assertThat(hash(trained)).as(trained.toString()).isEqualTo(hash);
    }

    @Test
    void everyExperimentShouldBeInTheList() throws IOException {
        assumeTrue(!MODE.equals("write"));
        for (String rounding : List.of("AVX-512", "AVX2")) {
            assertThat(list().keySet()).as("written by -Dbits=write").containsAll(cases(rounding));
        }
    }

    @Test
    void writeTheMissingLines() throws Exception {
        assumeTrue(MODE.equals("write"));
        Map<Case, String> lines = list();
        for (Case line : cases(rounding(Precision.F32))) {
            if (!lines.containsKey(line)) {
                lines.put(line, hash(line));
                write(lines);
            }
        }
    }

    static Stream<Object[]> trained() throws IOException {
        String rounding = rounding(Precision.F32);
        String shortRounding = rounding(Precision.BF16);
        return list().entrySet().stream().filter(line -> MODE.equals("all") || line.getKey().rollouts == FEW)
                .filter(line -> line.getKey().rounding.equals(isShort(line.getKey().experiment) ? shortRounding : rounding))
                .map(line -> new Object[] {line.getKey(), line.getValue()});
    }

    /** Instruction sets whose kernels are the same have one name; AMX has its own for bfloat16. */
    private static String rounding(Precision precision) {
        try (Engine engine = Engines.open("onednn")) {
            String set = engine.arithmetic().instructionSet();
            return precision == Precision.BF16 && set.equals(AMX) ? AMX : set.replaceFirst("^(AVX-512|AVX2)-.*", "$1");
        }
    }

    private static boolean isShort(String experiment) {
        return PRECISIONS.computeIfAbsent(experiment, file -> {
            try {
                return read(file).precision();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }) == Precision.BF16;
    }

    /** On AVX2 the short runs alone, and none that multiplies bfloat16. */
    private static List<Case> cases(String rounding) throws IOException {
        boolean limited = rounding.equals("AVX2");
        // this machine's own bits of bfloat16 are asked for where it has some
        String shortRounding = rounding(Precision.BF16).equals(AMX) ? AMX : rounding;
        List<Case> cases = new ArrayList<>();
        for (Path file : files(EXPERIMENTS, "*.yaml")) {
            for (String experiment : experiments(file)) {
                if (!limited) {
                    String its = isShort(experiment) ? shortRounding : rounding;
                    cases.add(new Case(its, FEW, experiment));
                    cases.add(new Case(its, MANY, experiment));
                } else if (!isShort(experiment)) {
                    cases.add(new Case(rounding, FEW, experiment));
                }
            }
        }
        if (!limited) {
            firstSeeds().forEach(file -> cases.add(new Case(rounding, MANY, text(file))));
        }
        return cases;
    }

    /** Of every variant in the reference results. The list has more, of when they were all there was. */
    private static List<Path> firstSeeds() throws IOException {
        Map<Path, Path> first = new TreeMap<>();
        files(REFERENCE, "**/config.yaml").stream().filter(file -> !file.startsWith(IMPORTED))
                .forEach(file -> first.putIfAbsent(file.getParent().getParent(), file));
        return List.copyOf(first.values());
    }

    private static List<Path> files(Path root, String pattern) throws IOException {
        var matcher = root.getFileSystem().getPathMatcher("glob:" + text(root) + "/" + pattern);
        try (var files = Files.walk(root)) {
            return files.filter(matcher::matches).sorted().toList();
        }
    }

    private static String text(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** The file, or the file and a variant for each variant of a sweep. */
    private static List<String> experiments(Path file) throws IOException {
        if (!isSweep(file)) {
            return List.of(text(file));
        }
        return firstTrials(file).keySet().stream().map(variant -> text(file) + " " + variant).toList();
    }

    private static boolean isSweep(Path file) throws IOException {
        return Files.readAllLines(file).stream().anyMatch(line -> line.startsWith("base:"));
    }

    /** Of variants that a list multiplies, such as {@code lstm,length=1}, one for each of what comes first. */
    private static Map<String, Trial> firstTrials(Path file) throws IOException {
        Map<String, Trial> first = new LinkedHashMap<>();
        SweepFile.read(file, null, 1, 1, REGISTRY).trials()
                .forEach(trial -> first.putIfAbsent(trial.variant().replaceFirst(",.*", ""), trial));
        return first;
    }

    private static RunConfig read(String experiment, Assignment... more) throws IOException {
        String[] fileAndVariant = experiment.split(" ");
        Path file = Path.of(fileAndVariant[0]);
        if (fileAndVariant.length == 1) {
            return ExperimentFile.read(file, List.of(more), REGISTRY).config();
        }
        String config = firstTrials(file).get(fileAndVariant[1]).config();
        List<Assignment> written = new ArrayList<>(YamlNode.read(experiment, config, "").assignments());
        written.addAll(List.of(more));
        return ExperimentFile.of(experiment, written, REGISTRY).config();
    }

    private String hash(Case trained) throws Exception {
        RunConfig whole = read(trained.experiment);
        long steps = (long) trained.rollouts * whole.environments() * whole.steps();
        RunConfig config = read(trained.experiment, set("total-steps", Long.toString(steps)), set("workers", "auto"),
                set("engine", "onednn"));
        Path path = Files.createTempDirectory(directory, "run");
        try (RunDirectory run = RunDirectory.create(path, "", ConfigHash.of(config))) {
            new Run(config, run, new Trainer(REGISTRY), List.of("train")).execute(new StringBuilder(), step -> List.of(),
                    new StopSignal(), notice -> { });
        }
        try (var files = Files.list(path.resolve(RunDirectory.CHECKPOINTS))) {
            return hash(files.filter(file -> file.getFileName().toString().startsWith("step-"))
                    .max(Comparator.naturalOrder()).orElseThrow());
        }
    }

    private static Assignment set(String key, String value) {
        return new Assignment(key, value, "--set " + key + "=" + value);
    }

    /** Of the weights and the optimiser's tensors, in the order of their names. */
    private static String hash(Path checkpoint) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Safetensors tensors = Safetensors.open(checkpoint)) {
            for (Safetensors.Tensor tensor : tensors.tensors().stream().filter(KeptBitsTest::isLearned)
                    .sorted(Comparator.comparing(Safetensors.Tensor::name)).toList()) {
                digest.update(tensor.name().getBytes());
                digest.update(bytes(checkpoint, tensor));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static boolean isLearned(Safetensors.Tensor tensor) {
        return !tensor.name().startsWith("state/") && !tensor.name().equals("checksum");
    }

    private static byte[] bytes(Path file, Safetensors.Tensor tensor) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = Long.BYTES + (int) all.getLong();
        return Arrays.copyOfRange(all.array(), header + (int) tensor.begin(), header + (int) tensor.end());
    }

    private static Map<Case, String> list() throws IOException {
        Map<Case, String> list = new TreeMap<>(Comparator.comparing(Case::rounding).thenComparing(Case::rollouts)
                .thenComparing(Case::experiment));
        if (Files.exists(LIST)) {
            Files.readAllLines(LIST).stream().skip(1).map(line -> line.split(",")).forEach(cells ->
                    list.put(new Case(cells[0], Integer.parseInt(cells[1]), cells[2]), cells[3]));
        }
        return list;
    }

    private static void write(Map<Case, String> list) throws IOException {
        List<String> lines = new ArrayList<>(List.of("instruction set,rollouts,experiment,SHA-256 of the tensors"));
        list.forEach((line, hash) -> lines.add(line.rounding + "," + line.rollouts + "," + line.experiment + "," + hash));
        Files.createDirectories(LIST.getParent());
        Files.write(LIST, lines);
    }
}
