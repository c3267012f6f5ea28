package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topspin.audit.Audit;
import topspin.audit.AuditedWorld;
import topspin.audit.PlayedGames;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;
import topspin.env.InvalidOptionException;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.text.Columns;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code topspin audit}: whether worlds are what they say. */
@Command(name = "audit", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Let players whose returns are known play in worlds, and compare.", "",
            "A random player shows a world's floor, the best one without memory what memory has to beat, an oracle the "
                + "ceiling. 'expected' is exact or published, 'measured' is the mean return of the episodes with its 95 % "
                + "interval; steps/s are of one thread with a random player. Laws that hold for every world are checked, too: "
                + "same streams, same course; saved and restored, same course; observations within their space.", "",
            "Exit code 1 if a player misses, or beats, what is expected by more than the world allows (0.005 where returns lie "
                + "within -1 to 1) and more than chance."},
        footerHeading = "%nExamples:%n", footer = {
            "  ./topspin audit",
            "  ./topspin audit popgym --episodes 10000",
            "  ./topspin audit popgym/repeat-previous-easy --set k=8",
            "  ./topspin --jar worlds.jar audit corridor"})
final class AuditCommand implements Callable<Integer> {
    /** Of fewer, no interval of a mean means anything. */
    private static final int FEWEST = 100;

    @Parameters(arity = "0..*", paramLabel = "ENV",
            description = "Worlds, or families such as popgym; all that bring players if none is named.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "An option of the one world that is named. Can be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--episodes", paramLabel = "N", defaultValue = "2000",
            description = "Episodes of each player; default ${DEFAULT-VALUE}.")
    private int episodes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of worlds and players; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "0",
            description = "Threads; results do not depend on them. Default: one per core.")
    private int workers;

    private final Console console;
    private final Supplier<EnvironmentRegistry> environments;

    AuditCommand(Console console, Supplier<EnvironmentRegistry> environments) {
        this.console = console;
        this.environments = environments;
    }

    @Override
    public Integer call() {
        EnvironmentRegistry registry = environments.get();
        requireAtLeast(FEWEST, "--episodes", episodes);
        requireAtLeast(0, "--workers", workers);
        requireAtLeast(0, "--seed", seed);
        if (!settings.isEmpty() && (names.size() != 1 || !registry.ids().contains(names.get(0)))) {
            throw new InputException("--set " + settings.get(0) + ": expected one world before it, whose option it is");
        }
        Set<String> ids = worlds(registry);
        Map<String, Object> options = settings.isEmpty() ? Map.of() : options(registry);
        List<String> findings = new ArrayList<>();
        try (WorkerPool pool = new WorkerPool(workers == 0 ? Runtime.getRuntime().availableProcessors() : workers)) {
            Audit audit = new Audit(registry, episodes, seed, pool);
            int width = ids.stream().mapToInt(String::length).max().orElse(0);
            boolean first = true;
            for (String id : ids) {
                AuditedWorld audited = audited(audit, id, options);
                if (first) {
                    printHeader(width);
                    first = false;
                }
                print(audited, width);
                audited.findings().forEach(finding -> findings.add(id + ": " + finding));
            }
        }
        findings.forEach(console.err()::println);
        console.err().println(ids.size() + (ids.size() == 1 ? " world, " : " worlds, ")
                + (findings.isEmpty() ? "nothing wrong" : findings.size() + " wrong"));
        return findings.isEmpty() ? Main.DONE : Main.FAILED;
    }

    private Map<String, Object> options(EnvironmentRegistry registry) {
        WorldSettings world = new WorldSettings(names.get(0), settings, registry);
        world.create(new RandomStreams(seed)).close();
        return world.options();
    }

    private static AuditedWorld audited(Audit audit, String id, Map<String, Object> options) {
        try {
            return audit.of(id, options);
        } catch (InvalidOptionException e) {
            throw new InputException(id + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private Set<String> worlds(EnvironmentRegistry registry) {
        Set<String> ids = WorldNames.ids(registry, names);
        if (names.isEmpty()) {
            registry.ids().stream().filter(id -> registry.provider(id).reference(registry.resolve(id, Map.of())).isPresent())
                    .forEach(ids::add);
        }
        return ids;
    }

    private void printHeader(int width) {
        print(List.of(padded("world", width), "version", "player    ", "expected", "measured", "       ±", "episode steps",
                "steps/s"));
    }

    private void print(AuditedWorld world, int width) {
        for (PlayedGames games : world.games()) {
            boolean first = games == world.games().get(0);
            print(List.of(padded(first ? world.id() : "", width), first ? "      " + world.version() : "       ",
                    padded(AuditedWorld.name(games.player().role()), 10),
                    number(games.player().expected(), 8), number(games.mean(), 8), number(games.halfInterval(), 8),
                    String.format("%13s", games.shortest() == games.longest() ? "" + games.longest()
                            : games.shortest() + "-" + games.longest()),
                    first ? Decimal.grouped(world.stepsPerSecond(), 0) : ""));
        }
    }

    private void print(List<String> cells) {
        console.out().println(Columns.lines("l".repeat(cells.size()), List.of(cells)).get(0));
        console.out().flush();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String number(double value, int width) {
        String text = Decimal.of(value, Math.abs(value) >= 10 ? 2 : 4);
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static void requireAtLeast(long least, String option, long value) {
        if (value < least) {
            throw new InputException(option + " " + value + ": expected a whole number, at least " + least);
        }
    }
}
