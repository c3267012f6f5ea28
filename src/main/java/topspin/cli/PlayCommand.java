package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.Policy;
import topspin.cli.play.OpenGame;
import topspin.cli.play.Pace;
import topspin.cli.play.PersonPilot;
import topspin.cli.play.Pilot;
import topspin.cli.play.PlayedGame;
import topspin.cli.play.PlaySession;
import topspin.cli.play.PlayerPilot;
import topspin.cli.play.PolicyPilot;
import topspin.cli.play.Recording;
import topspin.cli.play.Stage;
import topspin.cli.play.TerminalStage;
import topspin.cli.play.WindowStage;
import topspin.config.InputException;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.UniformPlayer;
import topspin.picture.Framing;
import topspin.picture.WorldPicture;
import topspin.random.RandomStreams;
import topspin.run.RunConfig;
import topspin.text.Decimal;
import topspin.text.Excerpt;
import topspin.text.NearestName;
import topspin.train.CheckpointChoice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** {@code topspin play}: lets a person play in a world, or shows how a policy does. */
@Command(name = "play", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Play in a world, or watch a policy play.", "",
            "With a world, such as pong (./topspin envs lists them), you play, in this terminal or with --window in a window; the "
            + "keys are shown below the picture. With a run's directory its policy plays, and the picture comes with its value, its "
            + "entropy and the probabilities of its actions: p pauses, space takes one step. q quits.", "",
            "--gif and --png write pictures and need no terminal. Then a world is played by chance, unless --player or --window says "
            + "otherwise. The same seed makes the same bytes."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin play cart-pole",
            "  ./topspin play pong --set frame-skip=2 --fps 20 --realtime",
            "  ./topspin play results/pong/seed-1 --deterministic",
            "  ./topspin play results/pong/seed-1 --gif pong.gif --steps 300",
            "  ./topspin play recall --png recall.png --frames 4 --plain"})
