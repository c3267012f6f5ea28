package topspin.audit;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentProvider;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.UniformPlayer;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;
import topspin.space.Box;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for every world, tried on some random steps: its course is a function of its streams and the actions; a world
 * that was saved and restored goes on as if nothing had happened; nobody has to look; observations and rewards are finite and
 * within their space; an episode ends in one way.
 */
final class WorldLaws {
    private static final int STEPS = 2_000;
    /** A world is replaced by its restored copy after so many steps, on average. */
    private static final int BETWEEN_COPIES = 7;

    private final EnvironmentProvider provider;
    private final Map<String, Object> options;
    private final RandomStreams streams;

    WorldLaws(EnvironmentProvider provider, Map<String, Object> options, RandomStreams streams) {
        this.provider = provider;
        this.options = options;
        this.streams = streams.scope("laws");
    }

    private Environment make() {
        return provider.create(options, streams.scope("env"));
    }

    /** The laws that are broken, each told once by its first case. */
    List<String> broken() {
        try (Environment world = make()) {
            return broken(world);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> broken(Environment world) throws IOException {
        List<String> broken = new ArrayList<>();
        RandomStream chance = streams.stream("chance");
        Player random = new UniformPlayer(world.actionSpace(), streams.stream("player"));
        Actions action = new Actions(world.actionSpace(), 1);
        Observations seen = new Observations(world.observationSpace(), 1);
        Observations again = new Observations(world.observationSpace(), 1);
        Environment twin = make();
        boolean copied = false;
        boolean ended = true;
        for (int step = 0; step < STEPS && broken.isEmpty(); step++) {
            boolean looks = chance.nextInt(2) == 0;
            double reward = 0;
            double rewardAgain = 0;
            if (ended) {
                world.reset(seen, 0);
                twin.reset(looks ? again : null, 0);
            } else {
                random.act(seen, 0, action, 0);
                reward = world.step(action, 0, seen, 0);
                rewardAgain = twin.step(action, 0, looks ? again : null, 0);
            }
            String when = " at step " + step + " of random play";
            strange(world, seen, reward).ifPresent(what -> broken.add(what + when));
            boolean same = reward == rewardAgain && world.terminated() == twin.terminated()
                    && world.truncated() == twin.truncated() && (!looks || equal(seen, again));
            if (!same && broken.isEmpty()) {
                broken.add((copied ? "a world that was saved and restored" : "a second world from the same streams")
                        + ", of which not every observation was asked for, differs" + when);
            }
            ended = world.terminated() || world.truncated();
            if (chance.nextInt(BETWEEN_COPIES) == 0) {
                twin = copyOf(twin);
                copied = true;
            }
        }
        twin.close();
        return broken;
    }

    private Environment copyOf(Environment original) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        original.save(new DataOutputStream(saved));
        original.close();
        Environment copy = make();
        copy.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        return copy;
    }

    private static Optional<String> strange(Environment world, Observations seen, double reward) {
        if (!Double.isFinite(reward)) {
            return Optional.of("the reward is " + reward);
        }
        if (world.terminated() && world.truncated()) {
            return Optional.of("an episode is terminated and truncated");
        }
        Box space = seen.space();
        for (int i = 0; i < seen.rowLength(); i++) {
            float value = seen.bytes() != null ? seen.bytes()[i] & 0xFF : seen.floats()[i];
            if (!(value >= space.low() && value <= space.high())) {
                return Optional.of("element " + i + " of the observation is " + value + ", outside its space " + space);
            }
        }
        return Optional.empty();
    }

    private static boolean equal(Observations one, Observations other) {
        for (int i = 0; i < one.rowLength(); i++) {
            if (one.bytes() != null ? one.bytes()[i] != other.bytes()[i] : one.floats()[i] != other.floats()[i]) {
                return false;
            }
        }
        return true;
    }
}
