package topspin.experiment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names that CleanRL, Stable-Baselines3 and RL Zoo use for the keys of an experiment. */
final class FamiliarNames {
    private static final Map<String, String> KEYS = new HashMap<>();

    static {
        means("optimiser.learning-rate", "learning_rate", "lr", "policy_lr", "step_size");
        means("optimiser.schedule", "anneal_lr", "lr_schedule", "learning_rate_schedule");
        means("optimiser.type", "optimizer", "optimizer_class", "use_rms_prop");
        means("optimiser.epsilon", "adam_epsilon", "adam_eps", "eps", "rms_prop_eps");
        means("optimiser.decay", "alpha", "rms_prop_alpha");
        means("environments", "n_envs", "num_envs", "n_workers", "num_workers", "nenvs", "nenv");
        means("steps", "n_steps", "num_steps", "nsteps", "rollout_length", "horizon", "unroll_length");
        means("total-steps", "total_timesteps", "n_timesteps", "timesteps", "num_env_steps", "total_steps", "max_steps");
        means("ppo.clip", "clip_range", "clip_coef", "cliprange", "clip_param", "clip_eps");
        means("ppo.clip-value", "clip_range_vf", "clip_vloss");
        means("ppo.epochs", "n_epochs", "update_epochs", "noptepochs", "num_epochs", "ppo_epochs");
        means("ppo.minibatches", "num_minibatches", "n_minibatches", "nminibatches", "batch_size", "minibatch_size");
        means("ppo.gae-lambda", "gae_lambda", "lam", "lambda", "lambd");
        means("ppo.normalise-advantage", "norm_adv", "normalize_advantage", "normalise_advantage");
        means("ppo.target-kl", "target_kl", "desired_kl");
        means("pqn.lambda", "q_lambda");
        means("pqn.epsilon", "start_e", "eps_start", "exploration_initial_eps");
        means("pqn.final-epsilon", "end_e", "eps_finish", "eps_end", "exploration_final_eps");
        means("pqn.epsilon-steps", "exploration_fraction", "eps_decay", "epsilon_decay_period");
        means("entropy", "ent_coef", "entropy_coef", "entropy_coeff", "entropy_coefficient");
        means("value", "vf_coef", "value_coef", "value_loss_coef", "vf_loss_coeff", "critic_coef");
        means("max-grad-norm", "max_grad_norm", "grad_clip", "clip_grad_norm", "gradient_clip");
        means("normalise.observations", "norm_obs", "normalize", "normalize_observations", "normalise_observations",
                "normalize_obs");
        means("normalise.rewards", "norm_reward", "normalize_reward", "normalize_rewards", "normalise_rewards",
                "reward_scaling");
        means("normalise.clip-observations", "clip_obs", "clip_observations");
        means("normalise.clip-rewards", "clip_reward");
        means("gamma", "discount", "discount_factor");
        means("algorithm", "algo", "agent");
        means("env.id", "env_id", "gym_id", "env_name", "environment");
        means("env.frame-skip", "frame_skip", "frameskip", "action_repeat");
        means("env.frame-stack", "frame_stack", "n_stack", "num_stack");
        means("policy.core.units", "hidden_size", "lstm_hidden_size", "rnn_hidden_size", "lstm_size", "num_units");
        means("policy.core.layers", "n_lstm_layers", "num_layers", "rnn_layers");
        means("policy.core.type", "rnn_type", "cell", "cell_type", "recurrent");
        means("policy.critic", "enable_critic_lstm", "shared_lstm", "critic_lstm");
        means("policy.previous", "use_prev_action", "use_prev_reward", "lstm_use_prev_action", "lstm_use_prev_reward",
                "prev_action", "prev_reward");
        means("policy.encoder", "features_extractor", "features_extractor_class", "network", "policy_type");
        means("policy.heads.units", "net_arch");
        means("policy.encoder-units", "features_dim", "encoder_units");
        means("policy.encoder-activation", "activation_fn", "activation_function");
        means("policy.initialiser", "ortho_init", "orthogonal_init", "initializer");
        means("log.every", "log_interval", "log_freq", "log_every");
        means("log.score-window", "stats_window_size");
        means("checkpoint.every", "save_freq", "save_interval", "checkpoint_freq", "checkpoint_interval");
        means("workers", "num_threads", "n_threads", "torch_threads", "threads");
        means("engine", "device", "cuda", "backend");
        means("precision", "dtype", "fp16", "mixed_precision");
        means("name", "exp_name", "run_name", "experiment");
    }

    private FamiliarNames() {
    }

    private static void means(String key, String... names) {
        for (String name : names) {
            String before = KEYS.put(name, key);
            if (before != null) {
                throw new IllegalStateException(name + " would mean " + before + " and " + key);
            }
        }
    }

    /** Our key for a name of theirs, in whatever spelling: {@code n_envs}, {@code n-envs}, {@code nEnvs}, {@code ppo.n_envs}. */
    static Optional<String> key(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < last.length(); i++) {
            char letter = last.charAt(i);
            if (Character.isUpperCase(letter) && i > 0 && Character.isLowerCase(last.charAt(i - 1))) {
                snake.append('_');
            }
            snake.append(letter == '-' ? '_' : Character.toLowerCase(letter));
        }
        return Optional.ofNullable(KEYS.get(snake.toString()));
    }

    /** Every key that some name leads to. */
    static Iterable<String> keys() {
        return Map.copyOf(KEYS).values();
    }
}
