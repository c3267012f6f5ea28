package topspin.cli.watch;

import topspin.Policy;
import topspin.Saliency;
import topspin.cli.play.KeptSteps;
import topspin.cli.play.OpenGame;
import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.Environment;
import topspin.env.EnvironmentException;
import topspin.env.EnvironmentRegistry;
import topspin.interop.http.Refusal;
import topspin.page.agent.AgentGame;
import topspin.page.agent.AgentGames;
import topspin.page.agent.AgentRequest;
import topspin.page.agent.AgentSaliency;
import topspin.random.RandomStreams;
import topspin.run.CheckpointException;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.text.Excerpt;
import topspin.train.CheckpointChoice;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * The page's games, played by {@link Policy}. With a run's own seed and sampled actions they are the games that {@code eval} begins
 * with, and those of {@code play} with any.
 */
public final class PolicyGames implements AgentGames {
    private final Supplier<EnvironmentRegistry> worlds;

    /** @param worlds loaded with the first game, in which policies play */
    public PolicyGames(Supplier<EnvironmentRegistry> worlds) {
        this.worlds = worlds;
        // pictures need no display, and one that cannot be reached would make them fail
        System.setProperty("java.awt.headless", "true");
    }

    private synchronized EnvironmentRegistry registry() {
        return worlds.get();
    }

    private static RandomStreams streams(AgentRequest request) {
        return new RandomStreams(request.seed()).scope("eval");
    }

    private Policy policy(AgentRequest request) throws IOException {
        return Policy.load(request.run(), CheckpointChoice.of(request.checkpoint()), registry());
    }

    private Environment world(AgentRequest request, Policy policy) {
        return OpenGame.world(registry(), policy.config(), streams(request).scope("env/0"));
    }

    private static OpenGame game(AgentRequest request, Policy policy, Environment world) {
        return new OpenGame(policy.config().name(), policy, world, request.deterministic() ? null : streams(request));
    }

    @Override
    public AgentGame open(AgentRequest request) throws IOException {
        return said(() -> {
            Policy policy = policy(request);
            Environment world = null;
            try {
                world = world(request, policy);
                return new PolicyGame(policy, world, game(request, policy, world));
            } catch (RuntimeException | Error e) {
                try (policy; Environment opened = world) {
                    throw e;
                }
            }
        });
    }

    @Override
    public AgentSaliency saliency(AgentRequest request, int from, int count) throws IOException {
        return said(() -> {
            try (Policy policy = policy(request); Environment world = world(request, policy)) {
                OpenGame game = game(request, policy, world);
                for (int step = 0; step < from; step++) {
                    game.look();
                    game.step();
                }
                KeptSteps kept = new KeptSteps(game, count);
                for (int step = 0; step < count; step++) {
                    kept.play();
                }
                Saliency saliency = kept.saliency(policy);
                return new AgentSaliency(Saliency.sharesByStep(saliency.value()), Saliency.sharesByStep(saliency.choice()));
            }
        });
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }

    /** What a person's input or a run's files are to blame for is said in the page. */
    private static <T> T said(Attempt<T> attempt) throws IOException {
        try {
            return attempt.make();
        } catch (InvalidConfigException e) {
            throw Refusal.badRequest(e.keys().get(0) + ": " + e.getMessage());
        } catch (InputException | RunDirectoryException | CheckpointException | RunFailedException | EnvironmentException
                 | UnsupportedOperationException e) {
            throw Refusal.badRequest(Excerpt.printable(String.valueOf(e.getMessage())));
        }
    }
}
