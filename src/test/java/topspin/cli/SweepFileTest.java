package topspin.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.sweep.SweepPlan;
import topspin.sweep.Trial;
import topspin.sweep.pruning.Pruning;
import topspin.sweep.pruning.SuccessiveHalving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class SweepFileTest {
    private static final String BASE = "base: pong.yaml\n";

    private final CommandLineFixture topspin = new CommandLineFixture();
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void place() throws IOException {
        Files.writeString(directory.resolve("pong.yaml"), """
                env: {id: pong}
                total-steps: 100000
                log: {every: 1000}
                seed: 7
                """);
        file = directory.resolve("trial.yaml");
    }

    @Test
    void shouldMultiplyVariantsGridAndSeeds() throws IOException {
        SweepPlan plan = plan(BASE + """
                name: many
                set: {gamma: 0.9}
                variants:
                  small: {policy.core.units: 64}
                  large: {policy: {core: {units: 512}}, gamma: 0.95}
                grid: {ppo.clip: [0.1, 2e-1], ppo: {epochs: [2]}}
                seeds: [3, 5]
                """);

        assertThat(plan.trials()).extracting(Trial::name).containsExactly("small,clip=0.1,epochs=2/seed-3",
                "small,clip=2e-1,epochs=2/seed-3", "large,clip=0.1,epochs=2/seed-3", "large,clip=2e-1,epochs=2/seed-3",
                "small,clip=0.1,epochs=2/seed-5", "small,clip=2e-1,epochs=2/seed-5", "large,clip=0.1,epochs=2/seed-5",
                "large,clip=2e-1,epochs=2/seed-5");
        assertThat(plan.trials().get(3).config()).contains("name: many", "gamma: 0.95", "units: 512", "clip: 0.2",
                "epochs: 2", "seed: 3", "total-steps: 100000");
        assertThat(plan.trials().get(0).config()).contains("gamma: 0.9\n", "units: 64");
        assertThat(plan.trials().get(0).directory()).isEqualTo(Path.of("results/many/small,clip=0.1,epochs=2/seed-3"));
        assertThat(plan.trials().get(0).settings()).isEqualTo("policy.core.units=64 ppo.clip=0.1 ppo.epochs=2");
        assertThat(plan.trials()).extracting(Trial::configHash).doesNotHaveDuplicates();
    }

    @Test
    void shouldTryListedSettingsTogether() throws IOException {
        SweepPlan plan = plan(BASE + """
                list:
                  - {ppo.clip: 0.1, gamma: 0.9}
                  - {ppo.clip: 0.2, policy: {core: {units: 64}}}
                grid: {entropy: [0, 0.01]}
                """);

        assertThat(plan.trials()).extracting(Trial::variant).containsExactly("clip=0.1,gamma=0.9,entropy=0",
                "clip=0.1,gamma=0.9,entropy=0.01", "clip=0.2,units=64,entropy=0", "clip=0.2,units=64,entropy=0.01");
        assertThat(plan.trials().get(3).config()).contains("clip: 0.2", "units: 64", "entropy: 0.01");
        assertThat(plan.about()).isEmpty();
        assertThat(plan(BASE + "about: |\n  Why.\n").about()).isEqualTo("Why.");
    }

    @Test
    void shouldShareSeedsOverVariantsUnlessToldNotTo() throws IOException {
        String variants = "variants: {a: {gamma: 0.9}, b: {gamma: 0.8}}\nseeds: {first: 4, count: 2}\n";

        assertThat(plan(BASE + variants).trials()).extracting(Trial::name)
                .containsExactly("a/seed-4", "b/seed-4", "a/seed-5", "b/seed-5");
        assertThat(plan(BASE + variants + "common-random-numbers: false\n").trials()).extracting(Trial::name)
                .containsExactly("a/seed-4", "b/seed-6", "a/seed-5", "b/seed-7");
        assertThat(plan(BASE).trials()).extracting(Trial::name).containsExactly("base/seed-7");
    }

    @Test
    void shouldDrawTheSameWhateverElseIsDrawn() throws IOException {
        String search = BASE + "search: {random: 12, seed: 3, keys: {optimiser.learning-rate: {log-uniform: [1e-4, 1e-2]}, "
                + "gamma: {uniform: [0.9, 0.99]}%s}}\n";
        List<Trial> trials = plan(search.formatted("")).trials();
        List<Trial> more = plan(search.formatted(", ppo: {epochs: {choice: [2, 3]}}").replace("12", "30")).trials();

        assertThat(trials).hasSize(12);
        assertThat(trials.get(0).variant()).isEqualTo("random-1");
        for (int i = 0; i < trials.size(); i++) {
            String settings = trials.get(i).settings();
            assertThat(more.get(i).settings()).startsWith(settings + " ppo.epochs=");
            double rate = Double.parseDouble(settings.replaceAll(".*learning-rate=(\\S+).*", "$1"));
            double gamma = Double.parseDouble(settings.replaceAll(".*gamma=(\\S+).*", "$1"));
            assertThat(rate).isBetween(1e-4, 1e-2);
            assertThat(gamma).isBetween(0.9, 0.99);
        }
        // half of the draws in either decade, give or take
        assertThat(trials.stream().filter(trial -> trial.settings().contains("=0.00")
                && !trial.settings().contains("=0.000")).count()).isBetween(2L, 10L);
    }

    @Test
    void shouldDrawWholeNumbersWhereTheKeyIsOne() throws IOException {
        List<Trial> trials = plan(BASE + """
                search: {random: 400, keys: {ppo.epochs: {uniform: [1, 4]}, env.frame-skip: {log-uniform: [1, 64]},
                                             total-steps: {uniform: [1e5, 200_000]}, entropy: {uniform: [1, 4]}}}
                """).trials();

        List<Map<String, String>> draws = trials.stream().map(trial -> Arrays.stream(trial.settings().split(" "))
                .map(setting -> setting.split("=")).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]))).toList();
        assertThat(draws.stream().collect(Collectors.groupingBy(draw -> draw.get("ppo.epochs"), Collectors.counting())))
                .containsOnlyKeys("1", "2", "3", "4").allSatisfy((epochs, count) -> assertThat(count).isBetween(70L, 130L));
        // each doubling has about as many: 1, 2 to 3, 4 to 7, … and 64 is one of them
        assertThat(draws).extracting(draw -> Integer.parseInt(draw.get("env.frame-skip"))).allMatch(skip -> skip >= 1 && skip <= 64)
                .contains(1, 64).satisfies(skips -> assertThat(skips.stream().filter(skip -> skip < 8).count()).isBetween(170L, 270L));
        assertThat(draws).extracting(draw -> draw.get("total-steps")).allMatch(steps -> steps.matches("1\\d{5}|200000"))
                .anyMatch(steps -> !steps.endsWith("00"));
        assertThat(draws).extracting(draw -> draw.get("entropy")).anyMatch(entropy -> entropy.contains("."));
    }

    /** Rounding for people would leave the range. */
    @Test
    void shouldDrawNothingOutsideOfTheRange() throws IOException {
        assertThat(plan(BASE + "search: {random: 50, keys: {gamma: {uniform: [0.99991, 0.99999]}}}\n").trials())
                .extracting(trial -> Double.parseDouble(trial.settings().substring("gamma=".length())))
                .allMatch(gamma -> gamma >= 0.99991 && gamma <= 0.99999);
    }

    /** What its author called by two names, or two draws give, may be the same. */
    @Test
    void shouldTakeTheSameSettingsUnderNames() throws IOException {
        assertThat(plan(BASE + "variants: {a: {gamma: 0.9}, again: {gamma: 0.90}}\n").variants()).containsExactly("a", "again");
        assertThat(plan(BASE + "search: {random: 3, keys: {gamma: {choice: [0.9]}}}\n").variants()).hasSize(3);
    }

    /** Eighteen keys of a grid: longer than a file system takes. Up to there, names are as they are. */
    @Test
    void shouldShortenNamesThatNoFileSystemTakes() throws IOException {
        String grid = "grid: {optimiser.learning-rate: [1e-4, 2e-4], optimiser.epsilon: [1e-5], optimiser.decay: [0.99], "
                + "optimiser.beta1: [0.9], optimiser.beta2: [0.999], optimiser.schedule: [linear], ppo.epochs: [2], "
                + "ppo.minibatches: [2], ppo.clip-value: [true], ppo.gae-lambda: [0.95], policy.encoder-units: [16], "
                + "policy.core.units: [16], policy.core.layers: [1], policy.core.forget-bias: [1.0], policy.initialiser: [glorot], "
                + "max-grad-norm: [0.5], guard.non-finite: [true], ppo.normalise-advantage: [true%s]}\n";
        List<String> names = plan(BASE + grid.formatted("")).variants();
        List<String> more = plan(BASE + "seeds: [1, 2]\n" + grid.formatted(", false")).variants();

        assertThat(names).hasSize(2).doesNotHaveDuplicates().allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(255)
                .startsWith("learning-rate=").matches("[A-Za-z0-9.=,_-]+,\\+[0-9a-f]{16}"));
        assertThat(names.get(0)).as("the same in every version").isEqualTo("learning-rate=1e-4,epsilon=1e-5,decay=0.99,"
                + "beta1=0.9,beta2=0.999,schedule=linear,epochs=2,minibatches=2,clip-value=true,gae-lambda=0.95,encoder-units=16,"
                + "units=16,layers=1,forget-bias=1.0,initialiser=glorot,max-grad-norm=0.5,+53503b5532741fdc");
        assertThat(more).hasSize(4).doesNotHaveDuplicates().containsAll(names);
        assertThat(plan(BASE + grid.formatted("").replace("guard.non-finite: [true], ", "")).variants().get(0)).endsWith("=true");
    }

    @Test
    void shouldRefusePathsThatNoFileSystemTakes() throws IOException {
        Files.writeString(file, BASE + "variants: {" + "a".repeat(190) + ": {}}\n");
        Path deep = directory;
        for (int i = 0; i < 20; i++) {
            deep = deep.resolve("d".repeat(195));
        }

        for (String dryRun : List.of("--dry-run", "--debug")) {
            assertThat(topspin.run("sweep", file.toString(), "--out", deep.toString(), dryRun)).isEqualTo(2);
            assertThat(topspin.err().lines().findFirst().orElseThrow()).startsWith("a".repeat(60) + "…")
                    .contains("/seed-7 (197 characters) cannot be written: ")
                    .endsWith(" letters): name its settings under 'variants', or give a shorter --out");
        }
    }

    @Test
    void shouldTakeABaseWrittenInTheSweep() throws IOException {
        SweepPlan plan = plan("base:\n  env: {id: pong}\n  gamma: 0.5\n");

        assertThat(plan.name()).isEqualTo("trial");
        assertThat(plan.trials().get(0).config()).contains("gamma: 0.5", "name: trial", "seed: 1");
    }

    @Test
    void shouldShareTheCores() throws IOException {
        assertThat(plan(BASE)).extracting(SweepPlan::atOnce, SweepPlan::workers).containsExactly(8, 1);
        assertThat(plan(BASE + "parallel: 3\n")).extracting(SweepPlan::atOnce, SweepPlan::workers).containsExactly(3, 2);
        Files.writeString(file, BASE);
        assertThat(SweepFile.read(file, null, 4, 8, topspin.registry()))
                .extracting(SweepPlan::atOnce, SweepPlan::workers).containsExactly(2, 4);
    }

    @Test
    void shouldRefuseWhatThisMachineHasNoRoomFor() throws IOException {
        Files.writeString(file, BASE + "variants: {small: {}, large: {steps: 268435455, total-steps: 1e15}}\n");
        assertThat(topspin.run("sweep", file.toString(), "--dry-run")).isEqualTo(2);
        assertThat(topspin.err()).startsWith(file + ":2: variants.large.steps: the observations of a rollout would have ");

        Files.writeString(file, BASE + "set: {environments: 2048, total-steps: 1e9, policy: {encoder-units: 8, core.units: 8}}\n"
                + "seeds: {count: 500}\nparallel: 500\n");
        assertThat(topspin.run("sweep", file.toString(), "--dry-run")).isEqualTo(2);
        assertThat(topspin.err()).matches(Pattern.quote(file.toString()) + ":4: parallel: expected at most \\d+ trials at once, "
                + "since each needs at least 1\\.9 GiB of memory and this machine has [\\d.]+ GiB, got 500\n");
    }

    @Test
    void shouldPlaceTheRungs() throws IOException {
        SweepPlan halving = plan(BASE + "seeds: [1, 2]\nprune: {rule: asha, first: 5000, reduction: 4}\nretry: 0\n");

        assertThat(halving.pruning().orElseThrow().rungs()).containsExactly(5000L, 20000L, 80000L);
        assertThat(halving.pruning().orElseThrow().rule()).isEqualTo(new SuccessiveHalving(4, true));
        assertThat(halving.retries()).isZero();
        assertThat(plan(BASE + "seeds: [1, 2]\nprune: {rule: halving, first: 5000}\n").pruning().orElseThrow())
                .as("the best third go on").isEqualTo(new Pruning(new SuccessiveHalving(3, false), List.of(5000L, 15000L, 45000L)));
        assertThat(plan(BASE + "seeds: [1, 2]\nprune: {rule: median, first: 50000, every: 20000}\n").pruning().orElseThrow().rungs())
                .containsExactly(50000L, 70000L, 90000L);
    }

    @Test
    void shouldPrintTheTrialsOfADryRunAndWriteNothing() throws IOException {
        Files.writeString(file, BASE + "variants: {a: {}, b: {ppo.clip: 0.3}}\nseeds: [1]\nparallel: 2\n");
        Path out = directory.resolve("out");

        assertThat(topspin.run("sweep", file.toString(), "--dry-run", "--out", out.toString(), "--workers", "1")).isZero();
        assertThat(topspin.out()).isEqualTo("variant  seed  steps   state  settings\n"
                + "a        1     100000  new\nb        1     100000  new    ppo.clip=0.3\n"
                + out + ": 2 trials, 2 at once with 1 worker each\n");
        assertThat(out).doesNotExist();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("", ": is empty; expected keys such as 'base: pong.yaml'"),
                arguments("name: x\n", ": base: is missing; expected an experiment, such as 'base: pong.yaml'"),
                arguments("base: pnog.yaml\n", ":1: base: there is no DIR/pnog.yaml; expected an experiment's path, relative to the sweep's file"),
                arguments("base: [1]\n", ":1: base: expected one value, got a list"),
                arguments(BASE + "varients: {a: {}}\n", ":2: varients: unknown key; did you mean variants?"),
                arguments(BASE + "variants: {}\n", ":2: variants: expected at least one key, such as {small: {policy.core.units: 64}}; got none"),
                arguments(BASE + "variants: [a, b]\n", ":2: variants: expected at least one key, such as {small: {policy.core.units: 64}}; got a list"),
                arguments(BASE + "variants:\n  a: {gamma: 0.9}\n  b: {}\n  a: {gamma: 0.8}\n", ":5: variants.a: written twice, first in line 3; remove one"),
                arguments(BASE + "variants:\n  a/b: {gamma: 0.9}\n", ":3: variants.a/b: expected a directory name of letters, digits, '.', '_' and '-' for the variant, got 'a/b'"),
                arguments(BASE + "variants:\n  " + "a".repeat(240) + ": {gamma: 0.9}\n", ":3: variants." + "a".repeat(51) + "…" + "a".repeat(20) + " (249 characters): expected a name of at most 200 characters for the variant, got 240"),
                arguments(BASE + "variants:\n  a: {gama: 0.9}\n", ":3: variants.a.gama: unknown key; did you mean gamma?"),
                arguments(BASE + "variants:\n  a: {gamma: 2}\n", ":3: variants.a.gamma: expected a number from 0 to 1, got 2.0"),
                arguments(BASE + "variants:\n  a: 3\n", ":3: variants.a: expected keys of an experiment, such as {ppo.clip: 0.2}, got '3'"),
                arguments(BASE + "variants:\n  a: {seed: 3}\n", ":3: variants.a.seed: seeds are an axis of their own; write 'seeds: [1, 2, 3]' at the top"),
                arguments(BASE + "variants:\n  a: {ppo.clip: 1, ppo: {clip: 2}}\n", ":3: variants.a.ppo.clip: written twice, first in line 3; remove one"),
                arguments(BASE + "set: {name: x}\n", ":2: set.name: the sweep's name is every trial's; write 'name' at the top"),
                arguments(BASE + "set: {gama: 1}\n", ":2: set.gama: unknown key; did you mean gamma?"),
                arguments(BASE + "list: {gamma: 1}\n", ":2: list: expected a list with at least one value, such as [{ppo.clip: 0.1, gamma: 0.9}, {ppo.clip: 0.2, gamma: 0.99}]; got keys"),
                arguments(BASE + "list: [{gamma: 0.9}, {gamma: 0.9}]\n", ":2: list: two variants are called 'gamma=0.9'; a value is listed twice"),
                arguments(BASE + "list: [{gama: 0.9}]\n", ":2: list.gama: unknown key; did you mean gamma?"),
                arguments(BASE + "grid: {gamma: []}\n", ":2: grid.gamma: expected a list with at least one value, such as gamma: [1, 2]; got none"),
                arguments(BASE + "grid: {gamma: 0.9}\n", ":2: grid.gamma: expected a list with at least one value, such as gamma: [1, 2]; got '0.9'"),
                arguments(BASE + "grid: {gamma: [0.9, 0.9]}\n", ":2: grid: two variants are called 'gamma=0.9'; a value is listed twice"),
                arguments(BASE + "grid: {optimiser.learning-rate: [1e-4, 2e-4, 0.0001]}\n", ":2: grid: 'learning-rate=1e-4' and 'learning-rate=0.0001' are the same settings; remove one"),
                arguments(BASE + "variants: {a: {}, b: {}}\ngrid: {ppo.clip-value: [true, True]}\n", ":3: grid: 'a,clip-value=true' and 'a,clip-value=True' are the same settings; remove one"),
                arguments(BASE + "list: [{ppo.epochs: 2, gamma: 0.9}, {gamma: 9e-1, ppo: {epochs: 2}}]\n", ":2: list: 'epochs=2,gamma=0.9' and 'gamma=9e-1,epochs=2' are the same settings; remove one"),
                arguments(BASE + "grid: {" + IntStream.range(0, 17).mapToObj(i -> "k" + i + ": [1, 2]").collect(Collectors.joining(", ")) + "}\n", ":2: grid: expected at most 100000 variants, got 131072 and more"),
                arguments(BASE + "grid: {gamma: [0.9, 0.8, 0.7]}\nseeds: {count: 40000}\n", ":3: seeds.count: expected at most 100000 trials, got 3 variants with 40000 seeds each"),
                arguments(BASE + "seeds: {first: 9223372036854775807, count: 2}\n", ":2: seeds.first: expected at most 9223372036854675807, got 9223372036854775807"),
                arguments("base: \"a\\0b\"\n", ":1: base: 'a\\u0000b' is not a file name: Nul character not allowed"),
                arguments(BASE + "grid: {gamm: [0.9]}\n", ":2: grid.gamm: unknown key; did you mean gamma?"),
                arguments(BASE + "grid: {seed: [1, 2]}\n", ":2: grid.seed: seeds are an axis of their own; write 'seeds: [1, 2, 3]' at the top"),
                arguments(BASE + "grid: {gamma: [0.9,\n  high]}\n", ":3: grid.gamma: expected a number, got 'high'"),
                arguments(BASE + "search: {random: 3}\n", ":2: search: needs 'keys', as in {random: 20, seed: 1, keys: {optimiser.learning-rate: {log-uniform: [1e-4, 1e-2]}}}"),
                arguments(BASE + "search: {random: 0, keys: {gamma: {uniform: [0, 1]}}}\n", ":2: search.random: expected a whole number, at least 1, got '0'"),
                arguments(BASE + "search: {random: 3, keys: {}}\n", ":2: search.keys: expected at least one key, such as {gamma: {uniform: [0.9, 1]}}; got none"),
                arguments(BASE + "search: {random: 3, keys: {gamma: {unifrm: [0, 1]}}}\n", ":2: search.keys.gamma.unifrm: unknown key; did you mean uniform?"),
                arguments(BASE + "search: {random: 3, keys: {gamma: {uniform: [1, 0]}}}\n", ":2: search.keys.gamma.uniform: expected the lowest number first, got [1.0, 0.0]"),
                arguments(BASE + "search: {random: 3, keys: {gamma: {uniform: [1]}}}\n", ":2: search.keys.gamma.uniform: expected two numbers, the lowest and the highest, such as [1e-4, 1e-2]"),
                arguments(BASE + "search: {random: 3, keys: {entropy: {log-uniform: [0, 1]}}}\n", ":2: search.keys.entropy.log-uniform: expected numbers above 0, since their logarithm is drawn, got 0.0"),
                arguments(BASE + "search: {random: 3, keys: {gamma: {choice: []}}}\n", ":2: search.keys.gamma.choice: expected a list with at least one value, such as [a, b, c]; got none"),
                arguments(BASE + "search: {random: 3, keys: {ppo.epochs: {uniform: [1, 4.5]}}}\n", ":2: search.keys.ppo.epochs.uniform: expected whole numbers, since the key is one, got '4.5'"),
                arguments(BASE + "search: {random: 3, keys: {env.frame-skip: {log-uniform: [0.5, 4]}}}\n", ":2: search.keys.env.frame-skip.log-uniform: expected whole numbers, since the key is one, got '0.5'"),
                arguments(BASE + "seeds: []\n", ":2: seeds: expected a list with at least one value, such as [1, 2, 3] or {first: 1, count: 5}; got none"),
                arguments(BASE + "seeds: [1, 2, 1]\n", ":2: seeds: seed 1 is listed twice; remove one"),
                arguments(BASE + "seeds: [-1]\n", ":2: seeds: expected a whole number, at least 0, got '-1'"),
                arguments(BASE + "seeds: {first: 1}\n", ":2: seeds: needs 'count', as in {first: 1, count: 5}"),
                arguments(BASE + "seeds: {frist: 1, count: 2}\n", ":2: seeds.frist: unknown key; did you mean first?"),
                arguments(BASE + "seeds: {count: 0}\n", ":2: seeds.count: expected a whole number, at least 1, got '0'"),
                arguments(BASE + "seeds: [1, 2]\ncommon-random-numbers: false\n", ":3: common-random-numbers: expected 'seeds: {first: 1, count: 5}' with it: then the first variant takes seeds 1 to 5, the next 6 to 10"),
                arguments(BASE + "common-random-numbers: perhaps\n", ":2: common-random-numbers: expected true or false, got 'perhaps'"),
                arguments(BASE + "parallel: 0\n", ":2: parallel: expected a whole number, at least 1, got '0'"),
                arguments(BASE + "retry: often\n", ":2: retry: expected a whole number, at least 0, got 'often'"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: asha}\n", ":3: prune: needs 'rule' and 'first', as in {rule: halving, first: 100000, reduction: 3}"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: ahsa, first: 1000}\n", ":3: prune.rule: expected one of asha, halving, median, got 'ahsa'; did you mean asha?"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: asha, first: 100000}\n", ":3: prune.first: expected a step before the end of every trial (100000), got 100000"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: asha, first: 500}\n", ":3: prune: would judge at step 500, where there is no row: expected multiples of log.every (1000)"),
                arguments(BASE + "set: {total-steps: 9e18}\nseeds: [1, 2]\nprune: {rule: median, first: 1000}\n", ":4: prune.first: expected at most 10000 steps to judge at, got 9000000000000000"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: asha, first: 1000, reduction: 1}\n", ":3: prune.reduction: expected a whole number, at least 2, got '1'"),
                arguments(BASE + "seeds: [1, 2]\nprune: {rule: asha, first: 1000, every: 1000}\n", ":3: prune.every: the rule asha has no such key; it has 'reduction'"),
                arguments(BASE + "prune: {rule: asha, first: 1000}\n", ":2: prune: expected at least 2 seeds, such as 'seeds: {first: 1, count: 3}': a variant is judged by the mean over its seeds, never by one curve"),
                arguments(BASE + "name: a b\n", ":2: name: expected a directory name of letters, digits, '.', '_' and '-', beginning with a letter or digit, got 'a b'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayInOneLineWhatIsWrong(String text, String complaint) throws IOException {
        Files.writeString(file, text);

        assertThat(topspin.run("sweep", file.toString(), "--out", directory.resolve("out").toString())).isEqualTo(2);
        assertThat(topspin.err()).startsWith(file + complaint.replace("DIR", directory.toString())).hasLineCount(1);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void shouldRefuseADirectoryOfAnotherConfiguration() throws IOException {
        Path out = directory.resolve("out");
        topspin.run("train", directory.resolve("pong.yaml").toString(), "--out", out.resolve("seed-7").toString());
        Files.writeString(file, BASE + "set: {gamma: 0.5}\n");

        assertThat(topspin.run("sweep", file.toString(), "--out", out.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(out + "/seed-7 holds a run of another configuration: give the sweep another "
                + "name or --out, undo the change, or remove that directory\n");
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        assertThat(topspin.run("sweep", file.toString())).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo(file + ": no such file; expected a sweep such as experiments/nine-runs.yaml\n");
        assertThat(topspin.run("sweep", file.toString(), "--workers", "0")).isEqualTo(2);
        assertThat(topspin.err()).isEqualTo("--workers 0: expected a whole number, at least 1\n");
    }

    private SweepPlan plan(String text) throws IOException {
        Files.writeString(file, text);
        return SweepFile.read(file, null, null, 8, topspin.registry());
    }
}
