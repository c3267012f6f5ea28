package topspin.lab;

import java.util.function.Consumer;

/** A lab that shows something and keeps nothing. */
public non-sealed interface Demonstration extends Lab {

    /**
     * Shows it.
     *
     * @param settings of the class of {@link #defaults}
     * @param out      gets the lines
     * @throws topspin.config.InvalidConfigException if the settings make no sense
     */
    void show(Record settings, Consumer<String> out);
}
