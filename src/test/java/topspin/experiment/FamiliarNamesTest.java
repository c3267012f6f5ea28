package topspin.experiment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topspin.config.InputException;
import topspin.env.EnvironmentRegistry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a user of CleanRL or Stable-Baselines3 types first. */
class FamiliarNamesTest {
    @TempDir
    private Path directory;

    private ExperimentFile read(String yaml) throws IOException {
        return ExperimentFile.read(Files.writeString(directory.resolve("mine.yaml"), yaml), List.of(),
                EnvironmentRegistry.load());
    }

    @ParameterizedTest
    @CsvSource({"learning_rate,optimiser.learning-rate", "lr,optimiser.learning-rate", "n_steps,steps", "num_steps,steps",
        "n_envs,environments", "num_envs,environments", "num-envs,environments", "numEnvs,environments",
        "clip_range,ppo.clip", "clip_coef,ppo.clip", "ent_coef,entropy", "vf_coef,value", "n_epochs,ppo.epochs",
        "update_epochs,ppo.epochs", "total_timesteps,total-steps", "gae_lambda,ppo.gae-lambda",
        "max_grad_norm,max-grad-norm", "target_kl,ppo.target-kl", "lstm_hidden_size,policy.core.units",
        "frame_stack,env.frame-stack", "env_id,env.id", "device,engine",
        "norm_obs,normalise.observations", "norm_reward,normalise.rewards", "clip_obs,normalise.clip-observations"})
    void shouldLeadToTheRightKey(String theirs, String ours) throws IOException {
        assertThatThrownBy(() -> read("env: {id: pong}\n" + theirs + ": 3\n")).isInstanceOf(InputException.class)
                .hasMessageContaining("mine.yaml:2: " + theirs + ": unknown key; did you mean " + ours + "?");
    }

    @Test
    void shouldFindTheKeyInAWrongSectionToo() {
        assertThatThrownBy(() -> read("env: {id: pong}\nppo: {ent_coef: 0.1}\n"))
                .hasMessageContaining("ppo.ent_coef: unknown key; did you mean entropy?");
    }

    @Test
    void everyNameShouldLeadToAKeyThatIs() throws IOException {
        ConfigSchema schema = new ConfigSchema(EnvironmentRegistry.load().provider("pong"));
        assertThat(FamiliarNames.keys()).allMatch(schema::knows);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{id: recall}|mlp", "{id: pong}|binary-dense", "{id: pong, observation: gray84}|nature-cnn",
        "{id: pong, observation: features}|mlp"})
    void theEncoderShouldFollowTheWorld(String env, String encoder) throws IOException {
        assertThat(read("env: " + env + "\n").config().policy().encoder()).isEqualTo(encoder);
    }

    @Test
    void anEncoderThatIsChosenShouldStay() throws IOException {
        assertThat(read("env: {id: recall}\npolicy: {encoder: none}\n").config().policy().encoder()).isEqualTo("none");
    }
}
