package topspin.interop.tracker;

import topspin.config.InputException;
import topspin.text.Excerpt;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Where an MLflow tracking server is, and how it knows us. Credentials come from the variables that MLflow's own clients
 * read, and from nowhere else: a command line is kept in {@code run.json}, and others can see it.
 *
 * @param uri           without a slash at its end
 * @param authorisation the field's value; empty without credentials
 */
public record MlflowAddress(URI uri, Optional<String> authorisation) {
    /** The option that names a server. */
    public static final String OPTION = "--mlflow";
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";

    /**
     * @param text      such as {@code http://localhost:5000}
     * @param variables of the environment
     * @throws InputException if it is no address of a server, or has credentials in it
     */
    public static MlflowAddress of(String text, Map<String, String> variables) {
        URI uri;
        try {
            uri = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw refused(text, "is no address");
        }
        if (uri.getRawUserInfo() != null) {
            // not repeated: it has a password in it
            throw new InputException(OPTION + ": an address with a name or a password in it would be kept in run.json; set "
                    + USERNAME + " and " + PASSWORD + ", or " + TOKEN + ", instead");
        }
        if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw refused(text, "is no address of a server");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(text, "has more than a server's address");
        }
        return new MlflowAddress(uri, authorisation(variables));
    }

    private static InputException refused(String text, String why) {
        return new InputException(OPTION + " " + Excerpt.of(text) + ": " + why
                + "; expected a tracking server, such as http://localhost:5000");
    }

    /** As MLflow's own client: name and password before a token. */
    private static Optional<String> authorisation(Map<String, String> variables) {
        String name = variables.getOrDefault(USERNAME, "");
        String password = variables.getOrDefault(PASSWORD, "");
        if (!name.isEmpty() && !password.isEmpty()) {
            return Optional.of("Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        String token = variables.getOrDefault(TOKEN, "");
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }

    /** For people; has no credentials. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
