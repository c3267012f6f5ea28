package topspin.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topspin.env.Environment;
import topspin.env.EnvironmentProvider;
import topspin.env.EnvironmentRegistry;
import topspin.random.RandomStreams;
import topspin.space.Box;
import topspin.space.Space;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/worlds.md}: every built-in world has a section with its spaces and a picture, which the command beside it makes. A
 * heading may name several worlds that differ in size alone; the section then has the spaces of each and one picture.
 */
class WorldsPageTest {
    private static final Path PAGE = Path.of("docs/worlds.md");
    private static final long LARGEST_PICTURE = 20_000;
    /** Worlds of other processes and of files, which nothing can be said of here. */
    private static final List<String> ELSEWHERE = List.of("gym-http", "ale");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]*]\\((worlds/[^)]+\\.png)\\)");
    private static final Pattern COMMAND = Pattern.compile("- Picture: `\\./topspin (play .* --png docs/(worlds/\\S+\\.png).*)`");

    private final EnvironmentRegistry registry = EnvironmentRegistry.load();
    @TempDir
    private Path directory;

    private record Section(List<String> worlds, String text) {
    }

    private static List<Section> sections() throws IOException {
        List<Section> sections = new ArrayList<>();
        for (String part : Files.readString(PAGE).split("\n##+ ")) {
            List<String> names = NAME.matcher(part.lines().findFirst().orElse("")).results().map(name -> name.group(1)).toList();
            sections.add(new Section(names, part));
        }
        return sections;
    }

    private Environment world(String id) {
        return registry.create(id, Map.of(), new RandomStreams(1));
    }

    private Stream<EnvironmentProvider> worlds() {
        return registry.providers().values().stream().filter(world -> !ELSEWHERE.contains(world.id()));
    }

    private static String space(Space space) {
        return "`" + (space instanceof Box box ? "Box" + Arrays.toString(box.shape()) : space) + "`";
    }

    /** What is to be added for a world, with everything that is known. */
    private String skeleton(EnvironmentProvider provider) {
        String id = provider.id();
        String picture = "worlds/" + id.replace('/', '-') + ".png";
        String options = provider.options().isEmpty() ? "none" : String.join(", ", provider.options().stream()
                .map(option -> "`" + option.key() + "`").toList());
        try (Environment world = world(id)) {
            String names = world.actionNames().isEmpty() ? "" : ": " + String.join(", ", world.actionNames());
            return """
                    docs/worlds.md lacks a section for %1$s. Add this, with the rules, and run the command in it:

                    ## `%1$s`

                    ![%1$s](%2$s)

                    %3$s

                    - Observation: %4$s: …
                    - Actions: %5$s%6$s
                    - Reward: …
                    - End: …
                    - Options: %7$s
                    - Picture: `./topspin play %1$s --png docs/%2$s --frames 4 --plain --scale 0.5`
                    """.formatted(id, picture, provider.description(), space(world.observationSpace()), space(world.actionSpace()), names, options);
        }
    }

    @Test
    void everyWorldShouldHaveASectionWithItsSpaces() throws IOException {
        List<Section> sections = sections();
        worlds().forEach(provider -> {
            Optional<Section> section = sections.stream().filter(part -> part.worlds.contains(provider.id())).findFirst();
            assertThat(section).as("%s", skeleton(provider)).isPresent();
            try (Environment world = world(provider.id())) {
                assertThat(section.get().text).as("the section of %s", provider.id())
                        .contains("- Observation: ", space(world.observationSpace()), "- Actions: ", space(world.actionSpace()),
                                "- Reward: ", "- End: ", "- Options: ");
            }
        });
        ELSEWHERE.forEach(id -> assertThat(sections).anySatisfy(section -> assertThat(section.worlds).contains(id)));
    }

    @Test
    void everySectionShouldHaveASmallPictureThatItsCommandMakes() throws IOException {
        CommandLineFixture line = CommandLineFixture.real();
        List<String> ids = worlds().map(EnvironmentProvider::id).toList();
        for (Section section : sections()) {
            if (section.worlds.stream().noneMatch(ids::contains)) {
                continue;
            }
            Matcher shown = PICTURE.matcher(section.text);
            assertThat(shown.find()).as("a line ![NAME](worlds/NAME.png) in the section of %s", section.worlds).isTrue();
            Matcher command = COMMAND.matcher(section.text);
            assertThat(command.find()).as("a line - Picture: `./topspin play … --png docs/%s …` in the section of %s", shown.group(1),
                    section.worlds).isTrue();
            assertThat(command.group(2)).as("the picture that is made is the one that is shown").isEqualTo(shown.group(1));
            Path picture = Path.of("docs", shown.group(1));
            assertThat(picture).as("run: ./topspin %s", command.group(1)).exists();
            assertThat(Files.size(picture)).as("bytes of %s; make it smaller with --scale", picture).isLessThan(LARGEST_PICTURE);

            Path made = directory.resolve("made.png");
            String[] words = command.group(1).replace("docs/" + command.group(2), made.toString()).split(" ");
            assertThat(words[1]).as("who plays in the picture of %s", section.worlds).isIn(section.worlds);
            assertThat(line.run(words)).as(line.err()).isZero();
            // not the pixels: fonts and edges are the machine's
            assertThat(size(made)).as("run again: ./topspin %s", command.group(1)).isEqualTo(size(picture));
        }
    }

    private static String size(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        return image.getWidth() + " × " + image.getHeight();
    }

    @Test
    void noPictureShouldBeLeftOver() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> pictures = Files.list(Path.of("docs/worlds"))) {
            assertThat(pictures).allSatisfy(picture -> assertThat(page).contains("(worlds/" + picture.getFileName() + ")"));
        }
    }
}
