package topspin.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Where this program is installed. */
final class Home {

    private Home() {
    }

    /** The launcher's directory, or that of the JAR that was started; empty if there is neither. */
    static Optional<Path> directory() {
        String said = System.getProperty("topspin.home");
        return said != null ? Optional.of(Path.of(said)) : jar().map(Path::getParent);
    }

    private static Optional<Path> jar() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
