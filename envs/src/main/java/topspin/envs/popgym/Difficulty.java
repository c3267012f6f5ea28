package topspin.envs.popgym;

import java.util.Locale;

/** POPGym's three settings of every world. */
enum Difficulty {
    EASY, MEDIUM, HARD;

    /** The value of this difficulty. */
    <T> T of(T easy, T medium, T hard) {
        return switch (this) {
            case EASY -> easy;
            case MEDIUM -> medium;
            case HARD -> hard;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
