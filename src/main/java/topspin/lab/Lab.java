package topspin.lab;

/** Something to try out: a {@link Demonstration}, which shows, or an {@link Exercise}, which learns. */
public sealed interface Lab permits Demonstration, Exercise {

    /** On the command line: lower case, digits and hyphens. */
    String name();

    /** What one sees, in one line. */
    String title();

    /** More of it, for its help page. */
    String description();

    /** A public record; its components are the lab's keys. Those of the lab's own have a {@link Key}. */
    Record defaults();
}
