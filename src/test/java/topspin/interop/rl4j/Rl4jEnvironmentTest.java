package topspin.interop.rl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.agent.AgentLearner;
import org.deeplearning4j.rl4j.agent.IAgentLearner;
import org.deeplearning4j.rl4j.agent.learning.algorithm.nstepqlearning.NStepQLearning;
import org.deeplearning4j.rl4j.agent.learning.update.updater.NeuralNetUpdaterConfiguration;
import org.deeplearning4j.rl4j.builder.NStepQLearningBuilder;
import org.deeplearning4j.rl4j.environment.StepResult;
import org.deeplearning4j.rl4j.experience.StateActionExperienceHandler;
import org.deeplearning4j.rl4j.network.QNetwork;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.deeplearning4j.rl4j.observation.transform.operation.ArrayToINDArrayTransform;
import org.deeplearning4j.rl4j.policy.EpsGreedy;
import org.deeplearning4j.rl4j.trainer.SyncTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import topspin.env.Actions;
import topspin.env.CountingEnvironment;
import topspin.env.Environment;
import topspin.env.EnvironmentRegistry;
import topspin.env.Observations;
import topspin.env.wrapper.RewardClip;
import topspin.env.wrapper.Wrapper;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

@Timeout(300)
class Rl4jEnvironmentTest {
    private static final int FEATURES = 6;
    private static final int EPISODES = 3;
    private final RandomStreams streams = new RandomStreams(2);

    /** Remembers what was done to an environment, and what it paid. */
    private static final class Watched extends Wrapper {
        private int resets;
        private int steps;
        private int ends;
        private double rewards;

        Watched(Environment inner) {
            super(inner);
        }

        @Override
        public void reset(Observations out, int row) {
            resets++;
            super.reset(out, row);
        }

        @Override
        public float step(Actions actions, int index, Observations out, int row) {
            assertThat(resets).as("resets, one for each episode").isEqualTo(ends + 1);
            steps++;
            float reward = super.step(actions, index, out, row);
            rewards += reward;
            ends += ended() ? 1 : 0;
            return reward;
        }
    }

    @Test
    void shouldShowWhatTheEnvironmentShows() {
        CountingEnvironment counting = CountingEnvironment.terminatingAfter(2);
        Rl4jEnvironment environment = new Rl4jEnvironment(counting, streams.stream("exploration"));

        assertThat(observation(environment.reset())).containsExactly(1, 0);
        StepResult first = environment.step(3);
        assertThat(observation(first.getChannelsData())).containsExactly(1, 1);
        assertThat(first.getReward()).isEqualTo(13);
        assertThat(first.isTerminal()).isFalse();
        assertThat(environment.step(0).isTerminal()).isTrue();
        assertThat(environment.isEpisodeFinished()).isTrue();
        assertThat(observation(environment.reset())).containsExactly(2, 0);
        assertThat(observation(first.getChannelsData())).as("kept by RL4J").containsExactly(1, 1);
        assertThat(counting.actions).containsExactly(3, 0);
    }

    @Test
    void shouldPayWhatALearnerIsToSee() {
        Rl4jEnvironment environment = new Rl4jEnvironment(new RewardClip(CountingEnvironment.terminatingAfter(2)),
                streams.stream("exploration"));
        environment.reset();

        assertThat(environment.step(3).getReward()).isEqualTo(1);
    }

    @Test
    void shouldCallTruncationTheEnd() {
        Rl4jEnvironment environment = new Rl4jEnvironment(new CountingEnvironment(1, true), streams.stream("exploration"));
        environment.reset();

        assertThat(environment.step(0).isTerminal()).isTrue();
    }

    @Test
    void shouldExploreFromItsStream() {
        Rl4jEnvironment one = new Rl4jEnvironment(new CountingEnvironment(1, true), streams.stream("exploration"));
        Rl4jEnvironment other = new Rl4jEnvironment(new CountingEnvironment(1, true), streams.stream("exploration"));

        assertThat(one.getSchema().getActionSchema().getActionSpaceSize()).isEqualTo(CountingEnvironment.ACTIONS);
        for (int i = 0; i < 50; i++) {
            assertThat(one.getSchema().getActionSchema().getRandomAction()).isBetween(0, CountingEnvironment.ACTIONS - 1)
                    .isEqualTo(other.getSchema().getActionSchema().getRandomAction());
        }
    }

    @Test
    void shouldLetNStepQLearningLearnFromPong() {
        Watched pong = new Watched(EnvironmentRegistry.load().create("pong", Map.of("observation", "features",
                "time-limit", 400), streams.scope("env/0")));
        MultiLayerNetwork network = network();
        float[] before = network.params().toFloatVector();
        NStepQLearningBuilder builder = new NStepQLearningBuilder(NStepQLearningBuilder.Configuration.builder()
                .policyConfiguration(EpsGreedy.Configuration.builder().epsilonNbStep(200).minEpsilon(0.1).build())
                .experienceHandlerConfiguration(StateActionExperienceHandler.Configuration.builder()
                        .batchSize(8).build())
                .neuralNetUpdaterConfiguration(NeuralNetUpdaterConfiguration.builder().targetUpdateFrequency(50).build())
                .nstepQLearningConfiguration(NStepQLearning.Configuration.builder().gamma(0.99).build())
                .agentLearnerConfiguration(AgentLearner.Configuration.builder().build())
                .agentLearnerListeners(List.of())
                .build(),
                QNetwork.builder().withNetwork(network).channelNames(channels()).build(),
                () -> new Rl4jEnvironment(pong, streams.stream("exploration")),
                () -> TransformProcess.builder().transform(Rl4jEnvironment.CHANNEL,
                        new ArrayToINDArrayTransform(1, FEATURES)).build(Rl4jEnvironment.CHANNEL),
                Nd4j.getRandomFactory().getNewRandomInstance(1));
        double[] returns = new double[EPISODES];
        SyncTrainer<Integer> trainer = SyncTrainer.<Integer>builder().agentLearnerBuilder(builder)
                .stoppingCondition(t -> {
                    IAgentLearner<Integer> agent = t.getAgentLearner();
                    if (t.getEpisodeCount() > 0) {
                        returns[t.getEpisodeCount() - 1] = agent.getReward();
                    }
                    return t.getEpisodeCount() == EPISODES;
                }).build();

        trainer.train();

        assertThat(pong.steps).isEqualTo(trainer.getStepCount()).isBetween(EPISODES * 90, EPISODES * 100);
        assertThat(pong.resets).isEqualTo(EPISODES);
        assertThat(pong.ends).isEqualTo(EPISODES);
        assertThat(pong.rewards).isNegative().isEqualTo(returns[0] + returns[1] + returns[2], within(1e-6));
        assertThat(network.params().toFloatVector()).isNotEqualTo(before).doesNotContain(Float.NaN);
    }

    private static String[] channels() {
        return new String[] {Rl4jEnvironment.CHANNEL};
    }

    private static MultiLayerNetwork network() {
        MultiLayerConfiguration layers = new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(1e-3)).list()
                .layer(new DenseLayer.Builder().nIn(FEATURES).nOut(16).activation(Activation.RELU).build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nIn(16).nOut(2)
                        .activation(Activation.IDENTITY).build())
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(layers);
        network.init();
        return network;
    }

    private static double[] observation(Map<String, Object> channels) {
        return (double[]) channels.get(Rl4jEnvironment.CHANNEL);
    }
}
