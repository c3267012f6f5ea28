package topspin.plugin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PluginPathTest {
    @TempDir
    private Path home;

    @Test
    void shouldSearchOptionsThenTheVariableThenTheFolderInTheOrderOfNames() throws IOException {
        Path folder = Files.createDirectories(home.resolve("plugins"));
        Path all = Files.createDirectories(home.resolve("all"));
        for (Path file : List.of(folder.resolve("b.jar"), folder.resolve("a.jar"), folder.resolve("README"), all.resolve("z.jar"),
                all.resolve("y.jar"))) {
            Files.createFile(file);
        }
        PluginPath path = PluginPath.of(List.of(Path.of("two.jar"), Path.of("one.jar")),
                "c.jar" + File.pathSeparator + all + "/*" + File.pathSeparator, home);

        assertThat(path.entries()).extracting(PluginPath.Entry::given).containsExactly("--jar two.jar", "--jar one.jar",
                "TOPSPIN_CLASSPATH: c.jar", "TOPSPIN_CLASSPATH: " + all.resolve("y.jar"),
                "TOPSPIN_CLASSPATH: " + all.resolve("z.jar"), folder.resolve("a.jar").toString(),
                folder.resolve("b.jar").toString());
        assertThat(path.entries()).extracting(PluginPath.Entry::library)
                .containsExactly(false, false, true, true, true, false, false);
    }

    @Test
    void shouldCountAFileOnceHoweverItIsNamed() throws IOException {
        Path jar = Files.createFile(Files.createDirectories(home.resolve("plugins")).resolve("a.jar"));

        assertThat(PluginPath.of(List.of(jar, home.resolve("plugins/../plugins/a.jar")), jar.toString(), home).entries())
                .containsExactly(new PluginPath.Entry(jar, "--jar " + jar, false));
    }

    @Test
    void shouldBeEmptyWhereNothingIsAdded() {
        assertThat(PluginPath.of(List.of(), null, null).entries()).isEmpty();
        assertThat(PluginPath.of(List.of(), "", home).entries()).isEmpty();
    }

    @Test
    void shouldSayWhichDirectoryIsNotThere() {
        assertThatThrownBy(() -> PluginPath.of(List.of(), home + "/none/*", home)).isInstanceOf(PluginException.class)
                .hasMessage("TOPSPIN_CLASSPATH: " + home + "/none/*: no such file or directory; expected a directory of JARs");
    }
}
