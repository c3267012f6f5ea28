package topspin.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class OneListsTest {
    private static final int LENGTH = 1501;

    private final byte[] bytes = new byte[3 * LENGTH];

    private static int[] list(OneLists lists, int row) {
        return IntStream.range(lists.begin(row), lists.end(row)).map(lists::at).toArray();
    }

    private int[] expected(int row) {
        return IntStream.range(0, LENGTH).filter(i -> bytes[row * LENGTH + i] != 0).toArray();
    }

    private void fill(double share) {
        RandomStream stream = new RandomStreams(4).stream("ones");
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (stream.nextBernoulli(share) ? 1 : 0);
        }
    }

    /** Parts follow each other without a gap, and each holds what lies in it. */
    private static void checkParts(OneLists lists, int row) {
        assertThat(lists.begin(row, 0)).isEqualTo(lists.begin(row));
        assertThat(lists.begin(row, OneLists.PARTS)).isEqualTo(lists.end(row));
        for (int part = 0; part < OneLists.PARTS; part++) {
            assertThat(IntStream.range(lists.begin(row, part), lists.begin(row, part + 1)).map(lists::at).toArray())
                    .as("row %d part %d", row, part)
                    .isEqualTo(Arrays.stream(list(lists, row)).filter(OneListsTest.in(part)).toArray());
        }
    }

    private static IntPredicate in(int part) {
        return i -> i >= OneLists.first(part, LENGTH) && i < OneLists.first(part + 1, LENGTH);
    }

    @Test
    void shouldListEveryOneOfARowInOrder() {
        fill(0.03);
        OneLists lists = new OneLists(bytes, LENGTH, false);
        for (int row = 0; row < 3; row++) {
            lists.list(row);
            assertThat(list(lists, row)).as("row %d", row).isNotEmpty().containsExactly(expected(row));
            assertThat(lists.covered(row)).isEqualTo(LENGTH);
            checkParts(lists, row);
        }
    }

    @Test
    void shouldListAsManyAsThereIsRoomForAndSayWhereItStopped() {
        fill(0.6);
        OneLists lists = new OneLists(bytes, LENGTH, true);
        lists.list(1);
        int[] expected = expected(1);
        assertThat(list(lists, 1)).containsExactly(Arrays.copyOf(expected, OneLists.MOST_LISTED));
        assertThat(lists.covered(1)).isEqualTo(expected[OneLists.MOST_LISTED]);
        checkParts(lists, 1);
    }

    @Test
    void shouldKeepListsUntilTheyAreForgotten() {
        fill(0.03);
        OneLists lists = new OneLists(bytes, LENGTH, true);
        lists.list(2);
        int[] before = expected(2);
        fill(0.05);
        lists.list(2);
        assertThat(list(lists, 2)).containsExactly(before);
        lists.forget(2, 1);
        lists.list(2);
        assertThat(list(lists, 2)).containsExactly(expected(2)).isNotEqualTo(before);
    }

    /** Around the most elements that two bytes can tell apart, and far beyond. */
    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 200_000})
    void shouldListTheOnesOfLongRows(int length) {
        byte[] row = new byte[length];
        int[] ones = {0, 1, length / 2, length - 2, length - 1};
        for (int one : ones) {
            row[one] = 1;
        }
        OneLists lists = new OneLists(row, length, true);
        lists.list(0);
        assertThat(list(lists, 0)).containsExactly(ones);
    }
}
