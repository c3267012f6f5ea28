package topspin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What every Maven project under {@code docs/examples} has to agree with ours in. */
public final class ExampleProject {
    private static final Path OURS = Path.of("pom.xml");
    private static final Path MAVEN = Path.of(".mvn/maven.config");

    private ExampleProject() {
    }

    /** Fails unless it needs this version of Topspin, and has our versions of these plugins, which are downloaded already. */
    public static void shouldNeedThisVersion(Path project, String... plugins) throws IOException {
        Path pom = project.resolve("pom.xml");
        assertThat(first(pom, "<topspin.version>(.*?)</topspin.version>")).isEqualTo(first(OURS, "<version>(.*?)</version>"));
        for (String plugin : plugins) {
            String version = "<artifactId>" + plugin + "</artifactId><version>(.*?)</version>";
            assertThat(first(pom, version)).as(plugin).isEqualTo(first(OURS, version));
        }
        assertThat(project.resolve(MAVEN)).hasSameTextualContentAs(MAVEN);
    }

    private static String first(Path file, String pattern) throws IOException {
        Matcher match = Pattern.compile(pattern).matcher(Files.readString(file));
        assertThat(match.find()).as(file + " has " + pattern).isTrue();
        return match.group(1);
    }
}
