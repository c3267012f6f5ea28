package topspin.env;

import topspin.plugin.PluginException;
import topspin.plugin.PluginJar;
import topspin.plugin.Plugins;
import topspin.random.RandomStreams;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environments that {@code env.id} can name, and the check of their options. Ordered by id, whatever the order of
 * the class path. Immutable; safe for any thread.
 */
public final class EnvironmentRegistry {
    /** Names the world itself, so it is no option of any world. */
    private static final String ID = "id";
    private static final Pattern ID_FORM = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)?");

    private final SortedMap<String, EnvironmentProvider> providers;
    private final List<PluginJar> jars;
    /** By id, of the worlds that are not built in. */
    private final Map<String, PluginJar> origins;

    private EnvironmentRegistry(SortedMap<String, EnvironmentProvider> providers, List<PluginJar> jars,
                                Map<String, PluginJar> origins) {
        this.providers = Collections.unmodifiableSortedMap(providers);
        this.jars = List.copyOf(jars);
        this.origins = Map.copyOf(origins);
    }

    /** Every provider on the class path. */
    public static EnvironmentRegistry load() {
        List<EnvironmentProvider> found = new ArrayList<>();
        ServiceLoader.load(EnvironmentProvider.class).forEach(found::add);
        ServiceLoader.load(EnvironmentFamily.class).forEach(family -> found.addAll(family.worlds()));
        return of(found);
    }

    /**
     * Every provider on the class path and in the JARs that were added.
     *
     * @throws PluginException if one in a JAR cannot be used, or its id is taken
     */
    public static EnvironmentRegistry load(Plugins plugins) {
        SortedMap<String, EnvironmentProvider> byId = new TreeMap<>(load().providers());
        Map<String, PluginJar> origins = new HashMap<>();
        for (var added : plugins.providers(EnvironmentProvider.class, EnvironmentRegistry::name)) {
            add(added.provider(), added.jar(), byId, origins);
        }
        for (var family : plugins.providers(EnvironmentFamily.class, EnvironmentRegistry::names)) {
            family.provider().worlds().forEach(world -> add(world, family.jar(), byId, origins));
        }
        return new EnvironmentRegistry(byId, plugins.jars(), origins);
    }

    private static void add(EnvironmentProvider provider, PluginJar jar, Map<String, EnvironmentProvider> byId,
                            Map<String, PluginJar> origins) {
        String id = provider.id();
        if (byId.putIfAbsent(id, provider) != null) {
            PluginJar other = origins.get(id);
            throw new PluginException("two environments are called '" + id + "': one in " + jar + " and "
                    + (other == null ? "one that is built in" : "one in " + other)
                    + "; leave one of them away, or rename it");
        }
        origins.put(id, jar);
    }

    private static String names(EnvironmentFamily family) {
        return family.worlds().stream().map(EnvironmentRegistry::name).collect(Collectors.joining(", "));
    }

    /** Calls the methods that are needed later, so that a provider built for another version is noticed at once. */
    private static String name(EnvironmentProvider provider) {
        String id = provider.id();
        if (id == null || !ID_FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("the id of " + provider.getClass().getName() + " is "
                    + (id == null ? "null" : Excerpt.quoted(id)) + "; expected lower case, digits and hyphens, in a family after its name and a slash");
        }
        if (provider.description() == null || provider.options() == null) {
            throw new IllegalArgumentException(provider.getClass().getName() + " has no description, or no options");
        }
        return id;
    }

    /**
     * These providers and no others.
     *
     * @throws IllegalArgumentException if two of them claim one id
     */
    public static EnvironmentRegistry of(Iterable<? extends EnvironmentProvider> providers) {
        SortedMap<String, EnvironmentProvider> byId = new TreeMap<>();
        for (EnvironmentProvider provider : providers) {
            EnvironmentProvider other = byId.put(provider.id(), provider);
            if (other != null) {
                throw new IllegalArgumentException("two environments are called '" + provider.id() + "': "
                        + other.getClass().getName() + " and " + provider.getClass().getName()
                        + "; take one of their JARs off the class path");
            }
        }
        return new EnvironmentRegistry(byId, List.of(), Map.of());
    }

    /**
     * These and others, which a program made itself.
     *
     * @throws IllegalArgumentException if one has no usable id, no description or no options, or its id is taken
     */
    public EnvironmentRegistry and(Iterable<? extends EnvironmentProvider> others) {
        SortedMap<String, EnvironmentProvider> byId = new TreeMap<>(providers);
        for (EnvironmentProvider other : others) {
            if (byId.putIfAbsent(name(other), other) != null) {
                throw new IllegalArgumentException("two environments are called '" + other.id() + "': "
                        + byId.get(other.id()).getClass().getName() + " and " + other.getClass().getName() + "; rename one");
            }
        }
        return new EnvironmentRegistry(byId, jars, origins);
    }

    /** The JARs that were added, whether or not any world comes from them. */
    public List<PluginJar> jars() {
        return jars;
    }

    /** The added JAR that this world comes from; empty if it is on the class path. */
    public Optional<PluginJar> origin(String id) {
        return Optional.ofNullable(origins.get(id));
    }

    /** Every provider under its id, ordered by id. */
    public SortedMap<String, EnvironmentProvider> providers() {
        return providers;
    }

    /** Every id, in order. */
    public Set<String> ids() {
        return providers.keySet();
    }

    /** @throws IllegalArgumentException naming the nearest known id, if none is called so */
    public EnvironmentProvider provider(String id) {
        EnvironmentProvider provider = providers.get(id);
        if (provider != null) {
            return provider;
        }
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("unknown environment " + Excerpt.quoted(id) + "; none is on the class path");
        }
        throw new IllegalArgumentException("unknown environment " + Excerpt.quoted(id) + "; nearest: '"
                + NearestName.of(id, ids()) + "'; known: " + summary(ids()));
    }

    /** Ids for a message, those of a family as one: {@code pong, popgym/…}. */
    public static String summary(Collection<String> ids) {
        return ids.stream().map(id -> id.contains("/") ? id.substring(0, id.indexOf('/')) + "/…" : id).distinct()
                .collect(Collectors.joining(", "));
    }

    /**
     * Checks options and fills in defaults: the keys of {@link EnvironmentProvider#options()} in their order, each with
     * a value of its default's type. An Integer is taken where a Double is expected. The key {@code id} is ignored, so
     * that the {@code env} section of an experiment can be passed as it is.
     *
     * @throws IllegalArgumentException if no world is called {@code id}
     * @throws InvalidOptionException   if a key is unknown, or a value is of the wrong type or not among the choices
     */
    public Map<String, Object> resolve(String id, Map<String, Object> options) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        for (EnvironmentOption option : provider(id).options()) {
            resolved.put(option.key(), options.containsKey(option.key())
                    ? checked(option, options.get(option.key())) : option.defaultValue());
        }
        for (String key : options.keySet()) {
            if (!key.equals(ID) && !resolved.containsKey(key)) {
                throw unknownKey(id, key, resolved.keySet());
            }
        }
        return Collections.unmodifiableMap(resolved);
    }

    /**
     * Builds one environment from the options given and the defaults of the others.
     *
     * @param streams the environment's own streams
     * @throws IllegalArgumentException if no world is called {@code id}
     * @throws InvalidOptionException   if an option cannot be used
     */
    public Environment create(String id, Map<String, Object> options, RandomStreams streams) {
        return provider(id).create(resolve(id, options), streams);
    }

    private static Object checked(EnvironmentOption option, Object value) {
        Object fallback = option.defaultValue();
        if (fallback instanceof Double && value instanceof Integer whole) {
            return whole.doubleValue();
        }
        if (value == null || value.getClass() != fallback.getClass()) {
            throw new InvalidOptionException(option.key(), option.key() + ": expected " + expected(option) + ", got "
                    + (value instanceof String text ? Excerpt.quoted(text) : Excerpt.of(String.valueOf(value))));
        }
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw new InvalidOptionException(option.key(), option.key() + ": expected " + expected(option) + ", got "
                    + Excerpt.quoted((String) value) + "; nearest: '" + NearestName.of((String) value, option.choices()) + "'");
        }
        return value;
    }

    private static String expected(EnvironmentOption option) {
        if (!option.choices().isEmpty()) {
            return "one of " + String.join(", ", option.choices());
        }
        Object fallback = option.defaultValue();
        if (fallback instanceof Integer) {
            return "a whole number";
        }
        if (fallback instanceof Double) {
            return "a number";
        }
        return fallback instanceof Boolean ? "true or false" : "text";
    }

    private static InvalidOptionException unknownKey(String id, String key, Set<String> known) {
        if (known.isEmpty()) {
            return new InvalidOptionException(key, "unknown key " + Excerpt.quoted(key) + "; environment '" + id + "' has no options");
        }
        return new InvalidOptionException(key, "unknown key " + Excerpt.quoted(key) + " of environment '" + id + "'; nearest: '"
                + NearestName.of(key, known) + "'; known: " + String.join(", ", known));
    }
}
