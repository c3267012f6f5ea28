package topspin.cli.play;

import org.junit.jupiter.api.Test;
import topspin.picture.Framing;
import topspin.picture.WorldPicture;
import topspin.run.RunFailedException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whole sessions at a terminal whose clock stands still while nobody waits. */
class PlaySessionTest {
    private static final PlaySession.Limits NONE = new PlaySession.Limits(Integer.MAX_VALUE, Long.MAX_VALUE);

    private final FakeTty tty = new FakeTty();

    private PlaySession session(CountingWorld world, boolean person, PlaySession.Limits limits, Recording recording) {
        PlayedGame game = new PlayedGame("counting", world);
        Pace pace = Pace.of(world.framesPerSecond(), OptionalDouble.empty(), person, null);
        Pilot pilot = person ? PersonPilot.of(game, pace.hold())
                : new PlayerPilot((observations, row, actions, index) -> actions.set(index, 1));
        return new PlaySession(game, pilot, new WorldPicture(world), pace, limits,
                recording == null ? Optional.of(new TerminalStage(tty, false)) : Optional.empty(), Optional.ofNullable(recording), tty::nanos);
    }

    @Test
    void aWorldThatWaitsShouldTakeAStepForEachKey() throws IOException {
        CountingWorld world = new CountingWorld(3, 0);
        tty.type(1000, "1x").type(2000, "\u001b[C").type(3000, " ").type(4000, "q");

        assertThat(session(world, true, NONE, null).play()).containsExactly(new PlaySession.Result(3, 3, "terminated"));
        assertThat(String.join("", world.history)).isEqualTo("/120");
        assertThat(tty.all()).contains("game 1 · step 0 · counting", "step 3 · counting", "return 3.00 · reward 0.00 · terminated",
                "← left   → right", "r restart   q quit", "over: any key plays again   q quit");
    }

    @Test
    void anotherGameShouldFollowUntilThePlayerQuitsOrEnoughArePlayed() throws IOException {
        CountingWorld world = new CountingWorld(2, 0);
        tty.type(0, "11x22x11q");
        assertThat(session(world, true, NONE, null).play()).extracting(PlaySession.Result::score).containsExactly(2.0, 4.0, 2.0);
        assertThat(String.join("", world.history)).isEqualTo("/11/22/11");

        tty.type(0, "11x22x11q");
        assertThat(session(world, true, new PlaySession.Limits(2, 100), null).play()).hasSize(2);
    }

    @Test
    void aRestartedGameShouldNotCount() throws IOException {
        CountingWorld world = new CountingWorld(2, 0);
        tty.type(0, "1r22q");
        assertThat(session(world, true, NONE, null).play()).containsExactly(new PlaySession.Result(4, 2, "terminated"));
        assertThat(String.join("", world.history)).isEqualTo("/1/22");
    }

    @Test
    void aWorldThatRunsShouldBeginWithAKeyAndGoOnByItself() throws IOException {
        CountingWorld world = new CountingWorld(12, 10);
        // 10 steps a second: a key holds for 3; the first step is due 100 ms after the key
        tty.type(5000, "2").type(5950, "1").type(6150, "p").type(9000, "p").type(20_000, "q");

        assertThat(session(world, true, NONE, null).play()).hasSize(1);
        assertThat(String.join("", world.history)).isEqualTo("/222000000111");
        assertThat(tty.all()).contains("any of these keys starts", "p pause   r restart   q quit");
        assertThat(tty.millis).as("the end is shown until a key comes").isEqualTo(20_000);
    }

    @Test
    void aPlayerThatIsWatchedShouldPauseAndTakeSingleSteps() throws IOException {
        CountingWorld world = new CountingWorld(100, 10);
        tty.type(250, "p").type(1000, " ").type(2000, "\u001b[C").type(3000, "r").type(3001, "p").type(3320, " ").type(4000, "q");

        assertThat(session(world, false, NONE, null).play()).isEmpty();
        assertThat(String.join("", world.history)).isEqualTo("/1111/111");
        assertThat(tty.all()).contains("p go on   space one step", "p pause   space one step, then pause");
    }

    @Test
    void aPlayerThatIsWatchedShouldPlayOnAfterASecond() throws IOException {
        CountingWorld world = new CountingWorld(2, 10);
        assertThat(session(world, false, new PlaySession.Limits(3, 100), null).play()).hasSize(3);
        assertThat(tty.millis).isEqualTo(3 * (2 * 100 + 1000));
    }

    @Test
    void aTerminalThatIsGoneShouldEndIt() throws IOException {
        tty.type(0, "1");
        assertThat(session(new CountingWorld(9, 0), true, NONE, null).play()).isEmpty();
    }

    @Test
    void withoutAStageNothingShouldWait() throws IOException {
        CountingWorld world = new CountingWorld(5, 10);
        Recording recording = new Recording(new Framing(1, true), true, 2);
        PlaySession session = session(world, false, new PlaySession.Limits(9, 8), recording);

        assertThat(session.play()).containsExactly(new PlaySession.Result(5, 5, "terminated"));
        assertThat(session.isCut()).isTrue();
        assertThat(String.join("", world.history)).isEqualTo("/11111/111");
        assertThat(tty.millis).isZero();
        assertThat(recording.pictures()).isEqualTo(6 + 4);
    }

    @Test
    void aGameThatEndsWithTheLastStepShouldNotBeCut() throws IOException {
        PlaySession session = session(new CountingWorld(5, 10), false, new PlaySession.Limits(1, 5), new Recording(new Framing(1, true), true, 0));
        assertThat(session.play()).hasSize(1);
        assertThat(session.isCut()).isFalse();
    }

    @Test
    void aBrokenWorldShouldBeNamed() {
        CountingWorld world = new CountingWorld(5, 10);
        world.broken = 3;
        PlaySession session = session(world, false, NONE, null);
        assertThatThrownBy(session::play).isInstanceOf(RunFailedException.class)
                .hasMessage("counting failed at step 3: element 0 of its observation is NaN, expected a finite number");
    }

    @Test
    void thePaceShouldBeTheWorldsUnlessThatIsTooFast() {
        OptionalDouble own = OptionalDouble.empty();
        assertThat(List.of(Pace.of(0, own, true, null), Pace.of(0, own, false, null), Pace.of(20, own, true, null), Pace.of(20, own, false, null),
                Pace.of(60, own, false, null), Pace.of(60, OptionalDouble.of(3), true, true), Pace.of(0, OptionalDouble.of(30), true, false)))
                .containsExactly(new Pace(4, true), new Pace(4, false), new Pace(15, false), new Pace(20, false), new Pace(50, false),
                        new Pace(3, true), new Pace(30, false));
        assertThat(List.of(new Pace(15, false).hold(), new Pace(1, false).hold(), new Pace(15, true).hold())).containsExactly(5, 1, 0);
    }
}
