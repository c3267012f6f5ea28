package topspin.cli.play;

import topspin.env.Actions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A key for each of a few actions. {@code left}, {@code right}, {@code up} and {@code down} are on the arrows, {@code fire}
 * on the space bar, other names on the first of their letters that is free; up to ten actions are on the digits, too. Where
 * time runs, a key holds for a while and then the action that does nothing is taken, if there is one; if there is none,
 * the last action goes on.
 */
final class ChoiceControls implements ActionControls {
    /** Actions that digits can name. */
    static final int DIGITS = 10;
    private static final Set<String> ARROWS = Set.of(KeyPress.LEFT, KeyPress.RIGHT, KeyPress.UP, KeyPress.DOWN);
    private static final String FIRE = "fire";
    private static final Set<String> REST = Set.of("noop", "none", "nothing", "stay", "wait", "rest");

    private final int n;
    private final List<String> names;
    private final int hold;
    /** By key, in the order of actions. */
    private final Map<String, Integer> bindings = new LinkedHashMap<>();
    /** The action that does nothing; −1 if there is none. */
    private final int rest;
    private int action;
    /** The key that is held; null if none is. */
    private String held;
    private int left;

    ChoiceControls(int n, List<String> names, int hold) {
        this.n = n;
        this.names = names;
        this.hold = hold;
        rest = IntStream.range(0, names.size()).filter(i -> REST.contains(names.get(i))).findFirst().orElse(-1);
        action = Math.max(0, rest);
        for (int i = 0; i < names.size(); i++) {
            key(names.get(i), i);
        }
        if (rest >= 0 && !bindings.containsKey(KeyPress.SPACE)) {
            bindings.put(KeyPress.SPACE, rest);
        }
        for (int i = 0; i < n && n <= DIGITS; i++) {
            bindings.putIfAbsent(Integer.toString(i), i);
        }
    }

    private void key(String name, int index) {
        if (ARROWS.contains(name)) {
            bindings.putIfAbsent(name, index);
        } else if (name.equals(FIRE)) {
            bindings.putIfAbsent(KeyPress.SPACE, index);
        } else {
            name.toLowerCase(Locale.ROOT).chars().mapToObj(Character::toString)
                    .filter(letter -> letter.matches("[a-z]") && !RESERVED.contains(letter) && !bindings.containsKey(letter))
                    .findFirst().ifPresent(letter -> bindings.put(letter, index));
        }
    }

    @Override
    public boolean knows(KeyPress key) {
        return bindings.containsKey(key.name());
    }

    @Override
    public boolean press(KeyPress key) {
        Integer chosen = bindings.get(key.name());
        if (chosen == null) {
            return false;
        }
        if (key.down()) {
            action = chosen;
            held = key.name();
            left = hold;
            return true;
        }
        if (key.name().equals(held)) {
            release();
        }
        return false;
    }

    private void release() {
        held = null;
        action = rest >= 0 ? rest : action;
    }

    @Override
    public void write(Actions actions) {
        actions.set(0, action);
    }

    @Override
    public void stepped() {
        if (hold > 0 && held != null && --left <= 0) {
            release();
        }
    }

    @Override
    public String state() {
        return "action " + name(action);
    }

    private String name(int index) {
        return names.isEmpty() ? Integer.toString(index) : names.get(index);
    }

    @Override
    public String help() {
        List<String> keys = new ArrayList<>();
        Set<Integer> said = new HashSet<>();
        bindings.forEach((key, index) -> {
            if (!names.isEmpty() && said.add(index) && !key.equals(name(index)) || ARROWS.contains(key)) {
                keys.add(KeyPress.symbol(key) + " " + name(index));
            }
        });
        if (n <= DIGITS) {
            keys.add(n == 1 ? "0" : "0-" + (n - 1) + (keys.isEmpty() ? " actions" : " the same"));
        }
        return String.join("   ", keys);
    }
}
