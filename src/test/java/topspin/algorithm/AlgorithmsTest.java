package topspin.algorithm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.algorithm.a2c.A2c;
import topspin.algorithm.ppo.Ppo;
import topspin.algorithm.reinforce.Reinforce;
import topspin.metric.Metric;
import topspin.run.ConfigRules;
import topspin.run.ConfigTree;
import topspin.run.RunConfig;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
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
                .withMessageStartingWith("expected one of ppo, a2c, reinforce").withMessageEndingWith("got 'pop'; did you mean ppo?");
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
        assertThat(algorithm.metrics().contains(Metric.VALUE_LOSS)).isEqualTo(algorithm.hasCritic());
    }

    @Test
    void namesShouldBeJoinedAsInASentence() {
        assertThat(Algorithm.names(List.of(new Ppo()), "and")).isEqualTo("ppo");
        assertThat(Algorithm.names(List.of(new Ppo(), new A2c()), "or")).isEqualTo("ppo or a2c");
        assertThat(Algorithm.names(List.of(new Ppo(), new A2c(), new Reinforce()), "and")).isEqualTo("ppo, a2c and reinforce");
    }
}
