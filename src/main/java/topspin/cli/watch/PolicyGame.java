package topspin.cli.watch;

import topspin.Policy;
import topspin.PolicyState;
import topspin.cli.play.OpenGame;
import topspin.env.Environment;
import topspin.interop.http.Refusal;
import topspin.page.agent.AgentFacts;
import topspin.page.agent.AgentGame;
import topspin.page.agent.AgentStep;
import topspin.picture.Caption;
import topspin.picture.Stills;
import topspin.picture.WorldPicture;
import topspin.run.RunConfig;
import topspin.run.RunFailedException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One policy, its world, and their games. */
final class PolicyGame implements AgentGame {
    private final Policy policy;
    private final Environment world;
    private final OpenGame game;
    private final WorldPicture picture;

    PolicyGame(Policy policy, Environment world, OpenGame game) {
        this.policy = policy;
        this.world = world;
        this.game = game;
        picture = new WorldPicture(world, game.seen());
    }

    @Override
    public AgentFacts facts() {
        RunConfig config = policy.config();
        Map<String, Object> options = new LinkedHashMap<>(config.env());
        String id = String.valueOf(options.remove("id"));
        return new AgentFacts(config.name(), policy.step(), id, options, config.policy().core().description(), game.hasProbabilities(),
                picture.width(1), picture.height(1), picture.framesPerSecond() / world.framesPerStep(), game.inside().stream()
                        .map(part -> new AgentFacts.Part(part.layer(), part.name(), part.values().length)).toList(), game.names());
    }

    @Override
    public AgentStep play() {
        try {
            game.look();
            int number = game.number();
            String action = game.action();
            List<Caption.Bar> bars = game.bars();
            byte[] png = Stills.png(picture.scaled(1));
            float reward = game.step();
            return new AgentStep(number, action, bars, game.value().orElse(Double.NaN), game.entropy().orElse(Double.NaN), reward,
                    game.score(), game.isOver() ? game.end() : "", game.inside().stream().map(PolicyState.Inside::values)
                            .toArray(float[][]::new), game.numbers().clone(), png);
        } catch (RunFailedException e) {
            throw Refusal.badRequest(e.getMessage());
        }
    }

    @Override
    public void close() {
        try (policy; world) {
            // both, whatever happens to the first
        }
    }
}
