package topspin.train;

import topspin.config.InputException;
import topspin.config.InvalidConfigException;
import topspin.env.EnvironmentRegistry;
import topspin.experiment.ExperimentFile;
import topspin.experiment.RunFiles;
import topspin.experiment.RunJars;
import topspin.nn.engine.Arithmetic;
import topspin.nn.engine.Engine;
import topspin.nn.engine.EngineUnavailableException;
import topspin.parallel.WorkerPool;
import topspin.policy.ActionChoice;
import topspin.policy.PolicyNetwork;
import topspin.run.Checkpoint;
import topspin.run.CheckpointException;
import topspin.run.RunConfig;
import topspin.run.RunDirectory;
import topspin.run.RunDirectoryException;
import topspin.run.RunFailedException;
import topspin.run.WorldVersion;
import topspin.space.Box;
import topspin.space.Space;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run's config and one of its checkpoints, opened for playing, on an engine that this machine has. Changes nothing in
 * the run's directory; the run may still be training. One thread.
 */
public final class SavedRun implements Closeable {
    private final ExperimentFile experiment;
    private final RunConfig config;
    private final Checkpoint checkpoint;
    private final Training player;

    private SavedRun(ExperimentFile experiment, RunConfig config, Checkpoint checkpoint, Training player) {
        this.experiment = experiment;
        this.config = config;
        this.checkpoint = checkpoint;
        this.player = player;
    }

    /**
     * @param run     its directory
     * @param worlds  of the environment that it was trained in
     * @param notices gets the lines for people: a JAR that has changed, a damaged checkpoint, another rounding
     * @throws InputException        if its {@code config.yaml} was changed, or there is no such checkpoint
     * @throws RunDirectoryException if there is no run
     * @throws CheckpointException   if the checkpoint cannot be used, or is another run's
     * @throws RunFailedException    if no engine can be used on this machine
     */
    public static SavedRun open(Path run, CheckpointChoice choice, EnvironmentRegistry worlds, Training player,
                                Consumer<String> notices) throws IOException {
        try (RunDirectory directory = RunDirectory.view(run)) {
            RunJars.check(directory, worlds, notices);
            ExperimentFile experiment = RunFiles.experiment(directory, List.of(), worlds);
            Checkpoint checkpoint = choice.open(directory, notices);
            try {
                RunConfig config = onEngineOf(directory, experiment.config(), player, notices);
                sayOtherWorld(directory, player.world(config), notices);
                return new SavedRun(experiment, config, checkpoint, player);
            } catch (RuntimeException | Error e) {
                try (checkpoint) {
                    throw e;
                }
            }
        }
    }

    private static void sayOtherWorld(RunDirectory directory, WorldVersion now, Consumer<String> notices) {
        directory.world().filter(trained -> !trained.equals(now)).ifPresent(trained -> notices.accept("the run was trained in "
                + trained + ", and this is version " + now.version() + ": scores are of another world"));
    }

    /** The engine that trained, if this machine has it, else another: unlike resuming, playing may use any. */
    private static RunConfig onEngineOf(RunDirectory directory, RunConfig config, Training player,
                                        Consumer<String> notices) {
        if (directory.arithmetic().isEmpty()) {
            return config;
        }
        Arithmetic trained = directory.arithmetic().get();
        RunConfig same = config.goingOnWith(trained);
        try {
            sayDifference(player.arithmetic(same), trained, notices);
            return same;
        } catch (RunFailedException e) {
            if (!(e.getCause() instanceof EngineUnavailableException)) {
                throw e;
            }
            sayDifference(player.arithmetic(config), trained, notices);
            return config;
        }
    }

    private static void sayDifference(Arithmetic now, Arithmetic trained, Consumer<String> notices) {
        String difference = now.differenceFrom(trained);
        if (!difference.isEmpty()) {
            notices.accept("this machine rounds differently than the run did: " + difference);
        }
    }

    /** Its config, resolved. */
    public RunConfig config() {
        return config;
    }

    /** The space of its observations. */
    public Box observationSpace() {
        return experiment.observationSpace();
    }

    /** The space of its actions. */
    public Space actionSpace() {
        return experiment.actionSpace();
    }

    /** The checkpoint whose weights are used. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /**
     * Plays whole episodes, under random streams that no training episode has.
     *
     * @param episodes how many to finish
     * @throws InputException     if the parts do not fit
     * @throws RunFailedException if the environment fails
     */
    public Training.Evaluation play(ActionChoice choice, int episodes) throws IOException {
        try {
            return player.evaluate(config, checkpoint, choice, episodes);
        } catch (InvalidConfigException e) {
            throw experiment.located(e);
        }
    }

    /**
     * The run's normaliser; empty if it does not normalise.
     *
     * @throws CheckpointException if the checkpoint lacks its statistics, or holds another run's
     */
    public byte[] statistics() throws IOException {
        return Trainer.frozenNormaliser(config, checkpoint, observationSpace(), 1).hasState()
                ? checkpoint.bytes(Checkpoint.NORMALISER) : new byte[0];
    }

    /** An engine for {@link #policy}. The caller closes it. */
    public Engine engine() {
        return Equipment.engine(config);
    }

    /**
     * The network, ready to act.
     *
     * @throws CheckpointException if the checkpoint holds weights of another network
     */
    public PolicyNetwork policy(Engine engine) throws IOException {
        try (WorkerPool workers = new WorkerPool(1)) {
            return Trainer.trained(config, checkpoint, observationSpace(), actionSpace(), engine, workers);
        } catch (InvalidConfigException e) {
            throw experiment.located(e);
        }
    }

    @Override
    public void close() throws IOException {
        checkpoint.close();
    }
}
