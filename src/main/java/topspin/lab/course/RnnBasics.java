package topspin.lab.course;

import topspin.config.Expect;
import topspin.lab.Demonstration;
import topspin.lab.Key;
import topspin.nn.cell.CoreConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Document 003, Lab 12-1: one-hot letters through a fresh recurrent layer, one step, a sequence, a batch. */
public final class RnnBasics implements Demonstration {

    /** The lab's keys. */
    public record Settings(
            @Key("The recurrent cell.") String type,
            @Key("Its width: hidden_size.") int units,
            @Key("Words of one length, with commas between them: the batch.") String words,
            @Key("Of the weights.") long seed) {
    }

    @Override
    public String name() {
        return "rnn-basics";
    }

    @Override
    public String title() {
        return "One-hot letters through a recurrent layer: one step, a sequence, a batch (003, Lab 12-1).";
    }

    @Override
    public String description() {
        return "Prints each shape and what is in it. The weights are random, so the numbers are other ones than the slides'; the "
                + "shapes are the same. The same letter gives other outputs at other steps: there is a memory.";
    }

    @Override
    public Settings defaults() {
        return new Settings("lstm", 2, "hello,eolll,lleel", 1);
    }

    @Override
    public void show(Record given, Consumer<String> out) {
        Settings settings = (Settings) given;
        CoreConfig core = Cells.of(settings.type, settings.units);
        Expect.atLeast("seed", settings.seed, 0);
        List<String> words = List.of(settings.words.split(",", -1));
        Texts.requireLetters("words", words.get(0), 1);
        Letters letters = Letters.of(settings.words.replace(",", ""));
        int length = Letters.split(words.get(0)).size();
        List<float[][]> batch = new ArrayList<>();
        for (String word : words) {
            if (Letters.split(word).size() != length) {
                throw Expect.expected("words", "words of one length, " + length + " letters as in " + words.get(0), "'" + word
                        + "'; see ./topspin lab dynamic for other lengths");
            }
            batch.add(letters.oneHot(letters.numbers("words", word)));
        }
        out.accept("One-hot encoding of " + letters.count() + " letters:");
        for (int i = 0; i < letters.count(); i++) {
            out.accept("  " + letters.letter(i) + " = " + ArrayText.row(letters.oneHot(new int[] {i})[0], 0));
        }
        float[][] first = batch.get(0);
        show(out, "One step, one sequence", core, settings.seed, new float[][][] {{first[0]}});
        show(out, "Unfolding to " + length + " steps: " + words.get(0), core, settings.seed, new float[][][] {first});
        if (words.size() > 1) {
            show(out, "A batch of " + words.size() + ": " + String.join(", ", words), core, settings.seed,
                    batch.toArray(new float[0][][]));
        }
    }

    private static void show(Consumer<String> out, String title, CoreConfig core, long seed, float[][][] inputs) {
        float[][][] outputs = Recurrence.of(core, seed, inputs).outputs();
        out.accept("");
        out.accept(title);
        out.accept("inputs (batch, time, features) = " + ArrayText.shape(inputs));
        ArrayText.lines(inputs, 0).forEach(out);
        out.accept("outputs of " + core.type() + " (batch, time, units) = " + ArrayText.shape(outputs));
        ArrayText.lines(outputs, 8).forEach(out);
    }
}
