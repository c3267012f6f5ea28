package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.nn.cell.CoreConfig;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Document 003, Lab 12-5: sequences of different lengths in one batch. */
public final class DynamicLengths implements Demonstration {
    private static final int MOST = 1000;

    /** The lab's keys. */
    public record Settings(
            @Key("The recurrent cell.") String type,
            @Key("Its width: hidden_size.") int units,
            @Key("Words, with commas between them: the batch.") String words,
            @Key("How many letters of each are read, with commas: sequence_length.") String lengths,
            @Key("Of the weights.") long seed) {
    }

    @Override
    public String name() {
        return "dynamic";
    }

    @Override
    public String title() {
        return "Sequences of different lengths in one batch (003, Lab 12-5).";
    }

    @Override
    public String description() {
        return "Outputs after a sequence's end are zero, and its state is the one after its last letter: the same as if it had "
                + "been read alone.";
    }

    @Override
    public Settings defaults() {
        return new Settings("lstm", 2, "hello,eolll,lleel", "5,3,4", 1);
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        CoreConfig core = Cells.of(settings.type, settings.units);
        Expect.atLeast("seed", settings.seed, 0);
        List<String> words = List.of(settings.words.split(",", -1));
        Letters letters = Letters.of(settings.words.replace(",", ""));
        int[] lengths = lengths(settings.lengths, words);
        int time = words.stream().mapToInt(word -> Letters.split(word).size()).max().orElseThrow();
        float[][][] inputs = new float[words.size()][time][letters.count()];
        for (int i = 0; i < inputs.length; i++) {
            float[][] rows = letters.oneHot(letters.numbers("words", words.get(i)));
            System.arraycopy(rows, 0, inputs[i], 0, rows.length);
        }
        Recurrence together = Recurrence.of(core, settings.seed, inputs, lengths, null);
        out.accept("batch: " + String.join(", ", words) + "; sequence_length = " + settings.lengths);
        out.accept("inputs (batch, time, features) = " + ArrayText.shape(inputs));
        out.accept("outputs of " + core.type() + " (batch, time, units) = " + ArrayText.shape(together.outputs()));
        ArrayText.lines(together.outputs(), 8).forEach(out);
        out.accept("final states, and those of each sequence read alone:");
        for (int i = 0; i < inputs.length; i++) {
            float[][][] alone = {Arrays.copyOf(inputs[i], lengths[i])};
            out.accept("  " + words.get(i).substring(0, words.get(i).offsetByCodePoints(0, lengths[i])) + "  "
                    + ArrayText.row(together.finalStates()[i]) + "  "
                    + ArrayText.row(Recurrence.of(core, settings.seed, alone).finalStates()[0]));
        }
    }

    private static int[] lengths(String text, List<String> words) {
        String[] parts = text.split(",", -1);
        if (parts.length != words.size()) {
            throw Expect.expected("lengths", "as many lengths as words, " + words.size(), "'" + text + "'");
        }
        int[] lengths = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int most = Letters.split(words.get(i)).size();
            if (!parts[i].strip().matches("\\d{1,4}") || Integer.parseInt(parts[i].strip()) < 1
                    || Integer.parseInt(parts[i].strip()) > Math.min(most, MOST)) {
                throw Expect.expected("lengths", "whole numbers from 1 to the word's length, " + most + " for " + words.get(i),
                        "'" + parts[i] + "'");
            }
            lengths[i] = Integer.parseInt(parts[i].strip());
        }
        return lengths;
    }
}
