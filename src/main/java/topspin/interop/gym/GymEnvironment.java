package topspin.interop.gym;

import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topspin.env.Actions;
import topspin.env.Environment;
import topspin.env.GivenUpException;
import topspin.env.Observations;
import topspin.space.Box;
import topspin.space.Space;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An environment that another process plays: a client of openai/gym-http-api. Every step is a request, and allocates.
 * A failed request is a {@link GymException}.
 *
 * <p>The protocol cannot save a game. {@link #save} writes the last observation. {@link #restore} reports once that the
 * running game is lost, and the first step after it truncates that game without asking the server: the observation is
 * unchanged, the reward is 0, and {@link #reset} begins a new game. So a learner bootstraps from the last observation
 * and does not mistake the new game for the old one's continuation; but the run differs from an uninterrupted one.
 */
public final class GymEnvironment implements Environment {
    private static final Logger LOG = LoggerFactory.getLogger(GymEnvironment.class);
    /** Reported once per run, not once per environment. */
    private static final AtomicBoolean SAID = new AtomicBoolean();
    private static final int LONGEST_IDENTIFIER = 100;

    private final GymConnection connection;
    private final String path;
    private final Box observationSpace;
    private final Space actionSpace;
    /** The server's last observation. */
    private final Observations shown;
    /** The same as choices, if the space is discrete; else null. */
    private final Actions chosen;
    private final float[] inputs;
    private boolean playing;
    private boolean lost;
    private boolean terminated;
    private boolean truncated;

    /**
     * Makes an environment at the server.
     *
     * @param name what the server knows it by, such as {@code CartPole-v1}
     * @param seed for servers that take one, as ours does; others ignore it
     * @throws GymException             if the server does not make it
     * @throws IllegalArgumentException if its actions or observations are of a kind that policies here do not support
     */
    GymEnvironment(GymConnection connection, String name, long seed) {
        this.connection = connection;
        JsonNode made = connection.post("/v1/envs/", Map.of("env_id", name, "seed", seed));
        if (made == null || !isIdentifier(made.path("instance_id").asText())) {
            throw connection.unexpected("an instance_id from POST /v1/envs/", made);
        }
        path = "/v1/envs/" + made.get("instance_id").asText();
        try {
            actionSpace = GymSpaces.actions(info("action_space"));
            Space observed = GymSpaces.observations(info("observation_space"));
            chosen = observed instanceof Box ? null : new Actions(observed, 1);
            observationSpace = observed instanceof Box box ? box : Box.binary(observed.inputs());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        shown = new Observations(observationSpace, 1);
        inputs = chosen == null ? null : new float[observationSpace.size()];
    }

    /** Whether a server's instance id is acceptable: it becomes part of every path, and of messages. */
    private static boolean isIdentifier(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_IDENTIFIER && id.chars().allMatch(c -> c > ' ' && c <= '~'
                && "/?#%\\".indexOf(c) < 0);
    }

    private JsonNode info(String space) {
        JsonNode answer = connection.get(path + "/" + space + "/");
        if (answer == null || !answer.path("info").isObject()) {
            throw connection.unexpected("an info about the " + space, answer);
        }
        return answer.get("info");
    }

    @Override
    public Box observationSpace() {
        return observationSpace;
    }

    @Override
    public Space actionSpace() {
        return actionSpace;
    }

    @Override
    public void reset(Observations out, int row) {
        show(connection.post(path + "/reset/", Map.of()), out, row);
        playing = true;
        lost = false;
        terminated = false;
        truncated = false;
    }

    @Override
    public float step(Actions actions, int index, Observations out, int row) {
        if (lost) {
            return giveUp(out, row);
        }
        JsonNode answer = connection.post(path + "/step/", Map.of("action", GymSpaces.action(actions, index)));
        show(answer, out, row);
        JsonNode done = answer.path("done");
        JsonNode reward = answer.path("reward");
        if (!done.isBoolean() || !reward.isNumber()) {
            throw connection.unexpected("a number as reward and true or false as done", "reward: "
                    + answer.get("reward") + ", done: " + answer.get("done"));
        }
        truncated = done.booleanValue() && answer.path("info").path(GymInstance.TRUNCATED).asBoolean();
        terminated = done.booleanValue() && !truncated;
        playing = !done.booleanValue();
        return reward.floatValue();
    }

    private float giveUp(Observations out, int row) {
        if (out != null) {
            out.copyRow(shown, 0, row);
        }
        lost = false;
        playing = false;
        truncated = true;
        return 0;
    }

    private void show(JsonNode answer, Observations out, int row) {
        JsonNode observation = answer == null ? null : answer.get("observation");
        if (observation == null || !read(observation)) {
            throw connection.unexpected("an observation in " + (chosen == null ? observationSpace : chosen.space()),
                    observation);
        }
        if (out != null) {
            out.copyRow(shown, 0, row);
        }
    }

    private boolean read(JsonNode observation) {
        if (chosen == null) {
            return GymSpaces.read(observation, shown);
        }
        if (!GymSpaces.read(observation, chosen)) {
            return false;
        }
        Arrays.fill(inputs, 0);
        chosen.space().encode(chosen.values(), 0, inputs, 0);
        for (int i = 0; i < inputs.length; i++) {
            shown.bytes()[i] = (byte) inputs[i];
        }
        return true;
    }

    @Override
    public boolean terminated() {
        return terminated;
    }

    @Override
    public boolean truncated() {
        return truncated;
    }

    /** Writes the last observation, and whether a game is running; the game itself stays at the server. */
    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(playing);
        out.writeBoolean(terminated);
        out.writeBoolean(truncated);
        shown.saveRow(0, out);
    }

    /** Reads what {@link #save} wrote; the next step truncates a game that was running. */
    @Override
    public void restore(DataInput in) throws IOException {
        playing = in.readBoolean();
        terminated = in.readBoolean();
        truncated = in.readBoolean();
        shown.restoreRow(0, in);
        lost = playing;
        if (lost && SAID.compareAndSet(false, true)) {
            LOG.warn("games of a gym-http server cannot be saved: those that were going on are truncated, and new ones "
                    + "begin; this run differs from one that was never stopped");
        }
    }

    @Override
    public void hurry() {
        connection.hurry();
    }

    /** Closes the environment at the server, unless the server no longer answers. */
    @Override
    public void close() {
        try (connection) {
            if (!connection.silent()) {
                connection.post(path + "/close/", Map.of());
            }
        } catch (GymException | GivenUpException e) {
            // the run is complete; the server may be gone already
            LOG.debug("not closed", e);
        }
    }
}
