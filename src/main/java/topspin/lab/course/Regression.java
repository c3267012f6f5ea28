package topspin.lab.course;

import topspin.config.InputException;
import topspin.supervised.Fit;
import topspin.supervised.Samples;
import topspin.text.Decimal;
import topspin.text.Excerpt;

import java.util.ArrayList;
import java.util.List;

/** Answers of models that read a few numbers and say one. */
final class Regression {
    private Regression() {
    }

    /** @param window how many numbers each question has */
    static List<String> predict(Fit fit, List<String> questions, int window) {
        List<String> lines = new ArrayList<>();
        for (String question : questions) {
            float[][] numbers = NumberText.column("--predict", question);
            if (numbers.length != window) {
                throw new InputException("--predict " + Excerpt.quoted(question) + ": expected " + window
                        + (window == 1 ? " number" : " numbers with commas between them") + ", got " + numbers.length);
            }
            fit.ask(Samples.of(List.of(new Samples.Sample(numbers, new float[1][1]))), (example, answer) ->
                    lines.add(question + " -> " + Decimal.of(answer.at(0, 0), 6)));
        }
        return lines;
    }
}
