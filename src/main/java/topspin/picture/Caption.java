package topspin.picture;

import topspin.text.Excerpt;

import java.util.List;

/**
 * What is said of a picture: lines of text, then bars.
 *
 * @param lines of text; control characters, which names from JARs may have, are shown as such
 * @param bars  such as the probabilities of actions
 */
public record Caption(List<String> lines, List<Bar> bars) {

    public Caption {
        lines = lines.stream().map(Excerpt::printable).toList();
        bars = List.copyOf(bars);
    }

    /**
     * @param name   of what is measured
     * @param share  length of the bar, 0 to 1
     * @param text   the number behind it
     * @param marked whether it is the one that was chosen
     */
    public record Bar(String name, double share, String text, boolean marked) {

        public Bar {
            name = Excerpt.printable(name);
            share = share >= 0 ? Math.min(1, share) : 0;
        }
    }
}
