package topspin.cli;

import topspin.interop.tracker.MlflowAddress;

/** The option {@code --mlflow}, which several commands have. */
final class MlflowOption {
    static final String DESCRIPTION = "An MLflow tracking server, such as http://localhost:5000. Needs a name and password? Set "
            + "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.";

    private MlflowOption() {
    }

    /** @throws topspin.config.InputException if it is no address of a server */
    static MlflowAddress address(String text) {
        return MlflowAddress.of(text, System.getenv());
    }
}
