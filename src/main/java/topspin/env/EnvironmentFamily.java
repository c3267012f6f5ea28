package topspin.env;

import java.util.List;

/**
 * Many worlds under one name, found as an {@link EnvironmentProvider} is: a JAR names an implementation in
 * {@code META-INF/services/topspin.env.EnvironmentFamily}. Implementations have a public constructor without arguments and
 * no state.
 */
public interface EnvironmentFamily {

    /** The worlds' providers; their ids begin with the family's name and a slash, {@code popgym/autoencode-easy}. */
    List<EnvironmentProvider> worlds();
}
