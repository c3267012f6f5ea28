package topspin.interop.ale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topspin.env.Environment;
import topspin.env.Observations;
import topspin.env.SavedState;
import topspin.space.Box;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The environment around a console of our own. */
class AtariEnvironmentTest {
    private static final AtariAction[] ALL = AtariAction.values();

    private final ToyConsole console = new ToyConsole(214, 0, 1, 3);
    private final AtariEnvironment environment = new AtariEnvironment(console, "a", ALL, new AtariColours(console));

    private static AtariEnvironment another(String md5) {
        ToyConsole console = new ToyConsole(214, 0, 1, 3);
        return new AtariEnvironment(console, md5, ALL, new AtariColours(console));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 17, 49, 50, 51, 120})
    void aSavedGameShouldGoOnAsIfNothingHadHappened(int steps) throws IOException {
        environment.reset(null, 0);
        for (int i = 0; i < steps; i++) {
            step(environment, i % 18, null);
        }
        AtariEnvironment restored = another("a");
        restored.reset(null, 0);
        restored.step(3, null, 0);
        SavedState.of(environment).restore(restored);

        assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(environment).bytes());
        assertSameScreen(restored);
        for (int i = 0; i < 2 * ToyConsole.LENGTH; i++) {
            Observations shown = new Observations(environment.observationSpace(), 2);
            float reward = step(environment, i * 5 % 18, shown);
            Observations again = new Observations(environment.observationSpace(), 2);
            assertThat(step(restored, i * 5 % 18, again)).isEqualTo(reward);
            assertThat(again.bytes()).isEqualTo(shown.bytes());
            assertThat(restored.lives()).isEqualTo(environment.lives());
            assertThat(restored.terminated()).isEqualTo(environment.terminated());
            assertSameScreen(restored);
        }
    }

    /** A step, or a reset after the end of a game; -1 for a reset. */
    private static float step(Environment world, int action, Observations out) {
        if (world.terminated()) {
            world.reset(out, 1);
            return -1;
        }
        return world.step(action, out, 1);
    }

    private void assertSameScreen(AtariEnvironment restored) {
        Observations one = new Observations(environment.observationSpace(), 1);
        Observations other = new Observations(environment.observationSpace(), 1);
        environment.drawPooled(one, 0);
        restored.drawPooled(other, 0);
        assertThat(other.bytes()).isEqualTo(one.bytes());
        assertThat(picture(restored)).isEqualTo(picture(environment));
    }

    private static int[] picture(Environment world) {
        var view = world.view().orElseThrow();
        BufferedImage image = new BufferedImage(view.width(), view.height(), BufferedImage.TYPE_INT_RGB);
        view.paint(image.createGraphics());
        return image.getRGB(0, 0, view.width(), view.height(), null, 0, view.width());
    }

    @Test
    void aWorldThatHasNotBegunShouldBeSavedToo() throws IOException {
        AtariEnvironment restored = another("a");
        restored.reset(null, 0);
        SavedState.of(environment).restore(restored);
        Observations one = new Observations(environment.observationSpace(), 2);
        environment.reset(one, 0);
        restored.reset(one, 1);
        int length = one.rowLength();
        assertThat(Arrays.copyOfRange(one.bytes(), length, 2 * length)).isEqualTo(Arrays.copyOf(one.bytes(), length));
    }

    @Test
    void aGameMayBeLongerThanTheRecordWasMadeFor() throws IOException {
        environment.reset(null, 0);
        for (int i = 0; i < 40_000; i++) {
            environment.step(i % 18, null, 0);
        }
        AtariEnvironment restored = another("a");
        SavedState.of(environment).restore(restored);
        assertThat(SavedState.of(restored).bytes()).isEqualTo(SavedState.of(environment).bytes()).hasSizeGreaterThan(40_000);
    }

    @Test
    void aStateOfAnotherRomShouldBeRefused() throws IOException {
        environment.reset(null, 0);
        SavedState saved = SavedState.of(environment);
        AtariEnvironment other = another("b");
        assertThatThrownBy(() -> saved.restore(other)).isInstanceOf(IOException.class)
                .hasMessage("the saved game is of a ROM with the MD5 a, but env.rom has now b");
    }

    @Test
    void coloursAndGreyShouldBeOfTheMaximumOfTwoFrames() {
        int[] palette = console.palette();
        AtariFrame earlier = new AtariFrame(console);
        AtariFrame later = new AtariFrame(console);
        Arrays.fill(earlier.pixels, (byte) 200);
        Arrays.fill(later.pixels, (byte) 10);
        assertThat(palette[200]).isEqualTo(0xC837E8);
        assertThat(palette[10]).isEqualTo(0x0AF572);

        AtariColours colours = new AtariColours(console);
        assertThat(colours.space()).isEqualTo(Box.pixels(214, 160, 3));
        assertThat(Arrays.copyOf(drawn(colours, earlier, later), 4)).isEqualTo(new byte[] {(byte) 0xC8, (byte) 0xF5, (byte) 0xE8, (byte) 0xC8});

        AtariGrey grey = new AtariGrey(console);
        assertThat(grey.space()).isEqualTo(Box.pixels(84, 84, 1));
        byte luminance = (byte) Math.round(0.299 * 0xC8 + 0.587 * 0xF5 + 0.114 * 0xE8);
        assertThat(drawn(grey, earlier, later)).containsOnly(luminance);
    }

    private static byte[] drawn(AtariScreen screen, AtariFrame earlier, AtariFrame later) {
        Observations out = new Observations(screen.space(), 1);
        screen.draw(earlier, later, out, 0);
        return out.bytes();
    }

    @Test
    void memoryShouldBeThatOfTheLastFrame() {
        AtariFrame earlier = new AtariFrame(console);
        AtariFrame later = new AtariFrame(console);
        Arrays.fill(earlier.memory, (byte) 200);
        Arrays.fill(later.memory, (byte) 10);
        assertThat(drawn(new AtariMemory(), earlier, later)).containsOnly(10).hasSize(128);
    }

    @Test
    void actionsShouldHaveTheirNames() {
        assertThat(environment.actionNames()).startsWith("noop", "fire", "up", "right", "left", "down", "up+right").hasSize(18)
                .endsWith("down+left+fire");
        assertThat(new AtariEnvironment(console, "a", new AtariAction[] {AtariAction.NOOP, AtariAction.LEFT_FIRE},
                new AtariMemory()).actionNames()).isEqualTo(List.of("noop", "left+fire"));
    }
}
