package topspin.audit;

import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.Player;
import topspin.env.Reference;
import topspin.env.ReferencePlayer;
import topspin.env.UniformPlayer;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStreams;
import topspin.text.Decimal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Lets a world's reference players play, and compares their mean returns with what is known. The result depends on the seed
 * and the number of episodes, not on the workers.
 *
 * @param registry where worlds come from
 * @param episodes that each player plays, at least 1
 * @param seed     of worlds and players
 * @param pool     not closed by this
 */
public record Audit(EnvironmentRegistry registry, int episodes, long seed, WorkerPool pool) {
    /** Groups of episodes, each in a world of its own. */
    private static final int PARTS = 64;
    /** A speed is the best of some spans this long, in nanoseconds, after as many in which Java compiles. */
    private static final long SPAN = 50_000_000;
    private static final int SPANS = 5;
    /** A clock is read after so many steps. */
    private static final int STEPS_PER_LOOK = 1_000;
    /** Many worlds are audited at once, so a chance of one in 16,000 is left that a sound one is called wrong. */
    static final double DEVIATIONS = 4;
    private static final int DIGITS = 4;
    /** Sums of rewards are rounded. */
    private static final double ROUNDING = 1e-4;

    public Audit {
        if (episodes < 1) {
            throw new IllegalArgumentException("expected at least one episode, got " + episodes);
        }
    }

    /**
     * Audits one world.
     *
     * @param options of the world; others take their defaults
     * @throws IllegalArgumentException if the world has no players, or there is no such world
     */
    public AuditedWorld of(String id, Map<String, Object> options) {
        EnvironmentProvider provider = registry.provider(id);
        Map<String, Object> resolved = registry.resolve(id, options);
        Reference reference = provider.reference(resolved).filter(known -> !known.players().isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(id + " has no players with these options, so there is nothing "
                        + "to audit; its provider gives them as reference()"));
        List<String> findings = new ArrayList<>(new WorldLaws(provider, resolved, new RandomStreams(seed)).broken());
        List<PlayedGames> games = new ArrayList<>();
        for (ReferencePlayer player : reference.players()) {
            try {
                PlayedGames played = play(provider, resolved, player);
                games.add(played);
                played.finding().ifPresent(findings::add);
                findings.addAll(outside(played, reference));
            } catch (ImpossibleActionException e) {
                findings.add(AuditedWorld.name(player.role()) + " " + e.getMessage());
            }
        }
        return new AuditedWorld(id, provider.version(), resolved, games, speed(provider, resolved), findings);
    }

    static String decimal(double value) {
        return Decimal.of(value, DIGITS);
    }

    private static List<String> outside(PlayedGames played, Reference reference) {
        List<String> findings = new ArrayList<>();
        String who = AuditedWorld.name(played.player().role());
        if (played.shortest() < reference.shortest() || played.longest() > reference.longest()) {
            findings.add(who + ": episodes of " + played.shortest() + " to " + played.longest() + " steps; expected "
                    + reference.shortest() + " to " + reference.longest());
        }
        if (played.lowest() < reference.lowest() - ROUNDING || played.highest() > reference.highest() + ROUNDING) {
            findings.add(who + ": returns of " + decimal(played.lowest()) + " to " + decimal(played.highest()) + "; expected "
                    + decimal(reference.lowest()) + " to " + decimal(reference.highest()));
        }
        return findings;
    }

    private PlayedGames play(EnvironmentProvider provider, Map<String, Object> options, ReferencePlayer player) {
        double[] returns = new double[episodes];
        int[] lengths = new int[episodes];
        int parts = Math.min(PARTS, episodes);
        pool.run(parts, part -> {
            int from = (int) ((long) part * episodes / parts);
            int to = (int) ((part + 1L) * episodes / parts);
            RandomStreams streams = new RandomStreams(seed).scope("audit/" + part);
            try (Environment world = provider.create(options, streams.scope("env"))) {
                Player seated = player.seat().take(world, streams.scope("player"));
                Observations observation = new Observations(world.observationSpace(), 1);
                Actions action = new Actions(world.actionSpace(), 1);
                for (int i = from; i < to; i++) {
                    world.reset(observation, 0);
                    seated.begin();
                    do {
                        seated.act(observation, 0, action, 0);
                        if (!action.isValid(0)) {
                            throw new ImpossibleActionException(action);
                        }
                        returns[i] += world.step(action, 0, observation, 0);
                        lengths[i]++;
                    } while (!world.terminated() && !world.truncated());
                }
            }
        });
        return PlayedGames.of(player, returns, lengths);
    }

    /** A player and its world do not fit. */
    private static final class ImpossibleActionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ImpossibleActionException(Actions action) {
            super("chose " + action.describe(0) + ", which is not in " + action.space());
        }
    }

    /** Steps per second of one thread, with a random player. */
    private double speed(EnvironmentProvider provider, Map<String, Object> options) {
        RandomStreams streams = new RandomStreams(seed).scope("speed");
        try (Environment world = provider.create(options, streams)) {
            Player random = new UniformPlayer(world.actionSpace(), streams.stream("player"));
            return speed(world, random);
        }
    }

    private static double speed(Environment world, Player player) {
        Observations observation = new Observations(world.observationSpace(), 1);
        Actions action = new Actions(world.actionSpace(), 1);
        world.reset(observation, 0);
        double[] speeds = new double[2 * SPANS];
        for (int i = 0; i < speeds.length; i++) {
            long start = System.nanoTime();
            long spent = 0;
            long steps = 0;
            for (; spent < SPAN; spent = System.nanoTime() - start) {
                step(world, player, observation, action);
                steps += STEPS_PER_LOOK;
            }
            speeds[i] = steps * 1e9 / spent;
        }
        return Arrays.stream(speeds, SPANS, speeds.length).max().orElseThrow();
    }

    private static void step(Environment world, Player player, Observations observation, Actions action) {
        for (int i = 0; i < STEPS_PER_LOOK; i++) {
            player.act(observation, 0, action, 0);
            world.step(action, 0, observation, 0);
            if (world.terminated() || world.truncated()) {
                world.reset(observation, 0);
            }
        }
    }
}
