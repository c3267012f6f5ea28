package topspin.cli.play;

import java.util.Optional;

/** Makes keys out of what a terminal sends for them. */
final class KeyReader {
    private static final int CONTROL_C = 3;
    private static final int CONTROL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int ESCAPE = 27;
    private static final int DELETE = 127;
    /** The rest of a sequence follows its escape at once; after a key of that name nothing does. */
    private static final long PROMPTLY = 50;
    private static final int FIRST_FINAL = '@';

    private final Tty tty;

    KeyReader(Tty tty) {
        this.tty = tty;
    }

    /** @return empty if no key came within {@code millis}, or one that has no name here */
    Optional<KeyPress> read(long millis) {
        int letter = tty.read(millis);
        return switch (letter) {
            case Tty.NOTHING -> Optional.empty();
            case Tty.END, CONTROL_C, CONTROL_D -> key(KeyPress.GONE);
            case ESCAPE -> sequence();
            case '\r', '\n' -> key(KeyPress.ENTER);
            case BACKSPACE, DELETE -> key(KeyPress.BACKSPACE);
            case '\t' -> key(KeyPress.TAB);
            case ' ' -> key(KeyPress.SPACE);
            default -> letter < ' ' ? Optional.empty() : key(Character.toString(Character.toLowerCase(letter)));
        };
    }

    private Optional<KeyPress> sequence() {
        int kind = tty.read(PROMPTLY);
        if (kind == Tty.NOTHING) {
            return key(KeyPress.ESCAPE);
        }
        if (kind != '[' && kind != 'O') {
            return Optional.empty();
        }
        int letter = tty.read(PROMPTLY);
        while (letter >= ' ' && letter < FIRST_FINAL) {
            letter = tty.read(PROMPTLY);
        }
        return switch (letter) {
            case 'A' -> key(KeyPress.UP);
            case 'B' -> key(KeyPress.DOWN);
            case 'C' -> key(KeyPress.RIGHT);
            case 'D' -> key(KeyPress.LEFT);
            case Tty.END -> key(KeyPress.GONE);
            default -> Optional.empty();
        };
    }

    private static Optional<KeyPress> key(String name) {
        return Optional.of(KeyPress.of(name));
    }
}
