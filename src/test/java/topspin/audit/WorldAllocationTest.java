package topspin.audit;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.UniformPlayer;
import topspin.random.RandomStreams;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Neither worlds nor their players allocate while they play. */
class WorldAllocationTest {
    private static final EnvironmentRegistry REGISTRY = EnvironmentRegistry.load();
    private static final int STEPS = 5_000;
    /** A byte for every few steps: what the JVM itself does now and then. */
    private static final long FEW = 1_000;

    static Stream<String> worlds() {
        return REGISTRY.ids().stream().filter(id -> !id.equals("gym-http") && !id.equals("ale"));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void shouldAllocateNothing(String id) {
        RandomStreams streams = new RandomStreams(1);
        try (Environment world = REGISTRY.create(id, Map.of(), streams)) {
            Player random = new UniformPlayer(world.actionSpace(), streams.stream("player"));
            assertThat(least(world, random)).as("bytes of " + STEPS + " steps").isLessThan(FEW);
            REGISTRY.provider(id).reference(REGISTRY.resolve(id, Map.of())).ifPresent(reference ->
                    reference.players().forEach(player -> assertThat(least(world, player.seat().take(world, streams.scope("p"))))
                            .as("bytes of the " + AuditedWorld.name(player.role())).isLessThan(FEW)));
        }
    }

    /** Of three goes, since compilation may allocate in the first ones. */
    private static long least(Environment world, Player player) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Observations seen = new Observations(world.observationSpace(), 1);
        Actions action = new Actions(world.actionSpace(), 1);
        long least = Long.MAX_VALUE;
        for (int go = 0; go < 3; go++) {
            world.reset(seen, 0);
            player.begin();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < STEPS; i++) {
                player.act(seen, 0, action, 0);
                world.step(action, 0, seen, 0);
                if (world.terminated() || world.truncated()) {
                    world.reset(seen, 0);
                    player.begin();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
