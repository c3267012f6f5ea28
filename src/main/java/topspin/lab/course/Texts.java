package topspin.lab.course;

import topspin.config.Expect;
import topspin.config.InvalidConfigException;
import topspin.lab.LabConfig;
import topspin.text.Excerpt;

import java.util.List;

/** Rules of labs that learn a text. */
final class Texts {
    private Texts() {
    }

    static void requireLetters(String key, String text, int fewest) {
        int count = Letters.split(text).size();
        if (count < fewest) {
            throw Expect.expected(key, "a text of at least " + fewest + " letters", Excerpt.quoted(text));
        }
    }

    /** Where the outputs of the recurrent layer are the letters' scores, it must have as many units as there are letters. */
    static void requireUnitPerLetter(Letters letters, LabConfig config) {
        if (config.core().isRecurrent() && config.core().units() != letters.count()) {
            throw new InvalidConfigException(List.of("core.units", "task.text"), "expected " + letters.count()
                    + ", one unit for each different letter of the text, since they are the scores of the letters; got "
                    + config.core().units());
        }
    }
}
