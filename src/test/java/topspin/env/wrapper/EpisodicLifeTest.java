package topspin.env.wrapper;

import org.junit.jupiter.api.Test;
import topspin.env.Actions;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.Lives;
import topspin.env.Observations;
import topspin.env.SavedState;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EpisodicLifeTest {
    private static final int IDLE = 4;

    /** Three lives of two steps each. */
    private static final class ThreeLives extends Wrapper implements Lives {
        private int taken;

        ThreeLives(Environment inner) {
            super(inner);
        }

        @Override
        public int lives() {
            return 3 - taken / 2;
        }

        @Override
        public void reset(Observations out, int row) {
            taken = 0;
            inner().reset(out, row);
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            taken++;
            return inner().step(actions, index, out, row);
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(taken);
            inner().save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            taken = in.readInt();
            inner().restore(in);
        }
    }

    private final CountingEnvironment game = CountingEnvironment.terminatingAfter(6);
    private final EpisodicLife episodic = episodic(game);
    private final Observations out = new Observations(episodic.observationSpace(), 1);

    private static EpisodicLife episodic(Environment game) {
        return new EpisodicLife(new RewardClip(new ThreeLives(game)), IDLE);
    }

    @Test
    void shouldEndTheEpisodeWithALifeAndGoOnWithTheGame() {
        episodic.reset(out, 0);
        step(false);
        step(true);
        episodic.reset(out, 0);
        assertThat(out.bytes()).as("the same game, after one idle step").containsExactly(1, 3);
        assertThat(game.actions).containsExactly(0, 0, IDLE);
        assertThat(episodic.terminated()).isFalse();
        step(true);
    }

    @Test
    void shouldBeginANewGameAfterTheLastLife() {
        episodic.reset(out, 0);
        for (int life = 0; life < 3; life++) {
            while (!episodic.terminated()) {
                episodic.step(0, out, 0);
            }
            episodic.reset(out, 0);
        }
        assertThat(out.bytes()).containsExactly(2, 0);
        step(false);
        step(true);
    }

    @Test
    void shouldBeginANewGameIfItEndsInTheIdleStep() {
        CountingEnvironment shorter = CountingEnvironment.terminatingAfter(3);
        EpisodicLife world = episodic(shorter);
        world.reset(out, 0);
        world.step(0, out, 0);
        world.step(0, out, 0);
        assertThat(world.terminated()).isTrue();
        world.reset(out, 0);
        assertThat(out.bytes()).containsExactly(2, 0);
        assertThat(world.terminated()).isFalse();
    }

    @Test
    void shouldBeginANewGameWhenTheOldOneIsTruncated() {
        EpisodicLife world = episodic(new CountingEnvironment(3, true));
        world.reset(out, 0);
        for (int i = 0; i < 2; i++) {
            world.step(0, out, 0);
        }
        world.reset(out, 0);
        assertThat(out.bytes()).as("truncated in the idle step").containsExactly(2, 0);
        for (int i = 0; i < 2; i++) {
            world.step(0, out, 0);
        }
        assertThat(world.terminated()).isTrue();
        EpisodicLife both = episodic(new CountingEnvironment(2, true));
        both.reset(out, 0);
        both.step(0, out, 0);
        both.step(0, out, 0);
        assertThat(both.terminated()).as("a life was lost in the step that was cut off").isTrue();
        assertThat(both.truncated()).isFalse();
        both.reset(out, 0);
        assertThat(out.bytes()).containsExactly(2, 0);
    }

    @Test
    void shouldKnowItsLivesAfterARestore() throws IOException {
        episodic.reset(out, 0);
        step(false);
        EpisodicLife restored = episodic(CountingEnvironment.terminatingAfter(6));
        restored.reset(out, 0);
        SavedState.of(episodic).restore(restored);
        restored.step(0, out, 0);
        assertThat(restored.terminated()).isTrue();
        SavedState.of(restored).restore(episodic);
        assertThat(episodic.terminated()).isTrue();
        episodic.reset(out, 0);
        assertThat(out.bytes()).containsExactly(1, 3);
    }

    @Test
    void shouldRefuseAWorldWithoutLives() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EpisodicLife(game, IDLE))
                .withMessage("EpisodicLife needs a world with lives");
    }

    private void step(boolean ends) {
        assertThat(episodic.step(0, out, 0)).isPositive();
        assertThat(episodic.terminated()).isEqualTo(ends);
        assertThat(episodic.truncated()).isFalse();
    }
}
