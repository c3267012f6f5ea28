package topspin.cli.play;

import topspin.picture.Caption;

import java.util.List;

/** Who sits at the controls of a game. Order of use: {@link #begin}; then for every step {@link #look}, {@link #decide}. */
public interface Pilot {

    /** A game began. */
    void begin();

    /** Sees the present observation. It may choose the action now, so that it can be shown before it is taken. */
    void look(PlayedGame game);

    /** Writes the action to {@link PlayedGame#actions}, unless {@link #look} did; the step is taken next. */
    default void decide(PlayedGame game) {
    }

    /** Lines below the picture; as many in every step. */
    List<String> lines(PlayedGame game);

    /** Bars below the picture; as many in every step. */
    default List<Caption.Bar> bars(PlayedGame game) {
        return List.of();
    }

    /** The controls of a person; null if no person plays. */
    default ActionControls controls() {
        return null;
    }
}
