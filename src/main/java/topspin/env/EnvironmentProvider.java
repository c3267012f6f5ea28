package topspin.env;

import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of world, found through {@link java.util.ServiceLoader}: a JAR on the class path, or one that was added with
 * {@code --jar}, names an implementation in {@code META-INF/services/topspin.env.EnvironmentProvider} and so adds its
 * worlds to {@code ./topspin envs} and to every experiment. Implementations have a public constructor without arguments and
 * no state.
 */
public interface EnvironmentProvider {

    /**
     * The value of {@code env.id} that selects this world: lower case, digits and hyphens, after its family's name and a
     * slash if it belongs to one.
     */
    String id();

    /**
     * Rises whenever an agent would notice a change of this world: its rules, rewards, observations or random draws. It is
     * recorded with every run, so that results of different versions are not taken for results of one world.
     */
    default int version() {
        return 1;
    }

    /** Worlds that are listed together: the id's part before its slash, if it has one. */
    default String family() {
        int slash = id().indexOf('/');
        return slash < 0 ? "others" : id().substring(0, slash);
    }

    /** One line for people. */
    String description();

    /** Every key, besides {@code id}, that an experiment may write under {@code env}. */
    List<EnvironmentOption> options();

    /**
     * Builds one environment.
     *
     * @param options every key of {@link #options()}, with its default where the experiment is silent; types as the
     *                defaults' types
     * @param streams the environment's own streams; the only source of randomness it may use
     * @throws InvalidOptionException if a value, or a combination, cannot be used
     */
    Environment create(Map<String, Object> options, RandomStreams streams);

    /**
     * What is known of the world with these options, and the players that show it.
     *
     * @param options as for {@link #create}
     * @return empty if nothing is known, so that the world cannot be audited
     */
    default Optional<Reference> reference(Map<String, Object> options) {
        return Optional.empty();
    }
}
