package topspin.env;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import topspin.env.wrapper.FrameStack;
import topspin.env.wrapper.Wrapper;
import topspin.parallel.WorkerPool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VectorEnvironmentTest {
    private final WorkerPool pool = new WorkerPool(3);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldGiveEachEnvironmentItsRowItsActionAndItsReward() {
        VectorEnvironment environments = counting(4, 100);
        environments.reset();
        assertThat(environments.observations().bytes()).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
        environments.step(new int[] {3, 0, 1, 2});
        assertThat(environments.observations().bytes()).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(environments.rewards()).containsExactly(13, 10, 11, 12);
    }

    @Test
    void shouldResetInTheStepThatEndsAnEpisodeAndKeepItsLastObservation() {
        // environment n ends after n + 1 steps
        VectorEnvironment environments = new VectorEnvironment(3,
                n -> CountingEnvironment.terminatingAfter(n + 1), pool);
        environments.reset();
        environments.step(new int[3]);
        environments.step(new int[3]);

        assertThat(environments.terminated()).containsExactly(true, true, false);
        assertThat(environments.truncated()).containsOnly(false);
        assertThat(environments.rewards()).as("the ended episode's last reward").containsExactly(10, 20, 20);
        assertThat(environments.observations().bytes()).as("the next episode's first observation")
                .containsExactly(3, 0, 2, 0, 1, 2);
        byte[] last = environments.finalObservations().bytes();
        assertThat(new byte[] {last[0], last[1], last[2], last[3]}).as("the ended episodes' last observations")
                .containsExactly(2, 1, 1, 2);

        environments.step(new int[3]);
        assertThat(environments.terminated()).as("flags are of the last step only").containsExactly(true, false, true);
    }

    @Test
    void shouldTellTruncatedFromTerminated() {
        VectorEnvironment environments = new VectorEnvironment(2, n -> new CountingEnvironment(2, n == 1), pool);
        environments.reset();
        environments.step(new int[2]);
        environments.step(new int[2]);
        assertThat(environments.terminated()).containsExactly(true, false);
        assertThat(environments.truncated()).containsExactly(false, true);
    }

    @Test
    void shouldStepARangeAndNothingElse() {
        VectorEnvironment environments = counting(4, 100);
        environments.reset();
        environments.step(Actions.of(environments.actionSpace(), 0, 1, 2, 3), 1, 3);
        assertThat(environments.observations().bytes()).containsExactly(1, 0, 1, 1, 1, 1, 1, 0);
        assertThat(environments.rewards()).containsExactly(0, 11, 12, 0);
    }

    @Test
    void shouldNameTheEnvironmentAndItsStepWhenOneFails() {
        VectorEnvironment environments = new VectorEnvironment(5,
                n -> n == 3 ? CountingEnvironment.terminatingAfter(2).failingAt(4)
                        : CountingEnvironment.terminatingAfter(2), pool);
        environments.reset();
        for (int i = 0; i < 3; i++) {
            environments.step(new int[5]);
        }
        assertThatExceptionOfType(EnvironmentException.class).isThrownBy(() -> environments.step(new int[5]))
                .withMessage("environment 3 failed at step 4: java.lang.IllegalStateException: the ball is lost")
                .withCauseInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.environment()).isEqualTo(3))
                .satisfies(e -> assertThat(e.step()).isEqualTo(4));
    }

    @Test
    void shouldRefuseFurtherUseAfterAFailure() {
        VectorEnvironment environments = new VectorEnvironment(1,
                n -> CountingEnvironment.terminatingAfter(2).failingAt(1), pool);
        environments.reset();
        assertThatExceptionOfType(EnvironmentException.class).isThrownBy(() -> environments.step(new Actions(environments.actionSpace(), 1), 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> environments.step(new int[1]))
                .withMessageContaining("go on from the last checkpoint")
                .withMessageContaining("environment 0 failed at step 1");
        assertThatIllegalStateException().isThrownBy(environments::reset);
        assertThatIllegalStateException().isThrownBy(() -> SavedState.of(environments));
    }

    /** Else a failure in one group would be reported as the trouble that it makes in the next. */
    @Test
    void shouldReportTheFirstFailureToAllWhoStepBesideIt() {
        VectorEnvironment environments = new VectorEnvironment(4,
                n -> CountingEnvironment.terminatingAfter(9).failingAt(n == 1 || n == 3 ? 2 : 9), pool);
        environments.reset();
        environments.step(new int[4]);

        assertThatExceptionOfType(EnvironmentException.class).isThrownBy(() -> environments.step(new Actions(environments.actionSpace(), 4), 0, 2))
                .satisfies(first -> assertThatExceptionOfType(EnvironmentException.class)
                        .isThrownBy(() -> environments.step(new Actions(environments.actionSpace(), 4), 2, 4)).isSameAs(first))
                .withMessageStartingWith("environment 1 failed at step 2: ");
    }

    @Test
    void shouldNameTheElementThatIsNoNumber() {
        assertFailure("environment 1 failed at step 2: element 2 of its observation is NaN, expected a finite number "
                + "(guard.environment-values: false lets it pass)", new Numbers(2).showing(Float.NaN));
        assertFailure("environment 1 failed at step 1: element 2 of its observation is -Infinity, expected a finite number "
                + "(guard.environment-values: false lets it pass)", new Numbers(1).showing(Float.NEGATIVE_INFINITY));
        assertFailure("environment 1 failed at step 3: its reward is Infinity, expected a finite number "
                + "(guard.environment-values: false lets it pass)", new Numbers(3).paying(Float.POSITIVE_INFINITY));
        assertFailure("environment 1 failed at step 2: its reward is NaN, expected a finite number "
                + "(guard.environment-values: false lets it pass)", new Numbers(2).paying(Float.NaN));
    }

    private void assertFailure(String message, Numbers faulty) {
        VectorEnvironment environments = new VectorEnvironment(3, n -> n == 1 ? faulty : new Numbers(9), pool);
        environments.reset();
        assertThatExceptionOfType(EnvironmentException.class).isThrownBy(() -> {
            for (int i = 0; i < 3; i++) {
                environments.step(new int[3]);
            }
        }).withMessage(message);
    }

    @Test
    void shouldLookAtFirstObservationsToo() {
        VectorEnvironment environments = new VectorEnvironment(1, n -> new Numbers(0).showing(Float.NaN), pool);
        assertThatExceptionOfType(EnvironmentException.class).isThrownBy(environments::reset)
                .withMessageStartingWith("environment 0 failed at step 0: element 2 of its observation is NaN");

        VectorEnvironment second = new VectorEnvironment(1, n -> new Numbers(3).endingAfter(2).showing(Float.NaN), pool);
        second.reset();
        second.step(new int[1]);
        assertThatExceptionOfType(EnvironmentException.class).as("the reset within a step")
                .isThrownBy(() -> second.step(new int[1]))
                .withMessageStartingWith("environment 0 failed at step 2: element 2 of its observation is NaN");
    }

    @Test
    void shouldLetAnythingPassWhereAsked() {
        VectorEnvironment environments = new VectorEnvironment(1,
                n -> new Numbers(1).showing(Float.NaN).paying(Float.POSITIVE_INFINITY), pool);
        environments.checkValues(false);
        environments.reset();
        environments.step(new int[1]);
        assertThat(environments.observations().floats()).containsExactly(0, 1, Float.NaN);
        assertThat(environments.rewards()).containsExactly(Float.POSITIVE_INFINITY);
    }

    @Test
    void shouldNameTheEnvironmentWhoseActionIsImpossible() {
        VectorEnvironment environments = counting(2, 100);
        environments.reset();
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> environments.step(new int[] {0, CountingEnvironment.ACTIONS}))
                .withMessageContaining("environment 1").withMessageContaining("action 5 is not in Discrete(5)");
    }

    @Test
    void shouldComplainAboutStepsBeforeTheFirstReset() {
        assertThatIllegalStateException().isThrownBy(() -> counting(2, 100).step(new int[2]))
                .withMessage("reset or restore the environments before the first step");
    }

    @Test
    void shouldComplainAboutTheWrongNumberOfActions() {
        VectorEnvironment environments = counting(2, 100);
        environments.reset();
        assertThatIllegalArgumentException().isThrownBy(() -> environments.step(new int[3]))
                .withMessage("expected 2 actions, got 3");
    }

    @Test
    void shouldRestoreBuffersFlagsAndEnvironments() throws IOException {
        VectorEnvironment original = counting(3, 2);
        original.reset();
        original.step(new int[] {1, 2, 3});
        original.step(new int[] {1, 2, 3});
        SavedState saved = SavedState.of(original);

        VectorEnvironment restored = counting(3, 2);
        saved.restore(restored);
        assertThat(restored.observations().bytes()).isEqualTo(original.observations().bytes());
        assertThat(restored.finalObservations().bytes()).isEqualTo(original.finalObservations().bytes());
        assertThat(restored.rewards()).isEqualTo(original.rewards());
        assertThat(restored.terminated()).isEqualTo(original.terminated());
        assertThat(SavedState.of(restored).bytes()).isEqualTo(saved.bytes());

        original.step(new int[3]);
        restored.step(new int[3]);
        assertThat(restored.observations().bytes()).isEqualTo(original.observations().bytes());
    }

    @Test
    void shouldRefuseTheStateOfAnotherNumberOfEnvironments() throws IOException {
        VectorEnvironment two = counting(2, 100);
        two.reset();
        SavedState saved = SavedState.of(two);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> saved.restore(counting(3, 100)))
                .withMessage("the saved state is of 2 environments, this run has 3");
    }

    @Test
    void shouldRefuseEnvironmentsOfDifferentSpaces() {
        assertThatIllegalArgumentException().isThrownBy(() -> new VectorEnvironment(2, n -> n == 0
                        ? CountingEnvironment.terminatingAfter(1)
                        : new FrameStack(CountingEnvironment.terminatingAfter(1), 2), pool))
                .withMessageContaining("environment 1 has Box[4]");
    }

    @Test
    void shouldCloseThoseThatWereMadeBeforeOneFailsToStart() {
        List<Integer> closed = new ArrayList<>();
        IllegalStateException full = new IllegalStateException("the server has no place left");
        assertThatThrownBy(() -> new VectorEnvironment(4, n -> {
            if (n == 2) {
                throw full;
            }
            return notingItsEnd(n, closed);
        }, pool)).isSameAs(full);
        assertThat(closed).containsExactly(0, 1);
    }

    @Test
    void shouldCloseAllOfThemWhereTheyDoNotFitTogether() {
        List<Integer> closed = new ArrayList<>();
        assertThatIllegalArgumentException().isThrownBy(() -> new VectorEnvironment(3, n -> n < 2
                ? notingItsEnd(n, closed) : new FrameStack(notingItsEnd(n, closed), 2), pool));
        assertThat(closed).containsExactly(0, 1, 2);
    }

    @Test
    void shouldCloseTheOthersOfOneThatCannotBeClosed() {
        List<Integer> closed = new ArrayList<>();
        VectorEnvironment environments = new VectorEnvironment(3, n -> new Wrapper(notingItsEnd(n, closed)) {
            @Override
            public void close() {
                super.close();
                if (n == 1) {
                    throw new IllegalStateException("the line is dead");
                }
            }
        }, pool);
        assertThatThrownBy(environments::close).hasMessage("the line is dead");
        assertThat(closed).containsExactly(0, 1, 2);
    }

    private static Environment notingItsEnd(int number, List<Integer> closed) {
        return new Wrapper(CountingEnvironment.terminatingAfter(1)) {
            @Override
            public void close() {
                closed.add(number);
            }
        };
    }

    private VectorEnvironment counting(int count, int length) {
        return new VectorEnvironment(count, n -> CountingEnvironment.terminatingAfter(length), pool);
    }
}
