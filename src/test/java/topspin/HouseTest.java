package topspin;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** The floors of the house: an import never goes up. Floors that nobody lives on yet break no rule. */
@AnalyzeClasses(packages = "topspin", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
    /** From the ground up. Rooms of one floor separated by a bar may not see each other; those beside a comma may. */
    private static final List<String> FLOORS = List.of("space, random, parallel, file, text, config, plugin", "env | nn.engine",
            "nn | normalise | picture", "nn.cell", "sequence", "policy", "rollout | returns | loss | optim | metric", "learn", "algorithm | supervised", "run",
            "experiment", "train",
            "stats",
            "sweep, report, lab, interop, audit, page", "cli");
    /** Environments look at the ground and at their own interface, and nobody looks at them. */
    private static final List<String> SEEN_BY_ENVIRONMENTS = List.of("space", "random", "env", "envs");

    @ArchTest
    static void anImportShouldNeverGoUp(JavaClasses classes) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String wing : FLOORS.get(floor).split(" \\| ")) {
                Set<String> own = Set.of(wing.split(", "));
                int height = floor;
                rule("live in " + wing, own, "look up or next door", room -> heightOf(room) > height
                        || heightOf(room) == height && !own.contains(room)).check(classes);
            }
        }
    }

    /** The library stands in the package {@code topspin} itself, beside benchmarks, which the profile for them adds there. */
    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_STANDS_ABOVE_THE_LIBRARY = noClasses()
            .that().resideOutsideOfPackages("topspin", "topspin.cli..")
            .should().dependOnClassesThat(new DescribedPredicate<>("are the library's") {
                @Override
                public boolean test(JavaClass c) {
                    return c.getPackageName().equals("topspin") && !c.isAnnotatedWith("org.openjdk.jmh.annotations.State");
                }
            });

    @ArchTest
    static final ArchRule THE_LIBRARY_KNOWS_NO_COMMAND_LINE = noClasses().that().resideInAPackage("topspin")
            .should().dependOnClassesThat().resideInAPackage("topspin.cli..");

    @ArchTest
    static void theMathematicsShouldKnowNothingOfEnvironments(JavaClasses classes) {
        rule("live in nn, returns, loss, optim, learn or supervised",
                Set.of("nn", "nn.engine", "nn.cell", "returns", "loss", "optim", "learn", "supervised"),
                "know of environments", room -> Set.of("env", "envs", "rollout").contains(room)).check(classes);
    }

    @ArchTest
    static void aStepOfLearningShouldKnowNothingOfPolicies(JavaClasses classes) {
        rule("live in learn or supervised", Set.of("learn", "supervised"), "know of policies",
                room -> Set.of("policy", "loss", "returns").contains(room))
                .check(classes);
    }

    @ArchTest
    static void environmentsShouldKnowOnlyTheirInterface(JavaClasses classes) {
        rule("live in envs", Set.of("envs"), "know the framework", room -> !SEEN_BY_ENVIRONMENTS.contains(room))
                .check(classes);
    }

    @ArchTest
    static void nobodyShouldKnowTheBuiltInEnvironments(JavaClasses classes) {
        noClasses().that().resideOutsideOfPackage("topspin.envs..").should().dependOnClassesThat()
                .resideInAPackage("topspin.envs..").allowEmptyShould(true).check(classes);
    }

    @ArchTest
    static final ArchRule NATIVE_LIBRARIES_LIVE_IN_THE_ENGINE = noClasses()
            .that().resideOutsideOfPackages("topspin.nn.engine..", "topspin.interop..")
            .should().dependOnClassesThat().resideInAnyPackage("org.nd4j..", "org.bytedeco..", "org.deeplearning4j..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that().resideOutsideOfPackages("topspin.cli..", "topspin.metric..")
            .should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest
    static final ArchRule ALL_RANDOMNESS_HAS_A_NAME = noClasses()
            .should().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(SplittableRandom.class)
            .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().callMethod(StrictMath.class, "random")
            .orShould().callMethod(UUID.class, "randomUUID")
            .orShould().callMethod(RandomGenerator.class, "getDefault")
            .orShould().callMethod(Collections.class, "shuffle", List.class);

    @ArchTest
    static final ArchRule NO_SUM_DEPENDS_ON_THE_NUMBER_OF_CORES = noClasses()
            .should().callMethod(Collection.class, "parallelStream")
            .orShould().callMethod(BaseStream.class, "parallel")
            .orShould().callMethodWhere(new DescribedPredicate<>("is a parallel stream or array operation") {
                @Override
                public boolean test(JavaMethodCall call) {
                    return call.getName().equals("parallelStream") || call.getName().equals("parallel")
                            || call.getName().startsWith("parallelS") || call.getName().equals("parallelPrefix");
                }
            });

    /** Whoever makes streams from a seed does not look at a clock in the same method. */
    @ArchTest
    static final ArchRule NO_SEED_COMES_FROM_A_CLOCK = codeUnits()
            .that(new DescribedPredicate<JavaCodeUnit>("make random streams from a seed") {
                @Override
                public boolean test(JavaCodeUnit unit) {
                    return unit.getConstructorCallsFromSelf().stream()
                            .anyMatch(call -> call.getTargetOwner().isEquivalentTo(RandomStreams.class));
                }
            })
            .should(new ArchCondition<>("not look at a clock") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
                        boolean clock = access.getTargetOwner().isEquivalentTo(System.class)
                                && (access.getName().equals("nanoTime") || access.getName().equals("currentTimeMillis"))
                                || access.getTargetOwner().isEquivalentTo(Instant.class)
                                || access.getTargetOwner().isAssignableTo(Clock.class);
                        if (clock) {
                            events.add(SimpleConditionEvent.violated(unit, access.getDescription()));
                        }
                    }
                }
            });

    @Test
    void everyRoomShouldHaveItsFloor() {
        assertThat(roomOf("topspin.nn.engine")).isEqualTo("nn.engine");
        assertThat(roomOf("topspin.env.wrapper")).isEqualTo("env");
        assertThat(roomOf("topspin.interop.gym.client")).isEqualTo("interop");
        assertThat(heightOf("parallel")).isZero();
        assertThat(heightOf("env")).isEqualTo(heightOf("nn.engine")).isLessThan(heightOf("nn"));
        assertThat(heightOf("train")).isGreaterThan(heightOf("metric"));
    }

    @ArchTest
    static void everyPackageShouldHaveARoom(JavaClasses classes) {
        // The benchmark profile adds classes to the package topspin itself.
        assertThat(classes.stream().map(JavaClass::getPackageName).filter(name -> name.startsWith("topspin."))
                .map(HouseTest::roomOf).distinct()
                .filter(room -> !room.equals("envs") && heightOf(room) < 0)).isEmpty();
    }

    @Test
    void everyPackageShouldSayWhatLivesThere() throws IOException {
        assertThat(sources("src/main/java", "envs/src/main/java").map(Path::getParent).distinct())
                .isNotEmpty().allSatisfy(room -> assertThat(room.resolve("package-info.java")).exists());
    }

    @Test
    void noTwoClassesShouldHaveOneName() throws IOException {
        Set<String> seen = new HashSet<>();
        assertThat(sources("src/main/java", "envs/src/main/java", "src/test/java", "src/jmh/java", "src/ale",
                "docs/examples")
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("package-info.java"))
                .filter(name -> !seen.add(name))).isEmpty();
        assertThat(seen).contains("HouseTest.java");
    }

    private static Stream<Path> sources(String... roots) throws IOException {
        Stream<Path> all = Stream.of();
        for (String root : roots) {
            all = Stream.concat(all, Files.walk(Path.of(root)).filter(file -> file.toString().endsWith(".java")));
        }
        return all;
    }

    private interface Rooms {
        boolean include(String room);
    }

    private static ArchRule rule(String who, Set<String> from, String what, Rooms forbidden) {
        return noClasses().that(in(who, from::contains)).should().dependOnClassesThat(in(what, forbidden))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> in(String description, Rooms rooms) {
        return new DescribedPredicate<>(description) {
            @Override
            public boolean test(JavaClass c) {
                return c.getPackageName().startsWith("topspin.") && rooms.include(roomOf(c.getPackageName()));
            }
        };
    }

    /** The package below {@code topspin}; {@code nn.engine} is a room of its own. */
    private static String roomOf(String packageName) {
        String[] path = packageName.split("\\.");
        return path.length > 2 && path[1].equals("nn") && path[2].equals("engine") ? "nn.engine" : path[1];
    }

    /** −1 for a room without a floor. */
    private static int heightOf(String room) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (Set.of(FLOORS.get(floor).split(", | \\| ")).contains(room)) {
                return floor;
            }
        }
        return -1;
    }
}
