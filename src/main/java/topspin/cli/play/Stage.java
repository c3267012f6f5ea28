package topspin.cli.play;

import topspin.picture.Caption;
import topspin.picture.WorldPicture;

import java.util.List;
import java.util.Optional;

/** Where a game is shown, and where keys come from. Belongs to one thread. */
public interface Stage extends AutoCloseable {

    /**
     * Shows the world's present state.
     *
     * @param help lines about keys
     */
    void show(WorldPicture world, Caption caption, List<String> help);

    /**
     * The next key.
     *
     * @param millis how long to wait for one; for ever if negative
     * @return empty if none came in that time
     */
    Optional<KeyPress> key(long millis);

    /** Whether keys that go up are reported, too. */
    boolean reportsReleases();

    /** Leaves everything as it was found. */
    @Override
    void close();
}
