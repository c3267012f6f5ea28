package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.interop.http.Refusal;
import topspin.random.RandomStreams;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The open environments of a server: at most as many as it may keep, without those that have had no request for long.
 * The environment of request k (counted from 0) draws from the streams {@code env/k} of the server's seed; one
 * requested with a seed of its own draws from {@code env/0} of that seed, as the first environment of an experiment
 * does, whatever else is served. Safe for any thread.
 */
final class GymInstances {
    private static final String ENV_ID = "env_id";
    private static final String OPTIONS = "options";
    private static final String SEED = "seed";
    private static final List<String> KEYS = List.of(ENV_ID, OPTIONS, SEED);
    /** Characters; every option of an environment, spelt out in its name, takes fewer. */
    private static final int LONGEST_NAME = 1000;
    /** Elements of an observation, which becomes some megabytes of JSON. */
    private static final int LARGEST_OBSERVATION = 1 << 20;
    /** Elements of one observation of each that is open. */
    private static final int MOST_ELEMENTS = 1 << 26;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EnvironmentRegistry registry;
    private final RandomStreams streams;
    private final int most;
    private final long expiryNanos;
    private final ConcurrentNavigableMap<String, GymInstance> open = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock;
    private int made;

    /**
     * @param most   open at once
     * @param expiry after which an environment without requests is closed
     */
    GymInstances(EnvironmentRegistry registry, long seed, int most, Duration expiry) {
        this.registry = registry;
        this.streams = new RandomStreams(seed);
        this.most = most;
        this.expiryNanos = expiry.toNanos();
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gym-expiry");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(1, expiryNanos / 4);
        clock.scheduleWithFixedDelay(this::closeForgotten, period, period, TimeUnit.NANOSECONDS);
    }

    /**
     * Makes an environment, one at a time: each may need a lot of memory before its size is known.
     *
     * @param request {@code env_id}, and perhaps {@code options} and {@code seed}
     * @return the instance's identifier: eight hexadecimal digits, as the Python server's
     */
    synchronized String make(JsonNode request) {
        requireKnownKeys(request);
        String name = request.path(ENV_ID).asText();
        if (name.isEmpty()) {
            throw Refusal.badRequest("env_id: is missing; expected one of " + EnvironmentRegistry.summary(registry.ids()));
        }
        if (name.length() > LONGEST_NAME) {
            throw Refusal.badRequest("env_id: expected at most " + LONGEST_NAME + " characters, got " + Excerpt.quoted(name));
        }
        requireRoom();
        RandomStreams own = request.hasNonNull(SEED) ? new RandomStreams(seed(request.get(SEED))).scope("env/0")
                : streams.scope("env/" + made);
        String id = String.format("%08x", made++);
        open.put(id, instance(name, environment(name, request.get(OPTIONS), own), own));
        return id;
    }

    private void requireRoom() {
        if (open.size() >= most) {
            throw new Refusal(Refusal.OVERLOADED, "there are " + most + " environments, as many as this server keeps: close "
                    + "some, or start it with --instances");
        }
    }

    private GymInstance instance(String name, Environment environment, RandomStreams own) {
        int elements = environment.observationSpace().size();
        long together = elements + open.values().stream().mapToLong(GymInstance::elements).sum();
        if (elements > LARGEST_OBSERVATION || together > MOST_ELEMENTS) {
            environment.close();
            throw elements > LARGEST_OBSERVATION
                    ? Refusal.badRequest("its observations have " + elements + " elements; expected at most "
                            + LARGEST_OBSERVATION)
                    : new Refusal(Refusal.OVERLOADED, "the observations of all environments here have " + together
                            + " elements, of which at most " + MOST_ELEMENTS + " are kept: close some");
        }
        return new GymInstance(name, environment, own.stream("action-space/sample"));
    }

    private void closeForgotten() {
        open.forEach((id, instance) -> {
            if (instance.unasked() > expiryNanos && open.remove(id, instance)) {
                instance.close();
            }
        });
    }

    private Environment environment(String name, JsonNode sent, RandomStreams own) {
        boolean absent = sent == null || sent.isNull();
        if (!absent && !sent.isObject()) {
            throw Refusal.badRequest("options: expected an object such as {\"frame-skip\": 4}, got "
                    + Excerpt.of(sent.toString()));
        }
        try {
            NamedEnvironment named = NamedEnvironment.parse(name, registry);
            Map<String, Object> options = new LinkedHashMap<>(named.options());
            if (!absent) {
                sent.properties().forEach(option ->
                        options.put(option.getKey(), JSON.convertValue(option.getValue(), Object.class)));
            }
            return registry.create(named.id(), options, own);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(e.getMessage());
        }
    }

    private static void requireKnownKeys(JsonNode request) {
        request.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw Refusal.badRequest("unknown key " + Excerpt.quoted(key) + "; nearest: '" + NearestName.of(key, KEYS)
                        + "'; known: " + String.join(", ", KEYS));
            }
        });
    }

    private static long seed(JsonNode seed) {
        if (!seed.isIntegralNumber() || !seed.canConvertToLong() || seed.longValue() < 0) {
            throw Refusal.badRequest("seed: expected a whole number, at least 0, got " + Excerpt.of(seed.toString()));
        }
        return seed.longValue();
    }

    /** The names of the open environments by identifier, in the order of making. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        open.forEach((id, instance) -> names.put(id, instance.name()));
        return names;
    }

    GymInstance get(String id) {
        GymInstance instance = known(id, open.get(id));
        instance.ask();
        return instance;
    }

    void close(String id) {
        known(id, open.remove(id)).close();
    }

    void closeAll() {
        clock.shutdownNow();
        for (var first = open.pollFirstEntry(); first != null; first = open.pollFirstEntry()) {
            first.getValue().close();
        }
    }

    private static GymInstance known(String id, GymInstance instance) {
        if (instance == null) {
            throw Refusal.badRequest("Instance_id " + Excerpt.of(id) + " unknown; GET /v1/envs/ lists those there are");
        }
        return instance;
    }
}
