package topspin.nn.cell;

import java.util.Locale;

/** A key of {@link CoreConfig} that some types of cell have and others do not. */
public enum CoreOption {
    FORGET_BIAS("forget-bias") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return config.forgetBias() == 0;
        }

        @Override
        String text(CoreConfig config) {
            return "forget bias " + config.forgetBias();
        }
    },
    LAYER_NORM("layer-norm") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return !config.layerNorm();
        }

        @Override
        String text(CoreConfig config) {
            return "layer norm";
        }
    },
    RESET("reset") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return config.reset() == Gru.Reset.AFTER;
        }

        @Override
        String text(CoreConfig config) {
            return "reset " + config.reset().name().toLowerCase(Locale.ROOT);
        }
    },
    ACTIVATION("activation") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return config.activation() == Rnn.Activation.TANH;
        }

        @Override
        String text(CoreConfig config) {
            return config.activation().name().toLowerCase(Locale.ROOT);
        }
    },
    HIGHWAY("highway") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return config.highway();
        }

        @Override
        String text(CoreConfig config) {
            return "no highway";
        }
    },
    MAX_PHASE("max-phase") {
        @Override
        public boolean isDefault(CoreConfig config) {
            return config.maxPhase() == CoreConfig.DEFAULT_MAX_PHASE;
        }

        @Override
        String text(CoreConfig config) {
            return "phases up to " + config.maxPhase();
        }
    };

    private final String key;

    CoreOption(String key) {
        this.key = key;
    }

    /** The key of an experiment, under {@code policy.core}. */
    public String key() {
        return key;
    }

    /** Whether a core has this option's default. */
    public abstract boolean isDefault(CoreConfig config);

    /** A value that is not the default, for people. */
    abstract String text(CoreConfig config);
}
