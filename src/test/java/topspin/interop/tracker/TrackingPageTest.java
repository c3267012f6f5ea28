package topspin.interop.tracker;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/tracking.md} against the code. */
class TrackingPageTest {
    private static final Path PAGE = Path.of("docs/tracking.md");
    private static final Pattern NAME = Pattern.compile("(?m)^\\| (`.+?`.*?) \\| `([^`]+)` \\| (\\d+) \\| (?:`([^`]+)` )?\\|$");

    @Test
    void namesShouldSayWhatThePageSaysTheySay() throws IOException {
        Matcher rows = NAME.matcher(Files.readString(PAGE));
        int count = 0;
        while (rows.find()) {
            Matcher names = Pattern.compile("`([^`]+)`").matcher(rows.group(1));
            while (names.find()) {
                assertThat(ForeignImport.identity(Path.of("/runs").resolve(names.group(1)))).as(names.group(1))
                        .isEqualTo(new ForeignRun.Identity(rows.group(2), Long.parseLong(rows.group(3)), rows.group(4)));
                count++;
            }
        }
        assertThat(count).isEqualTo(5);
        assertThat(ForeignImport.identity(Path.of("/runs/any other"))).isEqualTo(new ForeignRun.Identity("any other", 0, null));
    }

    @Test
    void thePageShouldNameEveryTagOfScoresInOrder() throws IOException {
        String row = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| TensorBoard's event files")).findFirst().orElseThrow();
        List<String> tags = Pattern.compile("`([a-z_]+(?:/[a-z_]+)?)`").matcher(row.substring(row.indexOf("the tag"), row.indexOf(", or the one")))
                .results().map(tag -> tag.group(1)).toList();
        assertThat(tags).containsExactlyInAnyOrderElementsOf(ForeignLogs.SCORES);
    }
}
