package topspin.page.agent;

import java.nio.file.Path;

/**
 * Which games are to be played. The same request gives the same games, step by step.
 *
 * @param run           a run's directory
 * @param checkpoint    one of its checkpoints
 * @param seed          of the games, and of sampled actions
 * @param deterministic whether the most probable action is taken instead of a sampled one
 */
public record AgentRequest(Path run, Path checkpoint, long seed, boolean deterministic) {
}
