package topspin.interop.ale;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.env.arcade.Controls;
import topspin.env.arcade.Preprocessing;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Atari games with the field's preprocessing, where the build has an emulator for them. */
public final class AtariProvider implements EnvironmentProvider {
    private static final String MINIMAL = "minimal";
    private static final EnvironmentOption ROM = EnvironmentOption.of(RomFile.OPTION, RomFile.NONE,
            "path of an Atari 2600 ROM that ALE knows; none comes with Topspin");
    private static final EnvironmentOption OBSERVATION = EnvironmentOption.choice("observation", "gray84",
            List.of("gray84", "rgb", "ram"), "what is seen: 84x84 grey, the screen's colours, or 128 bytes of memory");
    private static final EnvironmentOption ACTIONS = EnvironmentOption.choice("actions", MINIMAL, List.of(MINIMAL, "full"),
            "those that matter in the game, or all 18");
    private static final EnvironmentOption FIRE_ON_RESET = Preprocessing.fireOnReset(
            "press fire, then the action after it, when a game begins; for games that wait for it");

    private final Supplier<Optional<AtariLibrary>> libraries;

    /** With the emulator on the class path, if there is one. */
    public AtariProvider() {
        this(AtariProvider::onTheClassPath);
    }

    AtariProvider(Supplier<Optional<AtariLibrary>> libraries) {
        this.libraries = libraries;
    }

    private static Optional<AtariLibrary> onTheClassPath() {
        try {
            return ServiceLoader.load(AtariLibrary.class).findFirst();
        } catch (ServiceConfigurationError leftOver) {
            // a build with the profile left its resources in target/classes, and one without it removed the classes
            return Optional.empty();
        }
    }

    @Override
    public String id() {
        return "ale";
    }

    @Override
    public String description() {
        return libraries.get().isPresent() ? "a game of the Atari 2600 in the Arcade Learning Environment"
                : "a game of the Atari 2600; not in this build, since its emulator is GPL: see docs/ale.md";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(ROM, OBSERVATION, ACTIONS, Preprocessing.FRAME_SKIP, Preprocessing.NO_OP_MAX, Preprocessing.STICKY,
                Preprocessing.FLICKER, Preprocessing.FRAME_STACK, FIRE_ON_RESET, Preprocessing.REWARD_CLIP,
                Preprocessing.EPISODIC_LIFE, Preprocessing.TIME_LIMIT);
    }

    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        AtariLibrary library = libraries.get().orElseThrow(() -> new InvalidOptionException("id",
                "id: ale is not in this build, since its emulator is GPL; build with the profile ale (touch .mvn/ale, or mvn -Pale), see docs/ale.md"));
        String observation = Preprocessing.chosen(OBSERVATION, options);
        String set = Preprocessing.chosen(ACTIONS, options);
        AtariConsole console;
        RomFile rom;
        try {
            rom = RomFile.checked((String) options.get(ROM.key()), library);
            console = library.insert(rom.path());
        } catch (AtariLibraryException e) {
            throw new InvalidOptionException("id", "id: " + e.getMessage());
        }
        try {
            AtariAction[] actions = set.equals(MINIMAL) ? Arrays.stream(console.minimalActions())
                    .mapToObj(number -> AtariAction.values()[number]).toArray(AtariAction[]::new) : AtariAction.values();
            Environment game = new AtariEnvironment(console, rom.md5(), actions, screen(observation, console));
            return Preprocessing.wrap(game, controls(actions, rom, options), others(options), streams);
        } catch (RuntimeException e) {
            console.close();
            throw e;
        }
    }

    private static AtariScreen screen(String observation, AtariConsole console) {
        return switch (observation) {
            case "gray84" -> new AtariGrey(console);
            case "rgb" -> new AtariColours(console);
            default -> new AtariMemory();
        };
    }

    /** The opening is that of openai/baselines {@code FireResetEnv}: actions 1 and 2, where 1 is fire. */
    private static Controls controls(AtariAction[] actions, RomFile rom, Map<String, Object> options) {
        boolean opens = actions.length > 2 && actions[1] == AtariAction.FIRE;
        if (!opens && (boolean) options.getOrDefault(FIRE_ON_RESET.key(), false)) {
            throw new InvalidOptionException(FIRE_ON_RESET.key(), FIRE_ON_RESET.key() + ": expected false, since " + rom.game()
                    + " has no action 'fire' with one after it");
        }
        return new Controls(0, opens ? new int[] {1, 2} : new int[] {0});
    }

    /** Without the choice of actions, which is made here. */
    private static Map<String, Object> others(Map<String, Object> options) {
        Map<String, Object> others = new HashMap<>(options);
        others.remove(ACTIONS.key());
        return others;
    }
}
