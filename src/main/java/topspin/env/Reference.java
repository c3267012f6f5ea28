package topspin.env;

import java.util.List;

/**
 * What is known of a world with certain options, for {@code ./topspin audit}.
 *
 * @param shortest fewest steps of an episode
 * @param longest  most steps of an episode
 * @param lowest   least return of an episode
 * @param highest  greatest return of an episode
 * @param players  whose mean returns are known, at most one of each role
 */
public record Reference(int shortest, int longest, double lowest, double highest, List<ReferencePlayer> players) {

    public Reference {
        if (shortest < 1 || longest < shortest || !(lowest <= highest)) {
            throw new IllegalArgumentException("expected 1 ≤ shortest ≤ longest and lowest ≤ highest, got " + shortest + ", "
                    + longest + ", " + lowest + " and " + highest);
        }
        if (players.stream().map(ReferencePlayer::role).distinct().count() < players.size()) {
            throw new IllegalArgumentException("two players have one role");
        }
        players = List.copyOf(players);
    }

    public Reference(int shortest, int longest, double lowest, double highest, ReferencePlayer... players) {
        this(shortest, longest, lowest, highest, List.of(players));
    }
}
