package topspin.algorithm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.pqn.Pqn;
import topspin.algorithm.reinforce.Reinforce;
import topspin.config.InvalidConfigException;
import topspin.metric.Metric;
import topspin.run.ConfigRules;
import topspin.run.ConfigTree;
import topspin.run.RunConfig;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What every algorithm promises. */
class AlgorithmsTest {

    @Test
    void oursShouldBeThereInTheOrderOfTheList() {
        assertThat(Algorithms.names()).startsWith("ppo", "a2c", "reinforce");
        assertThat(Algorithms.all()).contains(new Ppo(), new A2c(), new Reinforce());
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void itsNameShouldFindItWithItsDefaults(Algorithm algorithm) {
        assertThat(Algorithm.of(algorithm.name())).isEqualTo(algorithm);
        assertThat(algorithm.name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void anUnknownNameShouldBeAnsweredWithTheNearest() {
        assertThatIllegalArgumentException().isThrownBy(() -> Algorithm.of("pop"))
                .withMessageStartingWith("expected one of ppo, a2c, reinforce, pqn").withMessageEndingWith("got 'pop'; did you mean ppo?");
    }

    /** A defaults object that breaks the algorithm's own rules would make an empty experiment an error. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void itsDefaultsShouldKeepItsRules(Algorithm algorithm) {
        ConfigRules.check(RunConfig.defaults(algorithm));
    }

    /** Only its own section is written, and none where it has no keys. */
    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void aConfigShouldHoldItsKeysAndNoOthers(Algorithm algorithm) {
        var tree = ConfigTree.of(RunConfig.defaults(algorithm));
        assertThat(tree.get("algorithm")).isEqualTo(algorithm.name());
        assertThat(tree.containsKey(algorithm.name())).isEqualTo(algorithm.getClass().getRecordComponents().length > 0);
        assertThat(Algorithms.names().stream().filter(tree::containsKey).filter(name -> !name.equals(algorithm.name()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("topspin.algorithm.Algorithms#all")
    void aReportShouldKnowAllThatItLogs(Algorithm algorithm) {
        UpdateReport report = new UpdateReport();
        report.clear();
        assertThat(algorithm.metrics()).contains(Metric.GRAD_NORM).doesNotHaveDuplicates()
                .allSatisfy(metric -> assertThat(report.get(metric)).isNotNull());
        assertThat(algorithm.metrics().contains(Metric.VALUE_LOSS) || algorithm.metrics().contains(Metric.TD_LOSS)).isEqualTo(algorithm.hasCritic());
    }

    @Test
    void actionsThatDoNotSuitShouldBeAnsweredWithWhatDoes() {
        RunConfig pqn = RunConfig.defaults(new Pqn());
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> ConfigRules.checkActions(pqn, Box.floats(-2, 2, 1)))
                .withMessage("pqn learns the value of every action, and so needs Discrete actions, but this environment takes "
                        + "Box[1] of float32 in [-2.0, 2.0]; use algorithm ppo, a2c or reinforce")
                .satisfies(refused -> assertThat(refused.keys()).containsExactly("algorithm", "env.id"));
        ConfigRules.checkActions(pqn, new Discrete(3));
        assertThatExceptionOfType(InvalidConfigException.class)
                .isThrownBy(() -> ConfigRules.checkActions(pqn, new MultiDiscrete(2, 2))).withMessageContaining("MultiDiscrete");
    }

    @Test
    void namesShouldBeJoinedAsInASentence() {
        assertThat(Algorithm.names(List.of(new Ppo()), "and")).isEqualTo("ppo");
        assertThat(Algorithm.names(List.of(new Ppo(), new A2c()), "or")).isEqualTo("ppo or a2c");
        assertThat(Algorithm.names(List.of(new Ppo(), new A2c(), new Reinforce()), "and")).isEqualTo("ppo, a2c and reinforce");
    }
}