final class PlayCommand implements Callable<Integer> {
    private static final String PERSON = "person";
    private static final String RANDOM = "random";
    private static final Pattern WORLD = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)?");
    /** Of a film, unless the user says otherwise: games of Pong are long. */
    private static final long FILM_STEPS = 1000;
    private static final int USUAL_FRAMES = 6;
    private static final int MOST_FRAMES = 100;
    private static final double LARGEST_SCALE = 16;
    /** Pixels of the longer side of a picture. */
    private static final int LARGEST_SIDE = 4096;

    @Parameters(paramLabel = "WORLD_OR_RUN_DIR", description = "A world, such as pong, or a run's directory, such as results/pong/seed-1.")
    private String target;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "An option of the world. Can be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "Of the games; default 1, of a run its own: then the policy "
            + "plays the games that eval --episodes 1 begins with.")
    private Long seed;

    @Option(names = "--episodes", paramLabel = "N", description = "Ends after so many games; default 1 with --gif or --png, else none: "
            + "q ends it.")
    private Integer episodes;

    @Option(names = "--steps", paramLabel = "N", description = "Ends after so many steps of all games; default " + FILM_STEPS
            + " with --gif or --png, else none.")
    private Long steps;

    @Option(names = "--fps", paramLabel = "N", description = "Steps per second, at most 50; default the world's own, where that waits 4, "
            + "for people at most 15.")
    private Double fps;

    @Option(names = "--realtime", description = "Time runs, whether or not you press a key. Default where it does so in the world.")
    private boolean realtime;

    @Option(names = "--turns", description = "The world waits for your key. Default where it does so anyway.")
    private boolean turns;

    @Option(names = "--player", paramLabel = "WHO", description = "Who plays in a world: person, random, or one of those that audit "
            + "knows, memoryless and oracle. Default person, with --gif or --png and no --window random.")
    private String player;

    @Option(names = "--window", description = "Play in a window.")
    private boolean window;

    @Option(names = "--gif", paramLabel = "FILE", description = "Write a film of it.")
    private Path gif;

    @Option(names = "--png", paramLabel = "FILE", description = "Write pictures of it, evenly spaced, on one sheet.")
    private Path png;

    @Option(names = "--frames", paramLabel = "N", description = "Pictures on the sheet; default " + USUAL_FRAMES + ".")
    private Integer frames;

    @Option(names = "--scale", paramLabel = "X", description = "Size of the pictures of --gif, --png and --window, of their usual one.")
    private Double scale;

    @Option(names = "--plain", description = "Show the world alone, without what is said below it.")
    private boolean plain;

    @Option(names = "--best", description = "Of a run: use the checkpoint with the best score instead of the newest.")
    private boolean best;

    @Option(names = "--checkpoint", paramLabel = "FILE", description = "Of a run: use this checkpoint.")
    private Path checkpoint;

    @Option(names = "--deterministic", description = "Of a run: always take the most probable action. Without it, actions are sampled, "
            + "as in training.")
    private boolean deterministic;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    PlayCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() throws IOException {
        requireNumbers();
        requireTogether();
        if (gif != null) {
            OutputFile.require(gif);
        }
        if (png != null) {
            OutputFile.require(png);
        }
        if (!window) {
            // pictures need no display, and one that cannot be reached would make them fail
            System.setProperty("java.awt.headless", "true");
        }
        EnvironmentRegistry registry = environments.get();
        if (registry.ids().contains(target)) {
            requireNone("a world has no checkpoints and no policy; give a run's directory", best ? "--best" : null,
                    checkpoint == null ? null : "--checkpoint " + checkpoint, deterministic ? "--deterministic" : null);
            playWorld(registry);
        } else if (Files.exists(Path.of(target))) {
            requireNone("a run's policy plays in the world that it was trained in; give a world",
                    sets.isEmpty() ? null : "--set " + sets.get(0), player == null ? null : "--player " + player,
                    realtime ? "--realtime" : null, turns ? "--turns" : null);
            playRun(registry);
        } else {
            String nearest = WORLD.matcher(target).matches() ? "; did you mean " + NearestName.of(target, registry.ids()) + "?" : ";";
            throw new InputException(Excerpt.quoted(target) + " is neither a world nor a run's directory" + nearest
                    + " ./topspin envs lists the worlds");
        }
        return Main.DONE;
    }

    private void requireNumbers() {
        requireWithin("--seed", seed, 0, Long.MAX_VALUE);
        requireWithin("--episodes", episodes, 1, Integer.MAX_VALUE);
        requireWithin("--steps", steps, 1, Long.MAX_VALUE);
        requireWithin("--frames", frames, 1, MOST_FRAMES);
        if (fps != null && !(fps > 0 && fps <= Pace.FASTEST)) {
            throw new InputException("--fps " + fps + ": expected a number above 0, at most " + (int) Pace.FASTEST);
        }
        if (scale != null && !(scale > 0 && scale <= LARGEST_SCALE)) {
            throw new InputException("--scale " + scale + ": expected a number above 0, at most " + (int) LARGEST_SCALE);
        }
    }

    private static void requireWithin(String option, Number value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            throw new InputException(option + " " + value + ": expected a whole number, "
                    + (most >= Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most));
        }
    }

    private void requireTogether() {
        if (realtime && turns) {
            throw new InputException("--realtime and --turns: expected one of them");
        }
        if (best && checkpoint != null) {
            throw new InputException("--best and --checkpoint " + checkpoint + ": expected one of them");
        }
        if (frames != null && png == null) {
            throw new InputException("--frames " + frames + ": needs --png FILE");
        }
        if (scale != null && !films() && !window) {
            throw new InputException("--scale " + scale + ": needs --gif FILE, --png FILE or --window; a terminal shows as much as it can");
        }
        if (gif != null && gif.equals(png)) {
            throw new InputException("--gif " + gif + " and --png " + png + ": expected two files");
        }
    }

    private static void requireNone(String why, String... given) {
        for (String option : given) {
            if (option != null) {
                throw new InputException(option + ": " + why + ", or leave it away");
            }
        }
    }

    private boolean films() {
        return gif != null || png != null;
    }

    private void playWorld(EnvironmentRegistry registry) throws IOException {
        WorldSettings settings = new WorldSettings(target, sets, registry);
        String who = player != null ? player : films() && !window ? RANDOM : PERSON;
        RandomStreams streams = new RandomStreams(seed == null ? 1 : seed).scope("play");
        boolean person = who.equals(PERSON);
        if (!person) {
            requireNone("only a person takes turns; say --player person", realtime ? "--realtime" : null, turns ? "--turns" : null);
        }
        try (Environment world = settings.create(streams.scope("env"))) {
            PlayedGame game = new PlayedGame(target, world);
            if (person) {
                Pace pace = pace(world, game, true);
                play(game, PersonPilot.of(game, window ? 0 : pace.hold()), pace, true);
            } else {
                Pilot pilot = new PlayerPilot(seat(who, settings).take(world, streams.scope("player")));
                play(game, pilot, pace(world, game, false), window || !films());
            }
        }
    }

    private ReferencePlayer.Seat seat(String who, WorldSettings settings) {
        Map<String, ReferencePlayer.Seat> seats = new LinkedHashMap<>();
        seats.put(RANDOM, UniformPlayer::of);
        Optional<Reference> reference = settings.provider().reference(settings.options());
        reference.ifPresent(known -> known.players().forEach(other ->
                seats.put(other.role().name().toLowerCase(Locale.ROOT), other.seat())));
        ReferencePlayer.Seat seat = seats.get(who);
        if (seat == null) {
            throw new InputException("--player " + Excerpt.quoted(who) + ": expected one of " + PERSON + ", "
                    + String.join(", ", seats.keySet()) + ", which " + target + " has");
        }
        return seat;
    }

    private void playRun(EnvironmentRegistry registry) throws IOException {
        try (Policy policy = Policy.load(Path.of(target), new CheckpointChoice(best, checkpoint), registry)) {
            RunConfig config = policy.config();
            // the streams of evaluation, so that these are its games
            RandomStreams streams = new RandomStreams(seed == null ? config.seed() : seed).scope("eval");
            try (Environment world = OpenGame.world(registry, config, streams.scope("env/0"))) {
                PlayedGame game = new PlayedGame(config.name() + " at " + Decimal.grouped(policy.step(), 0), world);
                play(game, new PolicyPilot(policy, deterministic ? null : streams), pace(world, game, false),
                        window || !films());
            }
        }
    }

    private Pace pace(Environment world, PlayedGame game, boolean person) {
        double natural = new WorldPicture(world, game.seen()).framesPerSecond() / world.framesPerStep();
        return Pace.of(natural, fps == null ? OptionalDouble.empty() : OptionalDouble.of(fps), person, realtime || turns ? turns : null);
    }

    private void play(PlayedGame game, Pilot pilot, Pace pace, boolean shown) throws IOException {
        WorldPicture picture = new WorldPicture(game.world(), game.seen());
        double size = scale == null ? 1 : scale;
        if (Math.max(picture.width(size), picture.height(size)) > LARGEST_SIDE) {
            throw new InputException("--scale " + scale + ": would make pictures of " + picture.width(size) + " × " + picture.height(size)
                    + " pixels; expected at most " + LARGEST_SIDE + " on a side");
        }
        Optional<Recording> recording = films() ? Optional.of(new Recording(new Framing(size, plain), gif != null,
                png == null ? 0 : frames == null ? USUAL_FRAMES : frames)) : Optional.empty();
        boolean alone = films() && !shown;
        PlaySession.Limits limits = new PlaySession.Limits(episodes != null ? episodes : alone ? 1 : Integer.MAX_VALUE,
                steps != null ? steps : alone ? FILM_STEPS : Long.MAX_VALUE);
        List<PlaySession.Result> results;
        boolean cut;
        try (Stage stage = !shown ? null : window ? WindowStage.open("Topspin: " + game.name(), new Framing(size, plain))
                : TerminalStage.open(plain)) {
            PlaySession session = new PlaySession(game, pilot, picture, pace, limits, Optional.ofNullable(stage), recording,
                    System::nanoTime);
            results = session.play();
            cut = session.isCut();
        }
        if (recording.isPresent()) {
            write(recording.get());
        }
        report(results, cut, limits);
    }

    private void write(Recording recording) throws IOException {
        Optional<byte[]> film = recording.gif();
        if (film.isPresent()) {
            OutputFile.write(gif, film.get());
            console.err().println("film: " + gif + " (" + recording.pictures() + " pictures)");
        }
        Optional<byte[]> sheet = recording.png();
        if (sheet.isPresent()) {
            OutputFile.write(png, sheet.get());
            console.err().println("picture: " + png);
        }
    }

    private void report(List<PlaySession.Result> results, boolean cut, PlaySession.Limits limits) {
        if (cut) {
            console.err().println("game " + (results.size() + 1) + " was stopped after " + limits.steps()
                    + " steps in all; --steps N plays on");
        }
        if (!results.isEmpty()) {
            console.out().println("game return steps end");
            int number = 0;
            for (PlaySession.Result result : results) {
                console.out().println(String.join(" ", Integer.toString(++number), Decimal.of(result.score(), 2),
                        Integer.toString(result.steps()), result.end()));
            }
        }
    }
}
