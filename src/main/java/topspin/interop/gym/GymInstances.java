package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.NearestName;
import topspin.random.RandomStreams;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The environments that a server has made and not closed. What request k (counted from 0) makes draws from the streams
 * {@code env/k} of the server's seed; what is asked for with a seed of its own draws from {@code env/0} of that seed, as
 * the first environment of an experiment does, whatever else is served. Safe for any thread.
 */
final class GymInstances {
    private static final String ENV_ID = "env_id";
    private static final String OPTIONS = "options";
    private static final String SEED = "seed";
    private static final List<String> KEYS = List.of(ENV_ID, OPTIONS, SEED);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EnvironmentRegistry registry;
    private final RandomStreams streams;
    private final AtomicInteger made = new AtomicInteger();
    private final ConcurrentNavigableMap<String, GymInstance> open = new ConcurrentSkipListMap<>();

    GymInstances(EnvironmentRegistry registry, long seed) {
        this.registry = registry;
        this.streams = new RandomStreams(seed);
    }

    /**
     * Makes an environment.
     *
     * @param request {@code env_id}, and perhaps {@code options} and {@code seed}
     * @return the instance's identifier: eight hexadecimal digits, as the Python server's
     */
    String make(JsonNode request) {
        requireKnownKeys(request);
        String name = request.path(ENV_ID).asText();
        if (name.isEmpty()) {
            throw Refusal.badRequest("env_id: is missing; expected one of " + String.join(", ", registry.ids()));
        }
        int number = made.getAndIncrement();
        RandomStreams own = request.has(SEED) ? new RandomStreams(seed(request.get(SEED))).scope("env/0")
                : streams.scope("env/" + number);
        String id = String.format("%08x", number);
        open.put(id, new GymInstance(name, environment(name, request.get(OPTIONS), own),
                own.stream("action-space/sample")));
        return id;
    }

    private Environment environment(String name, JsonNode sent, RandomStreams own) {
        if (sent != null && !sent.isObject()) {
            throw Refusal.badRequest("options: expected an object such as {\"frame-skip\": 4}, got " + sent);
        }
        try {
            NamedEnvironment named = NamedEnvironment.parse(name, registry);
            Map<String, Object> options = new LinkedHashMap<>(named.options());
            if (sent != null) {
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
                throw Refusal.badRequest("unknown key '" + key + "'; nearest: '" + NearestName.of(key, KEYS)
                        + "'; known: " + String.join(", ", KEYS));
            }
        });
    }

    private static long seed(JsonNode seed) {
        if (!seed.isIntegralNumber() || !seed.canConvertToLong() || seed.longValue() < 0) {
            throw Refusal.badRequest("seed: expected a whole number, at least 0, got " + seed);
        }
        return seed.longValue();
    }

    /** What was asked for, by identifier, in the order of making. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        open.forEach((id, instance) -> names.put(id, instance.name()));
        return names;
    }

    GymInstance get(String id) {
        return known(id, open.get(id));
    }

    void close(String id) {
        known(id, open.remove(id)).close();
    }

    void closeAll() {
        for (var first = open.pollFirstEntry(); first != null; first = open.pollFirstEntry()) {
            first.getValue().close();
        }
    }

    private static GymInstance known(String id, GymInstance instance) {
        if (instance == null) {
            throw Refusal.badRequest("Instance_id " + id + " unknown; GET /v1/envs/ lists those there are");
        }
        return instance;
    }
}
