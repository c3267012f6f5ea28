package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.Assignment;
import topspin.experiment.TextFile;
import topspin.experiment.YamlAssignments;
import topspin.interop.weights.NetworkLayers;
import topspin.interop.weights.WeightFile;
import topspin.interop.weights.WeightLayout;
import topspin.interop.weights.WeightTensor;
import topspin.lab.Exercise;
import topspin.lab.LabConfig;
import topspin.lab.LabFile;
import topspin.lab.LabRun;
import topspin.lab.Labs;
import topspin.nn.engine.Engine;
import topspin.run.Checkpoint;
import topspin.run.RunDirectory;
import topspin.text.Columns;
import topspin.text.Count;
import topspin.train.CheckpointChoice;
import topspin.train.SavedRun;
import topspin.train.Training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin export}: a run's weights in a file for another framework. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Write a run's weights for Keras, PyTorch or TensorFlow 1.", "",
            "The run is a policy's or a lab's. Prints the tensors' names and shapes. A lab reads such files with --weights; "
                + "docs/weights.md has the names."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin export results/labs/count-ones/seed-1 -o ones.npz --layout keras",
            "  ./topspin export results/pong/seed-1 -o pong.safetensors --layout pytorch"})
final class ExportCommand implements Callable<Integer> {
    private static final String LAB = "lab";

    @Parameters(paramLabel = "RUN_DIR", description = "A run's directory, such as results/pong/seed-1.")
    private Path run;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "The file to write, .safetensors or .npz by its ending.")
    private Path file;

    @Option(names = "--layout", paramLabel = "NAME", description = "Names and order of the weights: " + WeightOptions.LAYOUTS + ".")
    private String layout;

    @Option(names = "--best", description = "Use the checkpoint with the best score instead of the newest.")
    private boolean best;

    @Option(names = "--checkpoint", paramLabel = "FILE", description = "Use this checkpoint of the run, such as an archived one.")
    private Path checkpoint;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;
    private final Supplier<Training> training;

    ExportCommand(Console console, Supplier<EnvironmentRegistry> environments, Supplier<Training> training) {
        this.console = console;
        this.environments = environments;
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            throw new InputException("expected -o FILE, whose name ends in .safetensors or .npz");
        }
        if (layout == null) {
            throw new InputException("expected --layout, one of " + WeightOptions.LAYOUTS);
        }
        if (best && checkpoint != null) {
            throw new InputException("--best and --checkpoint " + checkpoint + ": expected one of them");
        }
        WeightFile.requireKnown(file);
        WeightLayout order = WeightOptions.layout(layout);
        List<Assignment> settings = settings();
        if (settings.stream().anyMatch(setting -> setting.path().equals(LAB))) {
            exportLab(order, settings);
        } else {
            exportPolicy(order);
        }
        return Main.DONE;
    }

    private List<Assignment> settings() throws IOException {
        RunDirectory directory = RunDirectory.view(run);
        Path config = directory.file(RunDirectory.CONFIG);
        return YamlAssignments.ofFile(config.toString(), TextFile.read(config, "the config of a run"));
    }

    private void exportLab(WeightLayout order, List<Assignment> settings) throws IOException {
        if (best) {
            throw new InputException("--best: a lab's run has no best checkpoint; leave it away to take the newest");
        }
        LabFile lab = new LabFile(exercise(settings), settings);
        LabRun[] made = new LabRun[1];
        lab.located(() -> made[0] = new LabRun((Exercise) lab.lab(), (LabConfig) lab.settings()));
        try (LabRun saved = made[0]; Checkpoint weights = labCheckpoint(RunDirectory.view(run))) {
            saved.restore(weights);
            write(order, NetworkLayers.of(saved.model()), weights);
        }
    }

    private Exercise exercise(List<Assignment> settings) {
        Assignment name = settings.stream().filter(setting -> setting.path().equals(LAB)).findFirst().orElseThrow();
        try {
            if (Labs.of(String.valueOf(name.value())) instanceof Exercise exercise) {
                return exercise;
            }
        } catch (IllegalArgumentException e) {
            throw new InputException(name.origin() + ": " + e.getMessage(), e);
        }
        throw name.complaint("expected a lab that learns, got " + name.value());
    }

    private Checkpoint labCheckpoint(RunDirectory directory) throws IOException {
        if (checkpoint != null) {
            return directory.checkpoint(checkpoint);
        }
        return directory.latest(console.err()::println).orElseThrow(() ->
                new InputException(run + " has no checkpoint yet; wait for its end"));
    }

    private void exportPolicy(WeightLayout order) throws IOException {
        try (SavedRun saved = SavedRun.open(run, new CheckpointChoice(best, checkpoint), environments.get(), training.get(),
                console.err()::println); Engine engine = saved.engine()) {
            write(order, NetworkLayers.of(saved.config().policy(), saved.policy(engine).parameters()), saved.checkpoint());
            if (saved.statistics().length > 0) {
                console.err().println("the run normalises what it sees; " + file + " has its weights alone");
            }
        }
    }

    private void write(WeightLayout order, NetworkLayers network, Checkpoint from) throws IOException {
        Map<String, WeightTensor> tensors;
        try {
            tensors = order.exported(network);
        } catch (IllegalArgumentException e) {
            throw new InputException("--layout " + layout + ": " + e.getMessage() + "; topspin has every cell", e);
        }
        OutputFile.write(file, WeightFile.bytes(file, tensors));
        List<List<String>> rows = new ArrayList<>();
        tensors.forEach((name, tensor) -> rows.add(List.of(name, Arrays.toString(tensor.shape()))));
        Columns.lines("ll", rows).forEach(console.out()::println);
        long weights = tensors.values().stream().mapToLong(tensor -> tensor.values().length).sum();
        console.err().println("weights: " + from.file() + "; " + Count.of(tensors.size(), "tensor") + " of "
                + Count.of(weights, "number") + " in " + file);
    }
}
