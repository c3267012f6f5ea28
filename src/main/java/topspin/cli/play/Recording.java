package topspin.cli.play;

import topspin.picture.Framing;
import topspin.picture.GifFilm;
import topspin.picture.Stills;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Keeps what a session shows: as a film, as pictures on a sheet, or both. */
public final class Recording {
    private static final double CENTISECONDS = 100;

    private final Framing framing;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** Null for none. */
    private final GifFilm film;
    /** Null for none. */
    private final Stills stills;
    private double seconds;
    private int pictures;

    /**
     * @param framing of every picture
     * @param film    whether there is to be a film
     * @param stills  pictures on the sheet; 0 for no sheet
     */
    public Recording(Framing framing, boolean film, int stills) throws IOException {
        this.framing = framing;
        this.film = film ? new GifFilm(bytes) : null;
        this.stills = stills > 0 ? new Stills(stills) : null;
    }

    Framing framing() {
        return framing;
    }

    /** Delays are whole hundredths; rounding errors do not add up. */
    void add(BufferedImage picture, double duration) throws IOException {
        long begin = Math.round(seconds * CENTISECONDS);
        seconds += duration;
        pictures++;
        if (film != null) {
            film.add(picture, (int) Math.max(1, Math.round(seconds * CENTISECONDS) - begin));
        }
        if (stills != null) {
            stills.add(picture);
        }
    }

    /** Pictures so far. */
    public int pictures() {
        return pictures;
    }

    /** The film as a GIF file; empty if there is none. Ends the recording. */
    public Optional<byte[]> gif() throws IOException {
        if (film == null || pictures == 0) {
            return Optional.empty();
        }
        film.close();
        return Optional.of(bytes.toByteArray());
    }

    /** The sheet as a PNG file; empty if there is none. */
    public Optional<byte[]> png() {
        return stills == null || pictures == 0 ? Optional.empty() : Optional.of(stills.sheet());
    }
}
