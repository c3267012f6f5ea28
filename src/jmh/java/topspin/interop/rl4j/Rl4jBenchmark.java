package topspin.interop.rl4j;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.rl4j.agent.AgentLearner;
import org.deeplearning4j.rl4j.agent.IAgentLearner;
import org.deeplearning4j.rl4j.agent.learning.algorithm.actorcritic.AdvantageActorCritic;
import org.deeplearning4j.rl4j.agent.learning.update.updater.NeuralNetUpdaterConfiguration;
import org.deeplearning4j.rl4j.builder.AdvantageActorCriticBuilder;
import org.deeplearning4j.rl4j.experience.StateActionExperienceHandler;
import org.deeplearning4j.rl4j.network.ActorCriticNetwork;
import org.deeplearning4j.rl4j.network.ac.ActorCriticLoss;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.deeplearning4j.rl4j.observation.transform.operation.ArrayToINDArrayTransform;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import topspin.EnvironmentSteps;
import topspin.env.EnvironmentRegistry;
import topspin.random.RandomStreams;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * RL4J's own A2C learning from our Pong's {@code features}, on one thread: one environment, an update every 16 steps, a
 * dense layer of 256 ReLU under both heads. An invocation is 512 decisions or the rest of a game, if that is shorter;
 * {@code steps} counts decisions. {@code A2cBenchmark} is ours.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Rl4jBenchmark {
    private static final int FEATURES = 6;
    private static final int ACTIONS = 2;
    private static final int UNITS = 256;
    private static final int STEPS = 16;
    private static final int INVOCATION = 512;
    private static final double LEARNING_RATE = 7e-4;
    private static final double DECAY = 0.99;
    private static final double EPSILON = 1e-5;
    private static final double GAMMA = 0.99;

    private IAgentLearner<Integer> agent;

    @Setup
    public void setUp() {
        RandomStreams streams = new RandomStreams(1);
        AdvantageActorCriticBuilder builder = new AdvantageActorCriticBuilder(
                AdvantageActorCriticBuilder.Configuration.builder()
                        .neuralNetUpdaterConfiguration(NeuralNetUpdaterConfiguration.builder().build())
                        .advantageActorCriticConfiguration(
                                AdvantageActorCritic.Configuration.builder().gamma(GAMMA).build())
                        .experienceHandlerConfiguration(
                                StateActionExperienceHandler.Configuration.builder().batchSize(STEPS).build())
                        .agentLearnerConfiguration(AgentLearner.Configuration.builder().maxEpisodeSteps(INVOCATION).build())
                        .agentLearnerListeners(List.of())
                        .build(),
                ActorCriticNetwork.builder().withCombinedNetwork(network()).channelNames(channels()).build(),
                () -> new Rl4jEnvironment(EnvironmentRegistry.load().create("pong", Map.of("observation", "features"),
                        streams.scope("env/0")), streams.stream("exploration")),
                () -> TransformProcess.builder().transform(Rl4jEnvironment.CHANNEL,
                        new ArrayToINDArrayTransform(1, FEATURES)).build(channels()),
                Nd4j.getRandomFactory().getNewRandomInstance(1));
        agent = builder.build();
    }

    private static String[] channels() {
        return new String[] {Rl4jEnvironment.CHANNEL};
    }

    private static ComputationGraph network() {
        ComputationGraphConfiguration layers = new NeuralNetConfiguration.Builder().seed(1)
                .updater(new RmsProp(LEARNING_RATE, DECAY, EPSILON)).graphBuilder()
                .addInputs(Rl4jEnvironment.CHANNEL).setInputTypes(InputType.feedForward(FEATURES))
                .addLayer("dense", new DenseLayer.Builder().nOut(UNITS).activation(Activation.RELU).build(),
                        Rl4jEnvironment.CHANNEL)
                .addLayer("value", new OutputLayer.Builder(LossFunctions.LossFunction.MSE).nOut(1)
                        .activation(Activation.IDENTITY).build(), "dense")
                .addLayer("softmax", new OutputLayer.Builder(new ActorCriticLoss()).nOut(ACTIONS)
                        .activation(Activation.SOFTMAX).build(), "dense")
                .setOutputs("value", "softmax").build();
        ComputationGraph network = new ComputationGraph(layers);
        network.init();
        return network;
    }

    @Benchmark
    public double learn(EnvironmentSteps taken) {
        agent.run();
        taken.add(((AgentLearner<Integer>) agent).getEpisodeStepCount());
        return ((AgentLearner<Integer>) agent).getReward();
    }
}
