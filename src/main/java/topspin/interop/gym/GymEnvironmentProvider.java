package topspin.interop.gym;

import topspin.env.Environment;
import topspin.env.EnvironmentOption;
import topspin.env.EnvironmentProvider;
import topspin.env.InvalidOptionException;
import topspin.interop.http.Refusal;
import topspin.random.RandomStreams;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Environments of other processes, behind any server of openai/gym-http-api, ours included. */
public final class GymEnvironmentProvider implements EnvironmentProvider {
    private static final String URL = "url";
    private static final String NAME = "name";
    private static final String TIMEOUT = "timeout";
    private static final double SHORTEST_TIMEOUT = 1e-3;
    private static final double LONGEST_TIMEOUT = 86_400;
    private static final double MILLIS = 1e3;

    @Override
    public String id() {
        return "gym-http";
    }

    @Override
    public String description() {
        return "an environment of a gym-http-api server, such as ./topspin serve; its games are lost on --resume";
    }

    @Override
    public String family() {
        return "remote";
    }

    @Override
    public List<EnvironmentOption> options() {
        return List.of(
                EnvironmentOption.of(URL, "http://" + GymServer.DEFAULT_HOST + ":" + GymServer.DEFAULT_PORT,
                        "where the server is"),
                EnvironmentOption.of(NAME, "CartPole-v1", "what the server knows the environment by"),
                EnvironmentOption.of(TIMEOUT, 60.0, "seconds within which every request must be answered, to the end of the answer"));
    }

    /**
     * Makes an environment at the server, with a seed drawn from {@code gym-http}: it is one of 31 bits, since servers in
     * other languages may take no larger ones.
     */
    @Override
    public Environment create(Map<String, Object> options, RandomStreams streams) {
        GymConnection connection = new GymConnection(url(options), timeout(options));
        long seed = streams.stream("gym-http").nextInt(Integer.MAX_VALUE);
        try {
            return new GymEnvironment(connection, (String) options.get(NAME), seed);
        } catch (GymException e) {
            String key = e.status() == Refusal.BAD_REQUEST ? NAME : URL;
            throw new InvalidOptionException(key, key + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new InvalidOptionException(NAME, NAME + ": " + options.get(NAME) + " has " + e.getMessage());
        }
    }

    private static String url(Map<String, Object> options) {
        String url = (String) options.get(URL);
        try {
            URI uri = URI.create(url);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(url);
        }
        throw notAnAddress(url);
    }

    private static InvalidOptionException notAnAddress(String url) {
        return new InvalidOptionException(URL, URL + ": expected an address such as http://127.0.0.1:5000, got '" + url
                + "'");
    }

    private static Duration timeout(Map<String, Object> options) {
        double seconds = (double) options.get(TIMEOUT);
        if (!(seconds >= SHORTEST_TIMEOUT && seconds <= LONGEST_TIMEOUT)) {
            throw new InvalidOptionException(TIMEOUT, TIMEOUT + ": expected seconds, " + SHORTEST_TIMEOUT + " to "
                    + LONGEST_TIMEOUT + ", got " + seconds);
        }
        return Duration.ofMillis(Math.round(seconds * MILLIS));
    }
}
