package topspin.parallel;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FreeListTest {

    @Test
    void shouldGiveAWorkerWhatItHadBefore() {
        FreeList<Object> list = new FreeList<>(3, Object::new);
        Object first = list.take();
        Object second = list.take();
        assertThat(second).isNotSameAs(first);
        list.giveBack(first);
        list.giveBack(second);
        assertThat(list.take()).isSameAs(first);
        assertThat(list.take()).isSameAs(second);
    }

    @Test
    void shouldRefuseMoreThanItHas() {
        FreeList<Object> list = new FreeList<>(1, Object::new);
        list.take();
        assertThatIllegalStateException().isThrownBy(list::take).withMessageContaining("more tasks run at once");
    }

    @Test
    void shouldRefuseWhatIsGivenBackTwice() {
        FreeList<Object> list = new FreeList<>(1, Object::new);
        Object piece = list.take();
        list.giveBack(piece);
        assertThatIllegalStateException().isThrownBy(() -> list.giveBack(piece)).withMessageContaining("given back twice");
    }

    @Test
    void shouldGiveEachTaskAPieceOfItsOwn() {
        FreeList<AtomicInteger> list = new FreeList<>(4, AtomicInteger::new);
        try (WorkerPool workers = new WorkerPool(4)) {
            workers.run(10_000, task -> {
                AtomicInteger piece = list.take();
                assertThat(piece.getAndSet(1)).as("holders of this piece").isZero();
                piece.set(0);
                list.giveBack(piece);
            });
        }
    }
}
