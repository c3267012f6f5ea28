package topspin.random;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class RandomStreamsTest {

    @Test
    void theDrawsOfANameShouldNeverChangeBetweenVersions() {
        // SHA-256 of the seed (eight bytes, big-endian) and the name in UTF-8, as four big-endian longs of state: worked
        // out with Python's hashlib.
        assertThat(draws(1, "init/core/0/input-weights")).containsExactly(-858275993050448976L, 3621293472344612233L,
                -6929566181568821083L);
        assertThat(draws(42, "env/3/serve")).containsExactly(5263335798345554182L, 5442010753535709597L,
                -7962806328591105822L);
        assertThat(draws(-1, "")).containsExactly(-2113114409531925024L, 56640700075214665L, 1144907027390401914L);
    }

    @Test
    void aStreamShouldNotDependOnWhatWasMadeOrDrawnBeforeIt() {
        RandomStreams streams = new RandomStreams(7);
        for (int i = 0; i < 5; i++) {
            streams.stream("other-" + i).nextLong();
        }
        streams.stream("action/env-3").nextLong();
        assertThat(streams.stream("action/env-3").nextLong()).isEqualTo(
                new RandomStreams(7).stream("action/env-3").nextLong());
    }

    @Test
    void aScopeShouldOnlyBePartOfTheName() {
        RandomStreams streams = new RandomStreams(42);
        assertThat(streams.scope("env").scope("3").stream("serve").nextLong()).isEqualTo(5263335798345554182L);
        assertThat(streams.scope("env/3").stream("serve").nextLong()).isEqualTo(5263335798345554182L);
        assertThat(streams.scope("env/3").seed()).isEqualTo(42);
    }

    @Test
    void otherNamesAndOtherSeedsShouldGiveOtherDraws() {
        Set<Long> first = new HashSet<>();
        for (long seed = -10; seed <= 10; seed++) {
            for (int n = 0; n < 50; n++) {
                first.add(new RandomStreams(seed).stream("env/" + n).nextLong());
                first.add(new RandomStreams(seed).stream("action/env-" + n).nextLong());
            }
        }
        assertThat(first).hasSize(21 * 100);
    }

    @Test
    void neighbouringStreamsShouldNotBeCorrelated() {
        int draws = 20_000;
        double sum = 0;
        RandomStream a = new RandomStreams(1).stream("action/env-0");
        RandomStream b = new RandomStreams(1).stream("action/env-1");
        for (int i = 0; i < draws; i++) {
            sum += (a.nextDouble() - 0.5) * (b.nextDouble() - 0.5);
        }
        // The product of two uniforms has standard deviation 1/12.
        assertThat(Math.abs(sum / draws)).isLessThan(4.0 / 12 / Math.sqrt(draws));
    }

    private static long[] draws(long seed, String name) {
        RandomStream stream = new RandomStreams(seed).stream(name);
        return new long[] {stream.nextLong(), stream.nextLong(), stream.nextLong()};
    }
}
