package topspin.interop.gym;

import org.deeplearning4j.gym.Client;
import org.deeplearning4j.gym.ClientFactory;
import org.deeplearning4j.gym.StepReply;
import org.deeplearning4j.rl4j.space.Box;
import org.deeplearning4j.rl4j.space.DiscreteSpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.random.RandomStreams;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that others wrote (org.deeplearning4j:gym-java-client) plays in our worlds and sees what they show. */
@Timeout(120)
class GymJavaClientTest {
    private static final int SEED = 11;
    private static final String NAME = "pong?observation=features&time-limit=1000";
    private static final int FEATURES = 6;

    private final EnvironmentRegistry registry = EnvironmentRegistry.load();
    private GymServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new GymServer(new InetSocketAddress(GymServer.DEFAULT_HOST, 0), registry, SEED);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldSeeTheSameNumbersAsTheEnvironmentShows() {
        Client<Box, Integer, DiscreteSpace> client = ClientFactory.build(server.url(), NAME, false);
        int ends = 0;
        try (Environment environment = registry.create("pong", Map.of("observation", "features", "time-limit", 1000),
                new RandomStreams(SEED).scope("env/0"))) {
            Observations direct = new Observations(environment.observationSpace(), 1);
            environment.reset(direct, 0);
            assertThat(floats(client.reset())).containsExactly(direct.floats());
            for (int t = 0; t < 600; t++) {
                int action = t / 15 % 2;
                StepReply<Box> reply = client.step(action);
                assertThat(reply.getReward()).isEqualTo(environment.step(action, direct, 0));
                assertThat(floats(reply.getObservation())).as("step %d", t).containsExactly(direct.floats());
                assertThat(reply.isDone()).isEqualTo(environment.terminated() || environment.truncated());
                if (reply.isDone()) {
                    ends++;
                    environment.reset(direct, 0);
                    assertThat(floats(client.reset())).containsExactly(direct.floats());
                }
            }
        }
        assertThat(ends).isEqualTo(2);
    }

    @Test
    void shouldReadSpacesAndTheList() {
        Client<Box, Integer, DiscreteSpace> client = ClientFactory.build(server.url(), NAME, false);

        assertThat(client.getActionSpace()).isInstanceOfSatisfying(DiscreteSpace.class,
                actions -> assertThat(actions.getSize()).isEqualTo(2));
        assertThat(client.getObservationSpace().getShape()).containsExactly(FEATURES);
        assertThat(client.getObservationSpace().getLow().toFloatVector()).containsOnly(-1f).hasSize(FEATURES);
        assertThat(client.getObservationSpace().getHigh().toFloatVector()).containsOnly(1f).hasSize(FEATURES);
        assertThat(client.listAll()).containsExactly(client.getInstanceId());
    }

    /** As programs written for it do before they play. */
    @Test
    void shouldSwitchTheMonitorOnAndOff() {
        Client<Box, Integer, DiscreteSpace> client = ClientFactory.build(server.url(), NAME, false);

        client.monitorStart("/tmp/nowhere", true, false);
        client.monitorClose();

        assertThat(client.reset().toArray()).hasSize(FEATURES);
    }

    private static float[] floats(Box observation) {
        double[] values = observation.toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
