package topspin.envs.arcade;

import org.junit.jupiter.api.Test;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import static org.assertj.core.api.Assertions.assertThat;

class PatchesTest {

    @Test
    void shouldJoinWhatMeetsTheOneBefore() {
        Patches patches = new Patches();
        patches.add(10, 10, 14, 20);
        patches.add(10, 20, 14, 26);
        patches.add(50, 10, 52, 14);
        patches.add(10, 26, 14, 30);
        assertThat(patches.count()).isEqualTo(3);
        assertThat(patches.top(0)).isEqualTo(10);
        assertThat(patches.bottom(0)).isEqualTo(26);
        patches.clear();
        assertThat(patches.count()).isZero();
    }

    @Test
    void shouldCoverEverythingHoweverMuchThereIs() {
        long seed = 41;
        RandomStream random = new RandomStreams(seed).stream("patches");
        for (int round = 0; round < 300; round++) {
            Patches patches = new Patches();
            boolean[][] painted = new boolean[60][60];
            int rectangles = 1 + random.nextInt(40);
            for (int i = 0; i < rectangles; i++) {
                int left = random.nextInt(50);
                int top = random.nextInt(50);
                int right = left + 1 + random.nextInt(10);
                int bottom = top + 1 + random.nextInt(10);
                patches.add(left, top, right, bottom);
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        painted[y][x] = true;
                    }
                }
            }
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 60; x++) {
                    assertThat(!painted[y][x] || isCovered(patches, x, y)).as("seed %d, round %d, (%d, %d)", seed, round, x, y)
                            .isTrue();
                }
            }
        }
    }

    private static boolean isCovered(Patches patches, int x, int y) {
        for (int i = 0; i < patches.count(); i++) {
            if (x >= patches.left(i) && x < patches.right(i) && y >= patches.top(i) && y < patches.bottom(i)) {
                return true;
            }
        }
        return false;
    }
}
