package topspin.envs.popgym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.ReferencePlayer.Role;
import topspin.env.UniformPlayer;
import topspin.env.wrapper.FirstStep;
import topspin.env.wrapper.PreviousAction;
import topspin.env.wrapper.TerminalLimit;
import topspin.random.RandomStreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One world in one difficulty, which sets the defaults of its options. */
abstract class PopgymProvider implements EnvironmentProvider {
    /** Source of returns that were simulated with the world's own players; their 95 % intervals are ±0.0006 or less. */
    static final String SIMULATED = "10^6 games";

    private static final String PACKS = "decks";
    private static final String PREVIOUS_ACTION = "previous-action";
    private static final String FIRST_STEP = "first-step";
    private static final String LIMIT = "limit";
    private static final String TRUNCATION = "truncation";
    private static final String TERMINATION = "termination";

    private final String world;
    /** Of which the options' defaults are. */
    final Difficulty difficulty;
    private final String description;
    private final List<EnvironmentOption> options = new ArrayList<>();
    private final List<EnvironmentOption> own;
    private final boolean limited;

    /**
     * @param world       kebab-case
     * @param description one line
     * @param limited     whether a limit of steps ends episodes
     */
    PopgymProvider(String world, Difficulty difficulty, String description, boolean limited, EnvironmentOption... own) {
        this.world = world;
        this.difficulty = difficulty;
        this.description = description;
        this.limited = limited;
        this.own = List.of(own);
        options.addAll(this.own);
        options.add(EnvironmentOption.of(PREVIOUS_ACTION, false,
                "observations end with the action before, one-hot; action 0 at the first step"));
        options.add(EnvironmentOption.of(FIRST_STEP, false, "observations end with two flags: (0, 1) at the first step, else (1, 0)"));
        if (limited) {
            options.add(EnvironmentOption.choice(LIMIT, TRUNCATION, List.of(TRUNCATION, TERMINATION),
                    "what the limit of steps is to a learner; results with one are not comparable with results with the other"));
        }
    }

    /** Builds the world without wrappers. */
    abstract Environment build(Map<String, Object> options, RandomStreams streams);

    /** What is known of the world, whose observations end with nothing more, or with the flags of the first step. */
    abstract Reference known(Map<String, Object> options, boolean firstStep);

    @Override
    public final String id() {
        return "popgym/" + world + "-" + difficulty;
    }

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final List<EnvironmentOption> options() {
        return options;
    }

    @Override
    public final Environment create(Map<String, Object> options, RandomStreams streams) {
        Environment environment = build(options, streams);
        if (limited && options.get(LIMIT).equals(TERMINATION)) {
            environment = new TerminalLimit(environment);
        }
        if ((boolean) options.get(PREVIOUS_ACTION)) {
            environment = new PreviousAction(environment);
        }
        return (boolean) options.get(FIRST_STEP) ? new FirstStep(environment) : environment;
    }

    /**
     * A player who sees its action before can use actions as notes to itself, so that nothing is known then of what can be
     * reached without memory.
     */
    @Override
    public final Optional<Reference> reference(Map<String, Object> options) {
        Reference known = known(options, (boolean) options.get(FIRST_STEP));
        if (!(boolean) options.get(PREVIOUS_ACTION)) {
            return Optional.of(known);
        }
        return Optional.of(new Reference(known.shortest(), known.longest(), known.lowest(), known.highest(),
                known.players().stream().filter(player -> player.role() != Role.MEMORYLESS).toList()));
    }

    /** Whether the world's own options are those of its difficulty. */
    final boolean asPublished(Map<String, Object> options) {
        return own.stream().allMatch(option -> option.defaultValue().equals(options.get(option.key())));
    }

    static ReferencePlayer random(double expected, String source) {
        return ReferencePlayer.of(Role.RANDOM, expected, source, UniformPlayer::of);
    }

    static ReferencePlayer memoryless(double expected, String source, ReferencePlayer.Seat seat) {
        return ReferencePlayer.of(Role.MEMORYLESS, expected, source, seat);
    }

    static ReferencePlayer oracle(double expected, String source, ReferencePlayer.Seat seat) {
        return ReferencePlayer.of(Role.ORACLE, expected, source, seat);
    }

    /** The best known without memory is no better than chance. */
    static ReferencePlayer aimless(double expected, String source) {
        return memoryless(expected, source, UniformPlayer::of);
    }

    /** Chooses by the ones of the observation. */
    @FunctionalInterface
    interface Choice {
        /** @param bits the observation is {@code bits[from …]} */
        int of(byte[] bits, int from);
    }

    /** A player without memory. */
    static ReferencePlayer.Seat choosing(Choice choice) {
        Player player = (observations, row, actions, index) ->
                actions.set(index, choice.of(observations.bytes(), observations.offset(row)));
        return (world, streams) -> player;
    }

    /** The first one of a one-hot part, counted from its beginning. */
    static int hot(byte[] bits, int from) {
        int i = from;
        while (bits[i] == 0) {
            i++;
        }
        return i - from;
    }

    static EnvironmentOption packs(int packs) {
        return EnvironmentOption.of(PACKS, packs, "packs of 52 cards that make the deck, 1 to " + Deck.MOST_PACKS);
    }

    static int packs(Map<String, Object> options) {
        return EnvironmentOption.within(1, Deck.MOST_PACKS, PACKS, options);
    }

}
