package topspin.page.agent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import topspin.interop.http.Refusal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is answered about games, how many there can be, and when they are closed. */
@Timeout(60)
class AgentDeskTest {
    private final MadeUpGames games = new MadeUpGames();
    private final AtomicLong clock = new AtomicLong();
    private final AgentDesk desk = new AgentDesk(games, clock::get);

    @AfterEach
    void close() {
        games.go.countDown();
        desk.close();
    }

    private static AgentRequest request(String world, long seed) {
        return new AgentRequest(Path.of(world), Path.of("step-1.safetensors"), seed, false);
    }

    private String open(long seed, int steps) throws IOException {
        return desk.open(request("pong", seed), steps, "").get("game").toString();
    }

    private String played(int steps) throws IOException, InterruptedException {
        String game = open(1, steps);
        until(game, true);
        return game;
    }

    private Map<String, Object> until(String game, boolean done) throws InterruptedException {
        Map<String, Object> answer = desk.steps(game, 0, 2000);
        while (!answer.get("done").equals(done)) {
            Thread.sleep(5);
            answer = desk.steps(game, 0, 2000);
        }
        return answer;
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int status, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(status))
                .hasMessageContaining(words);
    }

    @Test
    void shouldTellEveryStepInColumns() throws Exception {
        Map<String, Object> about = desk.open(request("pong", 5), 9, "");
        assertThat(about).containsEntry("world", "pong").containsEntry("steps", 9).containsEntry("seed", 5L).containsEntry("step", 10L);
        Map<String, Object> steps = until(about.get("game").toString(), true);
        assertThat(steps).containsEntry("played", 9).containsEntry("problem", "").containsEntry("bars", List.of("up", "down"));
        assertThat((int[]) steps.get("game")).containsExactly(1, 1, 1, 1, 1, 1, 1, 2, 2);
        assertThat((List<?>) steps.get("end")).element(6).isEqualTo("terminated");
        assertThat((double[]) steps.get("value")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat((double[]) ((List<?>) steps.get("shares")).get(3)).containsExactly(0.75, 0.25);
        Map<String, Object> two = desk.steps(about.get("game").toString(), 7, 50);
        assertThat((double[]) two.get("value")).containsExactly(7, 8);
        assertThat((double[]) desk.steps(about.get("game").toString(), -5, -1).get("value")).isEmpty();
    }

    @Test
    void shouldGiveThePictureAndTheCoreOfEveryStep() throws Exception {
        String game = played(4);
        assertThat(desk.frame(game, 3)).containsExactly(3);
        assertRefused(() -> desk.frame(game, 4), Refusal.NOT_FOUND, "step 4 is not played yet");
        assertRefused(() -> desk.frame(game, -1), Refusal.NOT_FOUND, "step -1");
        float[] cells = new float[6];
        ByteBuffer.wrap(desk.inside(game, 1, 2, 99)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(cells);
        assertThat(cells).containsExactly(concat(MadeUpGames.inside(2)[1], MadeUpGames.inside(3)[1]));
        assertThat(desk.inside(game, 0, 0, 4)).hasSize(4 * 2 * 4);
        assertRefused(() -> desk.inside(game, 2, 0, 4), Refusal.NOT_FOUND, "no part 2");
        assertRefused(() -> desk.inside(game, -1, 0, 4), Refusal.NOT_FOUND, "no part -1");
    }

    private static float[] concat(float[] one, float[] other) {
        float[] all = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @Test
    void unitsShouldBeSortedByWhatTheyGoWith() throws Exception {
        String game = played(10);
        Map<String, Object> byBall = desk.order(game, 1, 1);
        assertThat((int[]) byBall.get("units")).containsExactly(1, 2, 0);
        assertThat(((double[]) byBall.get("r"))[0]).isLessThan(-0.999);
        assertThat(((double[]) byBall.get("r"))[2]).as("a constant unit goes with nothing").isZero();
        assertThat((int[]) byBall.get("goes")).startsWith(1, 0);
        assertThat((int[]) desk.order(game, 1, 0).get("units")).startsWith(2);
        Map<String, Object> byBest = desk.order(game, 1, -1);
        assertThat((int[]) byBest.get("units")).containsExactly(1, 2, 0);
        assertThat((double[]) byBest.get("r")).isEqualTo((double[]) byBest.get("best"));
        assertRefused(() -> desk.order(game, 1, 2), Refusal.NOT_FOUND, "no number 2");
        List<?> named = (List<?>) desk.named(game).get("named");
        assertThat(named).as("units of states alone").hasSize(2);
        assertThat((Map<?, ?>) named.get(0)).hasToString(named.get(0).toString()).extracting("name", "part", "unit").containsExactly("value", 1, 2);
        assertThat((Map<?, ?>) named.get(1)).extracting("name", "part", "unit").containsExactly("ball", 1, 1);
    }

    @Test
    void saliencyShouldStayWithinAGameAndItsBounds() throws Exception {
        String game = played(20);
        assertThat(desk.saliency(game, 10, 64)).containsEntry("from", 7).containsEntry("to", 11);
        assertThat(games.window).isEqualTo("7+4");
        assertThat(desk.saliency(game, 5, 3)).containsEntry("from", 3).containsEntry("to", 6);
        assertRefused(() -> desk.saliency(game, 5, 129), Refusal.BAD_REQUEST, "expected 1 to 128");
        assertRefused(() -> desk.saliency(game, 5, 0), Refusal.BAD_REQUEST, "expected 1 to 128");
        assertRefused(() -> desk.saliency(game, 20, 4), Refusal.NOT_FOUND, "not played yet");
    }

    @Test
    void whatCannotBePlayedShouldBeSaid() throws Exception {
        assertRefused(() -> open(1, 0), Refusal.BAD_REQUEST, "steps: expected 1 to 2000, got 0");
        assertRefused(() -> open(1, 2001), Refusal.BAD_REQUEST, "steps: expected 1 to 2000, got 2001");
        assertRefused(() -> desk.steps("other", 0, 1), Refusal.NOT_FOUND, "the game 'other' is closed");
        String pong = played(3);
        assertRefused(() -> desk.open(request("recall", 1), 3, pong), Refusal.BAD_REQUEST,
                "this checkpoint plays recall, and the game beside it is pong");
        assertThat(desk.open(request("pong", 1), 3, pong)).containsEntry("world", "pong");
        Map<String, Object> failed = until(open(MadeUpGames.FAILING, 9), true);
        assertThat(failed).containsEntry("played", 3).containsEntry("problem", "the world failed at step 4");
    }

    @Test
    void aGameThatNobodyAsksForShouldBeClosed() throws Exception {
        String old = played(3);
        clock.addAndGet(AgentDesk.IDLE.toNanos() / 2);
        String recent = played(3);
        clock.addAndGet(AgentDesk.IDLE.toNanos() / 2 + 1);
        desk.closeIdle();
        assertThat(desk.count()).isEqualTo(1);
        assertRefused(() -> desk.steps(old, 0, 1), Refusal.NOT_FOUND, "the same seed plays it again");
        assertThat(desk.steps(recent, 0, 1)).containsEntry("played", 3);
        assertThat(desk.close(recent)).containsEntry("closed", true);
        assertThat(desk.close(recent)).containsEntry("closed", false);
        assertThat(desk.count()).isZero();
    }

    @Test
    void noMoreGamesThanTheMostShouldBeOpen() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < AgentDesk.MOST_OPEN; i++) {
            clock.incrementAndGet();
            all.add(played(2));
        }
        clock.incrementAndGet();
        desk.steps(all.get(0), 0, 1);
        played(2);
        assertThat(desk.count()).isEqualTo(AgentDesk.MOST_OPEN);
        assertRefused(() -> desk.steps(all.get(1), 0, 1), Refusal.NOT_FOUND, "is closed");
        assertThat(desk.steps(all.get(0), 0, 1)).as("the one that was asked for since").containsEntry("played", 2);
    }

    @Test
    void twoShouldBePlayedAtOnceAndOthersWait() throws Exception {
        String one = open(MadeUpGames.SLOW, 2);
        open(MadeUpGames.SLOW, 2);
        List<Throwable> problems = new ArrayList<>();
        Thread third = new Thread(() -> {
            try {
                open(1, 2);
            } catch (IOException | RuntimeException e) {
                problems.add(e);
            }
        });
        third.start();
        Thread.sleep(100);
        assertThat(third.isAlive()).as("waits").isTrue();
        assertThat(desk.count()).isEqualTo(2);
        games.go.countDown();
        third.join();
        assertThat(problems).isEmpty();
        until(one, true);
        assertThat(games.most.get()).isEqualTo(AgentDesk.AT_ONCE);
    }
}
