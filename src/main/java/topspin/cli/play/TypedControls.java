package topspin.cli.play;

import topspin.env.Actions;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Actions typed as numbers, one for each part. A number ends when it has as many digits as the part's largest one, or with
 * space, comma or enter; the last one ends the action.
 */
final class TypedControls implements ActionControls {
    private final int[] sizes;
    /** The action that was typed last; zeros at first. */
    private final int[] action;
    private final int[] typed;
    private int part;
    private String digits = "";
    private String complaint = "";

    TypedControls(int... sizes) {
        this.sizes = sizes.clone();
        action = new int[sizes.length];
        typed = new int[sizes.length];
    }

    @Override
    public boolean knows(KeyPress key) {
        return key.digit() >= 0 || ends(key) || key.is(KeyPress.BACKSPACE);
    }

    private static boolean ends(KeyPress key) {
        return key.is(KeyPress.ENTER) || key.is(KeyPress.SPACE) || key.is(",");
    }

    @Override
    public boolean press(KeyPress key) {
        if (!key.down() || !knows(key)) {
            return false;
        }
        complaint = "";
        if (key.is(KeyPress.BACKSPACE)) {
            back();
            return false;
        }
        if (key.digit() >= 0) {
            digits += key.name();
        }
        boolean full = digits.length() == Integer.toString(sizes[part] - 1).length();
        return !digits.isEmpty() && (full || ends(key)) && endPart();
    }

    private void back() {
        if (!digits.isEmpty()) {
            digits = digits.substring(0, digits.length() - 1);
        } else if (part > 0) {
            part--;
        }
    }

    private boolean endPart() {
        int number = Integer.parseInt(digits);
        digits = "";
        if (number >= sizes[part]) {
            complaint = number + " is too large";
            return false;
        }
        typed[part++] = number;
        if (part < sizes.length) {
            return false;
        }
        part = 0;
        System.arraycopy(typed, 0, action, 0, action.length);
        return true;
    }

    @Override
    public void write(Actions actions) {
        for (int i = 0; i < action.length; i++) {
            actions.values()[i] = action[i];
        }
    }

    @Override
    public void stepped() {
        // the next action is typed anew
    }

    @Override
    public String state() {
        String before = Arrays.stream(typed, 0, part).mapToObj(number -> number + ", ").collect(Collectors.joining());
        return "action " + before + digits + "_" + (complaint.isEmpty() ? "" : "   " + complaint);
    }

    @Override
    public String help() {
        String ranges = IntStream.of(sizes).mapToObj(size -> "0-" + (size - 1)).collect(Collectors.joining(", "));
        return (sizes.length == 1 ? "type a number of " : "type numbers of ") + ranges + ", then enter";
    }
}
