package topspin.run;

import org.junit.jupiter.api.Test;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.reinforce.Reinforce;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigHashTest {

    /** Those that Topspin gave before {@code policy.initialiser} and {@code precision} were: without them nobody could play older runs. */
    @Test
    void keysThatCameLaterShouldLeaveOlderRunsTheirHash() {
        assertThat(ConfigHash.of(RunConfig.defaults(new Ppo())))
                .isEqualTo("71df86ef0fe87afb911f4e238fcafa0398849d0aa90a722d2614adecab1c3908");
        assertThat(ConfigHash.of(RunConfig.defaults(new Reinforce())))
                .isEqualTo("48231cf8bb7c2ccc391fb006c9b0d483b310a67fff49c90f6d38a10e3ca4a375");
    }
}
