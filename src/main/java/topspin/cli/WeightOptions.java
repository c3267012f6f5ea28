package topspin.cli;

import picocli.CommandLine.Option;
import topspin.config.InputException;
import topspin.interop.weights.NetworkLayers;
import topspin.interop.weights.WeightFile;
import topspin.interop.weights.WeightLayout;
import topspin.lab.LabRun;

import java.nio.file.Path;

/** A file of weights that a lab is asked with. */
final class WeightOptions {
    static final String LAYOUTS = "keras, pytorch, tensorflow or topspin";

    @Option(names = "--weights", paramLabel = "FILE", description = "With --predict: ask with the weights of this file, "
            + ".safetensors or .npz, in a model of --run's settings, or of those given here.")
    private Path file;

    @Option(names = "--layout", paramLabel = "NAME", description = "Names and order of the weights in that file: " + LAYOUTS + ".")
    private String layout;

    /** Whether there is one. */
    boolean given() {
        return file != null;
    }

    /** @throws InputException if one option lacks the other, or there is nothing to ask */
    void requireComplete(boolean asks) {
        if (file == null && layout != null) {
            throw new InputException("--layout " + layout + ": expected --weights FILE with it");
        }
        if (file != null && layout == null) {
            throw new InputException("--weights " + file + ": expected --layout with it, one of " + LAYOUTS);
        }
        if (file != null && !asks) {
            throw new InputException("--weights " + file + ": expected --predict INPUT with it");
        }
    }

    /** As users write it. */
    static WeightLayout layout(String label) {
        try {
            return WeightLayout.of(label);
        } catch (IllegalArgumentException e) {
            throw new InputException("--layout " + label + ": " + e.getMessage(), e);
        }
    }

    /** Gives the lab's model these weights. */
    void putInto(LabRun lab) {
        WeightLayout order = layout(layout);
        try {
            order.importInto(NetworkLayers.of(lab.model()), WeightFile.read(file));
        } catch (IllegalArgumentException e) {
            throw new InputException("--weights " + file + ": " + e.getMessage() + "; give --cell, --layers and --units as "
                    + "the file has them, or another --layout than " + layout, e);
        }
        lab.model().pack();
    }
}
