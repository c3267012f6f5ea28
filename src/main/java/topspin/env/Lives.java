package topspin.env;

/** An environment whose episode is a game of several lives. */
public interface Lives {

    /** Lives left, the one being played included: 0 when the game is over. */
    int lives();
}
