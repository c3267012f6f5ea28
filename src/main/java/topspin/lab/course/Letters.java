package topspin.lab.course;

import topspin.config.InputException;
import topspin.supervised.Samples;
import topspin.text.Excerpt;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** An alphabet: letters by number, and each as a row with a single 1, "one hot". Immutable. */
final class Letters {
    private final List<String> letters;

    private Letters(List<String> letters) {
        this.letters = letters;
    }

    /** The letters of a text, in the order in which they first occur. */
    static Letters of(String text) {
        return new Letters(split(text).stream().distinct().toList());
    }

    /** A text's letters: code points. */
    static List<String> split(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    int count() {
        return letters.size();
    }

    String letter(int number) {
        return letters.get(number);
    }

    /** −1 for a letter of another alphabet. */
    int number(String letter) {
        return letters.indexOf(letter);
    }

    /** All letters, for people. */
    String all() {
        return letters.stream().map(Excerpt::printable).collect(Collectors.joining());
    }

    /** @throws InputException if a letter is not in the alphabet */
    int[] numbers(String origin, String text) {
        return split(text).stream().mapToInt(letter -> {
            int number = number(letter);
            if (number < 0) {
                throw new InputException(origin + ": expected letters of '" + all() + "', got " + Excerpt.quoted(letter));
            }
            return number;
        }).toArray();
    }

    float[][] oneHot(int[] numbers) {
        float[][] rows = new float[numbers.length][letters.size()];
        for (int i = 0; i < numbers.length; i++) {
            rows[i][numbers[i]] = 1;
        }
        return rows;
    }

    /** A number per step, as classes are written. */
    static float[][] classes(int[] numbers) {
        float[][] rows = new float[numbers.length][1];
        for (int i = 0; i < numbers.length; i++) {
            rows[i][0] = numbers[i];
        }
        return rows;
    }

    /** A text that is read up to its last letter but one, and at each letter the next one is to be said. */
    Samples.Sample nextLetters(int[] numbers) {
        int[] read = Arrays.copyOf(numbers, numbers.length - 1);
        int[] said = Arrays.copyOfRange(numbers, 1, numbers.length);
        return new Samples.Sample(oneHot(read), classes(said));
    }
}
