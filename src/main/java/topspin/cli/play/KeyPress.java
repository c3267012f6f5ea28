package topspin.cli.play;

/**
 * A key that went down or up.
 *
 * @param name {@code left}, {@code space} and the like, or the letter or digit on it in lower case
 * @param down whether it went down
 */
record KeyPress(String name, boolean down) {
    static final String LEFT = "left";
    static final String RIGHT = "right";
    static final String UP = "up";
    static final String DOWN = "down";
    static final String SPACE = "space";
    static final String ENTER = "enter";
    static final String BACKSPACE = "backspace";
    static final String TAB = "tab";
    static final String ESCAPE = "escape";
    /** No key: nobody is there any more, since the window is closed or the terminal is gone. */
    static final String GONE = "gone";

    static KeyPress of(String name) {
        return new KeyPress(name, true);
    }

    boolean is(String other) {
        return name.equals(other);
    }

    /** The digit on the key; −1 if there is none. */
    int digit() {
        return name.length() == 1 && Character.isDigit(name.charAt(0)) ? Character.digit(name.charAt(0), 10) : -1;
    }

    /** As help shows a key. */
    static String symbol(String name) {
        return switch (name) {
            case LEFT -> "←";
            case RIGHT -> "→";
            case UP -> "↑";
            case DOWN -> "↓";
            default -> name;
        };
    }
}
