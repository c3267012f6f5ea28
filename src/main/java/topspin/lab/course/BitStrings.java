package topspin.lab.course;

import topspin.random.RandomStream;

/** All strings of a number of bits, as numbers. */
final class BitStrings {
    private BitStrings() {
    }

    /** Each of them once, in random order, {@code [2^bits]}. */
    static int[] shuffled(int bits, RandomStream stream) {
        int[] numbers = new int[1 << bits];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        stream.shuffle(numbers);
        return numbers;
    }
}
