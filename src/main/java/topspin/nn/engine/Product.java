package topspin.nn.engine;

/** A planned matrix product, bound to its operands. Must not run on two threads at once. Running allocates nothing. */
@FunctionalInterface
public interface Product {
    void run();
}
