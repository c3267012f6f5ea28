package topspin.interop.ale;

import java.util.Locale;

/** What a joystick with one button can do, in the order of ALE's numbers. */
enum AtariAction {
    NOOP, FIRE, UP, RIGHT, LEFT, DOWN, UP_RIGHT, UP_LEFT, DOWN_RIGHT, DOWN_LEFT, UP_FIRE, RIGHT_FIRE, LEFT_FIRE, DOWN_FIRE,
    UP_RIGHT_FIRE, UP_LEFT_FIRE, DOWN_RIGHT_FIRE, DOWN_LEFT_FIRE;

    /** For people: {@code up+fire}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '+');
    }
}
