package topspin.learn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Shards decide how sums round, so these numbers are part of every result: a change here changes all runs. */
class ShardingTest {

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "6,2", "7,1", "8,2", "12,3", "16,4", "32,8", "64,8", "128,8", "192,12", "256,16", "20,5"})
    void groupsShouldDependOnTheEnvironmentsAlone(int environments, int groups) {
        assertThat(new Sharding(environments, "auto").groups()).isEqualTo(groups);
    }

    @ParameterizedTest
    @CsvSource({"8,4,auto,2", "16,4,auto,2", "32,4,auto,2", "32,1,auto,8", "64,2,auto,8", "64,4,auto,4", "6,2,auto,1",
        "64,4,16,4", "64,4,8,2", "64,4,2,4", "16,4,16,4", "16,1,1,1", "16,1,8,8"})
    void minibatchesShouldHaveShardsOfAGroupsSizeWhereThatIsSetAndFits(int environments, int minibatches, String groups,
                                                                       int shards) {
        assertThat(new Sharding(environments, groups).minibatchShards(environments / minibatches))
                .isEqualTo(shards);
    }
}
