package topspin.audit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.Reference;
import topspin.env.wrapper.ActionSubset;
import topspin.env.wrapper.Wrapper;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuditTest {
    private static final EnvironmentRegistry BUILT_IN = EnvironmentRegistry.load();

    private final WorkerPool pool = new WorkerPool(2);

    @AfterEach
    void close() {
        pool.close();
    }

    /** A provider whose worlds have a defect, and the promises of a sound one. */
    private record Faulty(EnvironmentProvider sound, Map<String, Object> otherOptions, UnaryOperator<Environment> defect)
            implements EnvironmentProvider {
        @Override
        public String id() {
            return sound.id();
        }

        @Override
        public String description() {
            return sound.description();
        }

        @Override
        public List<EnvironmentOption> options() {
            return sound.options();
        }

        @Override
        public Environment create(Map<String, Object> options, RandomStreams streams) {
            return defect.apply(otherOptions.isEmpty() ? sound.create(options, streams)
                    : BUILT_IN.create(sound.id(), otherOptions, streams));
        }

        @Override
        public Optional<Reference> reference(Map<String, Object> options) {
            return sound.reference(options);
        }
    }

    private List<String> findings(String id, Map<String, Object> otherOptions, UnaryOperator<Environment> defect) {
        Faulty faulty = new Faulty(BUILT_IN.provider(id), otherOptions, defect);
        return new Audit(EnvironmentRegistry.of(List.of(faulty)), 1_000, 1, pool).of(id, Map.of()).findings();
    }

    static Stream<String> audited() {
        return BUILT_IN.ids().stream().filter(id -> BUILT_IN.provider(id).reference(BUILT_IN.resolve(id, Map.of())).isPresent())
                .filter(id -> !id.equals("pong"));
    }

    @ParameterizedTest
    @MethodSource("audited")
    void shouldFindNothingWrongWithOurs(String id) {
        AuditedWorld audited = new Audit(BUILT_IN, 500, 1, pool).of(id, Map.of());
        assertThat(audited.findings()).isEmpty();
        assertThat(audited.games()).extracting(games -> games.player().role()).doesNotHaveDuplicates().isNotEmpty();
        assertThat(audited.stepsPerSecond()).isPositive();
    }

    @Test
    void shouldNotDependOnTheWorkers() {
        AuditedWorld two = new Audit(BUILT_IN, 300, 3, pool).of("popgym/concentration-easy", Map.of());
        try (WorkerPool alone = new WorkerPool(1)) {
            AuditedWorld one = new Audit(BUILT_IN, 300, 3, alone).of("popgym/concentration-easy", Map.of());
            for (int i = 0; i < one.games().size(); i++) {
                PlayedGames here = one.games().get(i);
                PlayedGames there = two.games().get(i);
                assertThat(List.of(here.mean(), here.error(), here.longest())).isEqualTo(List.of(there.mean(), there.error(),
                        there.longest()));
            }
        }
    }

    // The defects of ports, each as it was found

    @Test
    void shouldFindThatAutoencodeHidesWhatIsToBeWatched() {
        assertThat(findings("popgym/autoencode-easy", Map.of(), world -> new Rewritten(world) {
            @Override
            void rewrite(Observations out, int row) {
                if (out.bytes()[out.offset(row) + 1] == 1) {
                    java.util.Arrays.fill(out.bytes(), out.offset(row) + 2, out.offset(row + 1), (byte) 0);
                    out.bytes()[out.offset(row) + 2] = 1;
                }
            }
        })).anyMatch(finding -> finding.startsWith("oracle misses the ceiling"));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"easy", "medium", "hard"})
    void shouldFindThatCountRecallHasTwoActions(String difficulty) {
        assertThat(findings("popgym/count-recall-" + difficulty, Map.of(), world -> new ActionSubset(world, 0, 1)))
                .anyMatch(finding -> finding.matches("oracle misses the ceiling: -0\\.(88|86|7[67]).*"))
                .anyMatch(finding -> finding.matches("memoryless chose \\d+, which is not in Discrete\\(2\\)"));
    }

    /** As POPGym's own before 1.0.7: the largest count has no action. */
    @Test
    void shouldFindThatCountRecallLacksItsLastAction() {
        assertThat(findings("popgym/count-recall-easy", Map.of(),
                world -> new ActionSubset(world, IntStream.range(0, 26).toArray())))
                .anyMatch(finding -> finding.startsWith("oracle misses the ceiling: 0.9"));
    }

    @Test
    void shouldFindThatRepeatPreviousAsksOneStepFurtherBack() {
        assertThat(findings("popgym/repeat-previous-easy", Map.of("k", 5), world -> world))
                .anyMatch(finding -> finding.startsWith("oracle misses the ceiling"));
    }

    @Test
    void shouldFindThatMineSweeperNeverEndsOnAWin() {
        assertThat(findings("popgym/minesweeper-easy", Map.of(), world -> new Endless(world, false)))
                .anyMatch(finding -> finding.startsWith("oracle misses the ceiling: 0.9"))
                .anyMatch(finding -> finding.equals("oracle: episodes of 15 to 15 steps; expected 1 to 14"));
    }

    /** As POPGym's own before 2026-05. */
    @Test
    void shouldFindThatMineSweeperLastsAStepTooLong() {
        assertThat(findings("popgym/minesweeper-easy", Map.of(), world -> new Endless(world, true)))
                .contains("random: episodes of 1 to 15 steps; expected 1 to 14");
    }

    @Test
    void shouldFindThatRepeatFirstScalesByOnePack() {
        assertThat(findings("popgym/repeat-first-medium", Map.of(), world -> new Wrapper(world) {
            @Override
            public float step(Actions actions, int index, Observations out, int row) {
                return inner().step(actions, index, out, row) * 415 / 51;
            }
        })).anyMatch(finding -> finding.startsWith("oracle beats the ceiling: 8.1"))
                .anyMatch(finding -> finding.startsWith("oracle: returns of 8.1"));
    }

    /** Changes observations. */
    private abstract static class Rewritten extends Wrapper {
        Rewritten(Environment inner) {
            super(inner);
        }

        abstract void rewrite(Observations out, int row);

        @Override
        public void reset(Observations out, int row) {
            inner().reset(out, row);
            if (out != null) {
                rewrite(out, row);
            }
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            float reward = inner().step(actions, index, out, row);
            if (out != null) {
                rewrite(out, row);
            }
            return reward;
        }
    }

    /** Goes on for a step after the last, in which an open tile is opened again. */
    private static final class Endless extends Wrapper {
        private static final int STEPS = 15;
        private static final float OPENED_AGAIN = -0.5f / 12;
        private final boolean endsOnWin;
        private int taken;
        private boolean over;

        Endless(Environment inner, boolean endsOnWin) {
            super(inner);
            this.endsOnWin = endsOnWin;
        }

        @Override
        public void reset(Observations out, int row) {
            taken = 0;
            over = false;
            inner().reset(out, row);
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            taken++;
            if (over) {
                inner().reset(out, row);
                return OPENED_AGAIN;
            }
            float reward = inner().step(actions, index, out, row);
            over = inner().truncated() || !endsOnWin && inner().terminated() && reward > 0;
            return reward;
        }

        @Override
        public boolean terminated() {
            return !over && inner().terminated();
        }

        @Override
        public boolean truncated() {
            return over && taken >= STEPS;
        }
    }

    // Laws of every world

    @Test
    void shouldFindAnEpisodeThatIsNotSavedWhole() {
        assertThat(findings("recall", Map.of(), world -> new Wrapper(world) {
            private int steps;

            @Override
            public float step(Actions actions, int index, Observations out, int row) {
                steps++;
                return inner().step(actions, index, out, row) + steps / 1_000_000f;
            }

            @Override
            public void save(DataOutput out) throws IOException {
                inner().save(out);
            }

            @Override
            public void restore(DataInput in) throws IOException {
                inner().restore(in);
            }
        })).anyMatch(finding -> finding.startsWith("a world that was saved and restored, of which not every observation was asked "
                + "for, differs at step "));
    }

    @Test
    void shouldFindAnObservationOutsideItsSpace() {
        assertThat(findings("recall", Map.of(), world -> new Rewritten(world) {
            @Override
            void rewrite(Observations out, int row) {
                out.floats()[out.offset(row)] += 1;
            }
        })).anyMatch(finding -> finding.matches("element 0 of the observation is 2\\.0, outside its space .* at step \\d+ of random play"));
    }

    @Test
    void shouldFindAnEpisodeThatEndsInTwoWays() {
        assertThat(findings("recall", Map.of(), world -> new Wrapper(world) {
            @Override
            public boolean truncated() {
                return inner().terminated();
            }
        })).anyMatch(finding -> finding.startsWith("an episode is terminated and truncated"));
    }

    @Test
    void shouldNeedPlayers() {
        Audit audit = new Audit(BUILT_IN, 100, 1, pool);
        assertThatThrownBy(() -> audit.of("gym-http", Map.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gym-http has no players with these options");
    }
}
