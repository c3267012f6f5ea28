package topspin.lab.course;

import topspin.config.Expect;
import topspin.text.Excerpt;

/** NumberText that users write with commas between them. */
final class NumberText {
    private NumberText() {
    }

    /** @throws topspin.config.InvalidConfigException if one is no finite number */
    static float[] row(String key, String text) {
        String[] words = text.split(",", -1);
        float[] numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                numbers[i] = Float.parseFloat(words[i].strip());
            } catch (NumberFormatException e) {
                throw Expect.expected(key, "numbers with commas between them", Excerpt.quoted(text));
            }
            if (!Float.isFinite(numbers[i])) {
                throw Expect.expected(key, "finite numbers", Excerpt.quoted(text));
            }
        }
        return numbers;
    }

    /** As rows of one number: a sequence with one feature. */
    static float[][] column(String key, String text) {
        float[] row = row(key, text);
        float[][] column = new float[row.length][1];
        for (int i = 0; i < row.length; i++) {
            column[i][0] = row[i];
        }
        return column;
    }
}
