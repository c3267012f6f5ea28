package topspin.cli.play;

import topspin.env.Player;

import java.util.List;

/** A player that the program brings: one who takes any action, or a world's own. */
public final class PlayerPilot implements Pilot {
    private final Player player;

    public PlayerPilot(Player player) {
        this.player = player;
    }

    @Override
    public void begin() {
        player.begin();
    }

    @Override
    public void look(PlayedGame game) {
        player.act(game.seen(), 0, game.actions(), 0);
    }

    @Override
    public List<String> lines(PlayedGame game) {
        return List.of(game.isOver() ? "" : "action " + game.action());
    }
}
