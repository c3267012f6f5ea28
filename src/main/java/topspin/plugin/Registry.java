package topspin.plugin;

import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All parts of one kind, by the names that experiments use: the built-in ones, then those that other JARs on the class
 * path provide as a service ({@link ServiceLoader}), then added ones. A program has one registry per kind. Safe for any
 * thread.
 *
 * @param <T> the kind, an interface
 */
public final class Registry<T> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final String OURS = "topspin.";

    private final Class<T> service;
    private final String kind;
    private final Function<T, String> name;
    /** Replaced as a whole, never changed. */
    private volatile Map<String, T> known = Map.of();
    private volatile Map<String, PluginJar> origins = Map.of();

    /**
     * @param kind    what people call one of them: {@code algorithm}
     * @param name    of one of them
     * @param builtIn those that are not services
     */
    public Registry(Class<T> service, String kind, Function<T, String> name, List<? extends T> builtIn) {
        this.service = service;
        this.kind = kind;
        this.name = name;
        List<T> provided = ServiceLoader.load(service).stream().map(ServiceLoader.Provider::get).toList();
        builtIn.forEach(this::add);
        provided.stream().filter(Registry::isOurs).forEach(this::add);
        provided.stream().filter(thing -> !isOurs(thing)).forEach(this::add);
    }

    private static boolean isOurs(Object thing) {
        return thing.getClass().getClassLoader() == Registry.class.getClassLoader()
                && thing.getClass().getName().startsWith(OURS);
    }

    /** In order of registration. */
    public List<T> all() {
        return List.copyOf(known.values());
    }

    /** In the order of {@link #all}. */
    public List<String> names() {
        return List.copyOf(known.keySet());
    }

    public Optional<T> find(String called) {
        return Optional.ofNullable(known.get(called));
    }

    /** @throws IllegalArgumentException naming the nearest known name, if this one is unknown */
    public T get(String called) {
        return find(called).orElseThrow(() -> new IllegalArgumentException("expected one of " + String.join(", ", names())
                + ", got " + Excerpt.quoted(called) + "; did you mean " + NearestName.of(called, names()) + "?"));
    }

    /** Those that came from added JARs, by name. */
    public Map<String, PluginJar> origins() {
        return origins;
    }

    /**
     * Adds one for as long as the program runs.
     *
     * @throws IllegalArgumentException if its name does not match {@code [a-z][a-z0-9-]*}, or is taken
     */
    public synchronized void add(T thing) {
        T other = known.get(checkedName(thing));
        if (other != null) {
            throw new IllegalArgumentException("two " + kind + "s are called '" + name.apply(thing) + "': "
                    + other.getClass().getName() + " and " + thing.getClass().getName() + "; rename one of them");
        }
        put(thing);
    }

    /**
     * Adds the parts in JARs until these are closed.
     *
     * @throws PluginException if one of them cannot be used, or its name is taken
     */
    public void add(Plugins plugins) {
        List<String> added = new ArrayList<>();
        plugins.whenClosed(() -> remove(added));
        for (Plugins.Added<T> one : plugins.providers(service, this::checkedName)) {
            synchronized (this) {
                if (known.containsKey(one.name())) {
                    PluginJar other = origins.get(one.name());
                    throw new PluginException("two " + kind + "s are called '" + one.name() + "': one in " + one.jar() + " and "
                            + (other == null ? "one that is built in" : "one in " + other)
                            + "; leave one of them away, or rename it");
                }
                put(one.provider());
                added.add(one.name());
                Map<String, PluginJar> more = new LinkedHashMap<>(origins);
                more.put(one.name(), one.jar());
                origins = more;
            }
        }
    }

    private void put(T thing) {
        Map<String, T> more = new LinkedHashMap<>(known);
        more.put(name.apply(thing), thing);
        known = more;
    }

    private synchronized void remove(List<String> names) {
        Map<String, T> fewer = new LinkedHashMap<>(known);
        Map<String, PluginJar> fewerOrigins = new LinkedHashMap<>(origins);
        fewer.keySet().removeAll(names);
        fewerOrigins.keySet().removeAll(names);
        known = fewer;
        origins = fewerOrigins;
    }

    private String checkedName(T thing) {
        String called = name.apply(thing);
        if (called == null || !NAME.matcher(called).matches()) {
            throw new IllegalArgumentException("the name of " + thing.getClass().getName() + " is "
                    + (called == null ? "null" : Excerpt.quoted(called)) + "; expected lower case, digits and hyphens");
        }
        return called;
    }
}
