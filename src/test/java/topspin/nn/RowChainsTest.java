package topspin.nn;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class RowChainsTest {
    private static final int INPUTS = 200;

    private final RowChains chains = new RowChains(INPUTS);

    private Map<Integer, List<Integer>> all() {
        Map<Integer, List<Integer>> all = new TreeMap<>();
        for (int input = chains.nextInput(0); input >= 0; input = chains.nextInput(input + 1)) {
            List<Integer> rows = all.computeIfAbsent(input, i -> new ArrayList<>());
            for (int link = chains.first(input); link >= 0; link = chains.next(link)) {
                rows.add(chains.row(link));
            }
        }
        return all;
    }

    /** More links than there is room for at first, twice. */
    @Test
    void shouldKeepEachInputsRowsInTheirOrder() {
        RandomStream stream = new RandomStreams(3).stream("links");
        for (int repetition = 0; repetition < 2; repetition++) {
            Map<Integer, List<Integer>> expected = new TreeMap<>();
            chains.clear();
            for (int row = 0; row < 3000; row++) {
                int input = stream.nextInt(INPUTS / 2) * 2 + repetition;
                chains.append(input, row);
                expected.computeIfAbsent(input, i -> new ArrayList<>()).add(row);
            }
            assertThat(all()).isEqualTo(expected);
        }
    }

    @Test
    void shouldFindInputsAtTheEdgesOfWords() {
        for (int input : new int[] {0, 63, 64, 127, 128, INPUTS - 1}) {
            chains.append(input, input);
        }
        assertThat(all().keySet()).containsExactly(0, 63, 64, 127, 128, INPUTS - 1);
        chains.clear();
        assertThat(all()).isEmpty();
    }

    @Test
    void shouldTellEqualChainsFromOthers() {
        for (int row : new int[] {1, 5}) {
            chains.append(7, row);
            chains.append(8, row);
        }
        chains.append(9, 1);
        assertThat(chains.same(7, 8)).isTrue();
        assertThat(chains.same(8, 9)).isFalse();
        assertThat(chains.same(9, 8)).isFalse();
    }
}
