package topspin.page.agent;

import topspin.interop.http.Refusal;
import topspin.picture.Caption;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Games of seven steps, each of whose numbers can be foretold: unit u of part p at step t is 100 p + 10 u + t, and so on. With the
 * seed {@link #FAILING} the world fails at its fourth step, with {@link #SLOW} it waits until it is let go.
 */
public final class MadeUpGames implements AgentGames {
    static final long FAILING = 666;
    static final long SLOW = 777;
    static final int GAME = 7;
    final AtomicInteger playing = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final CountDownLatch go = new CountDownLatch(1);
    /** What was asked last. */
    volatile AgentRequest asked;
    volatile String window = "";

    @Override
    public AgentGame open(AgentRequest request) {
        asked = request;
        most.accumulateAndGet(playing.incrementAndGet(), Math::max);
        return new AgentGame() {
            private int t;

            @Override
            public AgentFacts facts() {
                return new AgentFacts("made up", 10, request.run().getFileName().toString(), Map.of("n", 1), "lstm", true, 2, 3, 0,
                        List.of(new AgentFacts.Part(0, "forget gate", 2), new AgentFacts.Part(0, "cell state", 3)), List.of("value", "ball"));
            }

            @Override
            public AgentStep play() {
                if (request.seed() == FAILING && t == 3) {
                    throw Refusal.badRequest("the world failed at step 4");
                }
                if (request.seed() == SLOW) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                AgentStep step = new AgentStep(1 + t / GAME, "up", List.of(new Caption.Bar("up", 0.75, "0.75", true),
                        new Caption.Bar("down", 0.25, "0.25", false)), t, Double.NaN, 1, t % GAME + 1, t % GAME == GAME - 1 ? "terminated" : "",
                        inside(t), new double[] {t, ball(t)}, new byte[] {(byte) t});
                t++;
                return step;
            }

            @Override
            public void close() {
                playing.decrementAndGet();
            }
        };
    }

    /** The ball jumps, so that no unit but the one that follows it goes with it. */
    static double ball(int t) {
        return new double[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}[t % 10];
    }

    /** Of the cell state, unit 0 is constant, unit 1 falls as the ball rises, unit 2 rises with the value, roughly. */
    static float[][] inside(int t) {
        return new float[][] {{0.5f, t / 100f}, {0.25f, (float) (2 - ball(t) / 10), t * t / 50f}};
    }

    @Override
    public AgentSaliency saliency(AgentRequest request, int from, int count) {
        window = from + "+" + count;
        return new AgentSaliency(new float[count][count], new float[count][count]);
    }
}
