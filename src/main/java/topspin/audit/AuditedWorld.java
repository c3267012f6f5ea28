package topspin.audit;

import topspin.env.ReferencePlayer;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A world and what its audit found.
 *
 * @param options        with which it was audited
 * @param games          a player each
 * @param stepsPerSecond of one thread with a random player
 * @param findings       what is wrong, a sentence each; empty if nothing is
 */
public record AuditedWorld(String id, int version, Map<String, Object> options, List<PlayedGames> games, double stepsPerSecond,
                           List<String> findings) {

    public AuditedWorld {
        games = List.copyOf(games);
        findings = List.copyOf(findings);
    }

    /** As people write it. */
    public static String name(ReferencePlayer.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
