package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.interop.http.Refusal;
import topspin.random.RandomStream;
import topspin.space.Box;
import topspin.space.Discrete;
import topspin.space.MultiDiscrete;
import topspin.space.Space;
import topspin.text.Excerpt;

import java.util.LinkedHashMap;
import java.util.Map;

/** One environment that is served, and where its episode stands. Safe for any thread: requests wait for each other. */
final class GymInstance {
    /** What {@code gym.wrappers.TimeLimit} writes into {@code info}: the protocol itself knows only {@code done}. */
    static final String TRUNCATED = "TimeLimit.truncated";

    private enum State { NEW, PLAYING, OVER, CLOSED }

    private final String name;
    private final Environment environment;
    private final RandomStream samples;
    private final Observations observation;
    /** The current episode's. */
    private final Actions move;
    private State state = State.NEW;
    /** When it was last asked anything. */
    private volatile long asked = System.nanoTime();
    private volatile boolean playing;

    /**
     * @param name    the {@code env_id} it was made by
     * @param samples what {@link #sample} draws from
     */
    GymInstance(String name, Environment environment, RandomStream samples) {
        this.name = name;
        this.environment = environment;
        this.samples = samples;
        this.observation = new Observations(environment.observationSpace(), 1);
        move = new Actions(environment.actionSpace(), 1);
    }

    /** Notes that a request begins. */
    void ask() {
        asked = System.nanoTime();
    }

    /** Nanoseconds since it was last asked anything, and answered; 0 while it steps. */
    long unasked() {
        return playing ? 0 : System.nanoTime() - asked;
    }

    /** Elements of an observation. */
    int elements() {
        return observation.rowLength();
    }

    String name() {
        return name;
    }

    Space actionSpace() {
        return environment.actionSpace();
    }

    Box observationSpace() {
        return environment.observationSpace();
    }

    /** Any action, each as likely as another; without bounds, from a normal distribution, as gymnasium has it. */
    synchronized Object sample() {
        Actions sample = new Actions(actionSpace(), 1);
        for (int i = 0; i < sample.width(); i++) {
            sample.values()[i] = actionSpace() instanceof Discrete discrete ? samples.nextInt(discrete.n())
                    : actionSpace() instanceof MultiDiscrete multi ? samples.nextInt(multi.sizes()[i])
                    : sample((Box) actionSpace());
        }
        return GymSpaces.action(sample, 0);
    }

    private float sample(Box box) {
        return Float.isInfinite(box.low()) || Float.isInfinite(box.high())
                ? Math.max(box.low(), Math.min(box.high(), (float) samples.nextGaussian()))
                : box.low() + samples.nextFloat() * (box.high() - box.low());
    }

    /** Starts an episode; an unfinished one is given up. */
    synchronized Map<String, Object> reset() {
        requireOpen();
        play(() -> {
            environment.reset(observation, 0);
            return 0;
        });
        state = State.PLAYING;
        return Map.of("observation", GymSpaces.nested(observation, 0));
    }

    /** @param action as it was sent; null if it was not */
    synchronized Map<String, Object> step(JsonNode action) {
        requireOpen();
        if (state != State.PLAYING) {
            throw Refusal.badRequest(state == State.NEW ? "reset the environment before its first step"
                    : "the episode is over; reset the environment before its next step");
        }
        read(action);
        float reward = play(() -> environment.step(move, 0, observation, 0));
        boolean done = environment.terminated() || environment.truncated();
        if (done) {
            state = State.OVER;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("observation", GymSpaces.nested(observation, 0));
        answer.put("reward", environment.learnerReward(reward));
        answer.put("done", done);
        answer.put("info", done ? Map.of(TRUNCATED, !environment.terminated()) : Map.of());
        return answer;
    }

    private void requireOpen() {
        if (state == State.CLOSED) {
            throw Refusal.badRequest("the environment was closed; make another one");
        }
    }

    private interface Play {
        float reward();
    }

    private float play(Play play) {
        playing = true;
        try {
            return play.reward();
        } finally {
            ask();
            playing = false;
        }
    }

    private void read(JsonNode action) {
        if (action == null || !GymSpaces.read(action, move)) {
            throw Refusal.badRequest("action: expected " + GymSpaces.expected(actionSpace()) + ", got "
                    + (action == null ? "none" : Excerpt.of(action.toString())));
        }
    }

    synchronized void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            environment.close();
        }
    }
}
