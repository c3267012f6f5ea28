package topspin.cli.play;

import topspin.picture.HalfBlocks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A terminal with its own clock. What is typed comes at its time; waiting lets the clock run, and everything that is
 * written is kept. It is gone a minute after the last letter.
 */
final class FakeTty implements Tty {
    private record Typed(long at, int letter) {
    }

    private static final long MINUTE = 60_000;

    private final Queue<Typed> typed = new ArrayDeque<>();
    final List<String> written = new ArrayList<>();
    long millis;
    int columns = 41;
    int rows = 12;
    int closed;
    private long last;

    /** @param letters to come at that time */
    FakeTty type(long at, String letters) {
        letters.chars().forEach(letter -> typed.add(new Typed(at, letter)));
        return this;
    }

    long nanos() {
        return millis * 1_000_000;
    }

    String all() {
        return String.join("", written);
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public HalfBlocks.Colours colours() {
        return HalfBlocks.Colours.TRUE;
    }

    @Override
    public int read(long wait) {
        Typed next = typed.peek();
        if (next == null && (wait < 0 || millis >= last + MINUTE)) {
            return END;
        }
        if (next == null || wait >= 0 && next.at > millis + wait) {
            millis += wait;
            return NOTHING;
        }
        millis = Math.max(millis, next.at);
        last = millis;
        return typed.remove().letter;
    }

    @Override
    public void write(String text) {
        written.add(text);
    }

    @Override
    public void close() {
        closed++;
    }
}
