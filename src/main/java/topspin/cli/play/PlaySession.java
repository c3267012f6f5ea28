package topspin.cli.play;

import topspin.picture.Caption;
import topspin.picture.WorldPicture;
import topspin.text.Decimal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Games, one after the other, played by a pilot, shown on a stage if there is one, and recorded if that is wanted. One use. */
public final class PlaySession {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    /** How long the end of a game is shown. */
    private static final double LAST_PICTURE = 1;
    private static final long FOR_EVER = -1;
    private static final String QUIT = "q";
    private static final String RESTART = "r";
    private static final String PAUSE = "p";

    /**
     * A finished game.
     *
     * @param end {@code terminated} or {@code truncated}
     */
    public record Result(double score, int steps, String end) {
    }

    /**
     * When a session ends by itself.
     *
     * @param games how many are finished at most
     * @param steps of all games
     */
    public record Limits(int games, long steps) {
    }

    private enum Next { STEP, RESTART, QUIT }

    private final PlayedGame game;
    private final Pilot pilot;
    private final WorldPicture picture;
    private final Pace pace;
    private final Limits limits;
    private final Optional<Stage> stage;
    private final Optional<Recording> recording;
    private final LongSupplier clock;
    private final List<Result> results = new ArrayList<>();
    private boolean paused;
    private boolean ended;
    private long lastStep;

    /**
     * @param stage     where it is shown; without one nothing waits
     * @param recording what keeps it
     * @param clock     nanoseconds from any origin
     */
    public PlaySession(PlayedGame game, Pilot pilot, WorldPicture picture, Pace pace, Limits limits, Optional<Stage> stage,
                       Optional<Recording> recording, LongSupplier clock) {
        this.game = game;
        this.pilot = pilot;
        this.picture = picture;
        this.pace = pace;
        this.limits = limits;
        this.stage = stage;
        this.recording = recording;
        this.clock = clock;
    }

    /** Plays until a limit is reached or the person quits. */
    public List<Result> play() throws IOException {
        while (!ended && results.size() < limits.games()) {
            playGame();
        }
        return List.copyOf(results);
    }

    /** Whether the last game was cut short by {@link Limits#steps}. */
    public boolean isCut() {
        return game.allSteps() >= limits.steps() && !game.isOver();
    }

    private void playGame() throws IOException {
        game.begin();
        pilot.begin();
        if (isPerson()) {
            // so that a game that does not wait begins when its player is ready
            paused = !pace.turns();
        }
        lastStep = clock.getAsLong();
        while (true) {
            pilot.look(game);
            show();
            record(1 / pace.fps());
            if (game.allSteps() >= limits.steps()) {
                ended = true;
                return;
            }
            switch (stage.map(this::await).orElse(Next.STEP)) {
                case QUIT -> {
                    ended = true;
                    return;
                }
                case RESTART -> {
                    return;
                }
                case STEP -> {
                    pilot.decide(game);
                    game.step();
                }
            }
            if (game.isOver()) {
                results.add(new Result(game.score(), game.steps(), game.end()));
                show();
                record(Math.max(LAST_PICTURE, 1 / pace.fps()));
                stage.ifPresent(this::linger);
                return;
            }
        }
    }

    private boolean isPerson() {
        return pilot.controls() != null;
    }

    private void show() {
        stage.ifPresent(shown -> shown.show(picture, caption(), help()));
    }

    private void record(double seconds) throws IOException {
        if (recording.isPresent()) {
            recording.get().add(recording.get().framing().frame(picture, caption()), seconds);
        }
    }

    private Caption caption() {
        List<String> lines = new ArrayList<>();
        // the name comes last, since long lines are cut
        lines.add("game " + game.number() + " · step " + game.steps() + " · " + game.name());
        lines.add("return " + Decimal.score(game.score()) + " · reward " + Decimal.score(game.reward())
                + (game.isOver() ? " · " + game.end() : ""));
        lines.addAll(pilot.lines(game));
        return new Caption(lines, pilot.bars(game));
    }

    private List<String> help() {
        List<String> help = new ArrayList<>();
        if (isPerson()) {
            help.add(pilot.controls().help());
        }
        if (game.isOver()) {
            help.add(isPerson() ? "over: any key plays again   q quit" : "over   q quit");
        } else if (isPerson()) {
            help.add(paused ? "any of these keys starts   r restart   q quit" : (pace.turns() ? "" : "p pause   ") + "r restart   q quit");
        } else {
            help.add((paused ? "p go on   space one step" : "p pause   space one step, then pause") + "   r restart   q quit");
        }
        return help;
    }

    /** Waits until the next step is due, and obeys keys meanwhile. */
    private Next await(Stage from) {
        while (true) {
            boolean waits = paused || pace.turns();
            long due = lastStep + (long) (NANOS_PER_SECOND / pace.fps());
            long left = due - clock.getAsLong();
            if (!waits && left <= 0) {
                // late steps are not made up for
                lastStep = Math.max(due, clock.getAsLong() - (long) (NANOS_PER_SECOND / pace.fps()));
                return Next.STEP;
            }
            Optional<KeyPress> key = from.key(waits ? FOR_EVER : Math.max(1, left / NANOS_PER_MILLI));
            Optional<Next> next = key.flatMap(this::obey);
            if (next.isPresent()) {
                return next.get();
            }
            if (key.isPresent()) {
                show();
            }
        }
    }

    /** Empty if the world waits on. */
    private Optional<Next> obey(KeyPress key) {
        if (key.is(KeyPress.GONE)) {
            return Optional.of(Next.QUIT);
        }
        if (!key.down()) {
            if (isPerson()) {
                pilot.controls().press(key);
            }
            return Optional.empty();
        }
        return switch (key.name()) {
            case QUIT -> Optional.of(Next.QUIT);
            case RESTART -> Optional.of(Next.RESTART);
            case PAUSE -> {
                setPaused(!paused && !pace.turns());
                yield Optional.empty();
            }
            default -> isPerson() ? steer(key) : step(key);
        };
    }

    private void setPaused(boolean on) {
        paused = on;
        lastStep = clock.getAsLong();
    }

    private Optional<Next> steer(KeyPress key) {
        if (paused && pilot.controls().knows(key)) {
            setPaused(false);
        }
        return pilot.controls().press(key) && pace.turns() ? Optional.of(Next.STEP) : Optional.empty();
    }

    private Optional<Next> step(KeyPress key) {
        if (!key.is(KeyPress.SPACE) && !key.is(KeyPress.RIGHT)) {
            return Optional.empty();
        }
        boolean already = paused;
        setPaused(true);
        return already ? Optional.of(Next.STEP) : Optional.empty();
    }

    /** Shows the end of a game for a while, to a person until a key goes down. */
    private void linger(Stage from) {
        long until = clock.getAsLong() + (long) (LAST_PICTURE * NANOS_PER_SECOND);
        while (true) {
            long left = until - clock.getAsLong();
            if (!isPerson() && left <= 0) {
                return;
            }
            Optional<KeyPress> key = from.key(isPerson() ? FOR_EVER : Math.max(1, left / NANOS_PER_MILLI));
            if (key.isPresent() && (key.get().is(QUIT) || key.get().is(KeyPress.GONE))) {
                ended = true;
                return;
            }
            if (key.isPresent() && key.get().down()) {
                return;
            }
        }
    }
}
