package topspin.env;

import java.util.function.DoubleSupplier;

/**
 * A number of a world's present state that has a name, such as the height of a ball, whether or not an agent sees it.
 *
 * @param name  for people: {@code ball y}
 * @param value what it is now; NaN where it is nothing
 */
public record Fact(String name, DoubleSupplier value) {
}
