package topspin.sweep.pruning;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class TournamentTest {
    private static final List<String> SIX = List.of("a", "b", "c", "d", "e", "f");
    private static final SuccessiveHalving HALVING = new SuccessiveHalving(3, false);
    private static final SuccessiveHalving ASHA = new SuccessiveHalving(3, true);

    @Test
    void shouldKeepTheBestThirdOnceAllAreJudged() {
        Tournament tournament = tournament(HALVING, SIX);
        score(tournament, Map.of("a", 1.0, "b", 6.0, "c", 3.0, "d", 4.0, "e", 5.0));
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.level("b")).isZero();

        tournament.score("f", 2);
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("a", "c", "d", "f");
        assertThat(List.of(tournament.level("b"), tournament.level("e"))).containsOnly(1);
        assertThat(tournament.target("b")).isEqualTo(300);
    }

    @Test
    void shouldAlwaysKeepTheBestToTheEnd() {
        Tournament tournament = tournament(HALVING, List.of("a", "b"));
        score(tournament, Map.of("a", 1.0, "b", 2.0));
        assertThat(tournament.decide()).containsExactly(new Tournament.Loss("a", 100, 1));
        tournament.score("b", 2);
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.target("b")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldLetTiesGoOnTogether() {
        Tournament tournament = tournament(HALVING, List.of("a", "b", "c"));
        score(tournament, Map.of("a", -21.0, "b", -21.0, "c", -21.0));
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.level("c")).isOne();
    }

    /** Six variants have two places; three share the second. */
    @Test
    void aTieForTheLastPlaceShouldTakeAllOfThem() {
        Tournament tournament = tournament(HALVING, SIX);
        score(tournament, Map.of("a", 5.0, "b", 9.0, "c", 5.0, "d", 4.9, "e", 5.0, "f", 1.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("d", "f");
    }

    /** Whoever is given up at one rung is not waited for at the next, and takes no place there. */
    @Test
    void shouldCountThePlacesOfARungAmongThoseThatGetThere() {
        Tournament tournament = tournament(new SuccessiveHalving(2, false), List.of("a", "b", "c", "d", "e"));
        score(tournament, Map.of("a", 1.0, "b", 2.0, "c", 3.0, "d", 4.0, "e", 0.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("a", "b", "e");

        score(tournament, Map.of("c", 8.0, "d", 7.0));
        assertThat(tournament.decide()).containsExactly(new Tournament.Loss("d", 300, 7));
        assertThat(tournament.target("c")).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldGiveUpVariantsWhoseSeedsDied() {
        Tournament tournament = tournament(HALVING, List.of("a", "b", "c"));
        score(tournament, Map.of("a", Double.NEGATIVE_INFINITY, "b", -20.0, "c", -21.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void shouldPromoteAtOnceInAsha() {
        Tournament tournament = tournament(ASHA, SIX);
        score(tournament, Map.of("a", 1.0, "b", 6.0));
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.level("b")).isZero();

        tournament.score("c", 3);
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.level("b")).isOne();
        assertThat(tournament.awaitsScore("b")).isTrue();

        score(tournament, Map.of("d", 7.0, "e", 8.0, "f", 0.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("a", "c", "f");
        assertThat(List.of(tournament.level("b"), tournament.level("d"), tournament.level("e"))).containsOnly(1);
    }

    @Test
    void shouldPruneBelowTheMedianOfRunningMeans() {
        Tournament tournament = tournament(new MedianRule(), List.of("a", "b", "c"));
        score(tournament, Map.of("a", 1.0, "b", 2.0, "c", 3.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactly("a");

        // b's best, 2, still reaches the median of means 2 and −3 … of two, where nobody is given up
        score(tournament, Map.of("b", -10.0, "c", 3.0));
        assertThat(tournament.decide()).isEmpty();
    }

    /** The median of 1, 4, 6 and 9 is 5: neither of the two in the middle. */
    @Test
    void theMedianOfAnEvenNumberShouldLieBetweenTheMiddleTwo() {
        Tournament tournament = tournament(new MedianRule(), List.of("a", "b", "c", "d"));
        score(tournament, Map.of("a", 9.0, "b", 4.0, "c", 6.0, "d", 1.0));
        assertThat(tournament.decide()).extracting(Tournament.Loss::variant).containsExactlyInAnyOrder("b", "d");

        // running means 3.5, 4.5, 6 and 9, whose median is 5.25: b's best, 5.5, is above it and below 6
        Map<String, double[]> scores = Map.of("a", new double[] {9, 9}, "b", new double[] {5.5, 1.5}, "c",
                new double[] {6, 6}, "d", new double[] {4, 5});
        assertThat(new MedianRule().fate("b", new Judgement(scores, true))).isEqualTo(Fate.GOES_ON);
        assertThat(new MedianRule().fate("d", new Judgement(scores, true))).isEqualTo(Fate.PRUNED);
    }

    /** Half way between two, one of them is always behind. */
    @Test
    void ofTwoNobodyShouldBeGivenUpByTheMedian() {
        Tournament tournament = tournament(new MedianRule(), List.of("a", "b"));
        score(tournament, Map.of("a", 1.0, "b", 2.0));
        assertThat(tournament.decide()).isEmpty();
        assertThat(tournament.target("a")).isEqualTo(300);
    }

    @Test
    void whoReachesTheMedianShouldGoOn() {
        Tournament tournament = tournament(new MedianRule(), List.of("a", "b", "c"));
        score(tournament, Map.of("a", 2.0, "b", 2.0, "c", 2.0));
        assertThat(tournament.decide()).isEmpty();
    }

    @Test
    void shouldForgiveOneBadRung() {
        Map<String, double[]> scores = Map.of("a", new double[] {10, -5}, "b", new double[] {4, 5}, "c",
                new double[] {3, 6}, "d", new double[] {1, 2});
        Judgement judgement = new Judgement(scores, true);

        assertThat(new MedianRule().fate("a", judgement)).isEqualTo(Fate.GOES_ON);
        assertThat(new MedianRule().fate("d", judgement)).isEqualTo(Fate.PRUNED);
        assertThat(new MedianRule().fate("d", new Judgement(scores, false))).isEqualTo(Fate.WAITS);
    }

    private static Tournament tournament(PruningRule rule, List<String> variants) {
        return new Tournament(new Pruning(rule, List.of(100L, 300L)), variants);
    }

    private static void score(Tournament tournament, Map<String, Double> scores) {
        scores.forEach(tournament::score);
    }
}
