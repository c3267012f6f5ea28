package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import topspin.nn.engine.Engine;
import topspin.nn.engine.Engines;
import topspin.nn.engine.Matrix;
import topspin.nn.engine.Product;
import topspin.nn.engine.Weights;
import topspin.parallel.WorkerPool;
import topspin.random.RandomStream;
import topspin.random.RandomStreams;

import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * The machine's peak, for {@link BenchCommand}: every worker computes a product of 2048³ on packed weights of its own,
 * all at once. Prints GFLOP/s of all workers together, the median of the rounds.
 */
@Command(name = "bench-peak", hidden = true)
final class BenchPeakCommand implements Callable<Integer> {
    private static final int SIZE = 2048;
    private static final int WARM_UP = 2;

    @Option(names = "--workers", required = true)
    private int workers;

    @Option(names = "--rounds", required = true)
    private int rounds;

    private final Console console;

    BenchPeakCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (WorkerPool pool = new WorkerPool(workers); Engine engine = Engines.open("auto")) {
            RandomStream stream = new RandomStreams(1).stream("values");
            float[] values = new float[SIZE * SIZE];
            for (int i = 0; i < values.length; i++) {
                values[i] = stream.nextFloat() - 0.5f;
            }
            Product[] products = new Product[workers];
            Arrays.setAll(products, worker -> product(engine, values));
            console.out().println(BenchCommand.median(gigaflops(pool, products)));
        }
        return Main.DONE;
    }

    /** GFLOP/s of all workers together, per round. */
    private double[] gigaflops(WorkerPool pool, Product[] products) {
        double[] gigaflops = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            long start = System.nanoTime();
            pool.run(workers, worker -> products[worker].run());
            if (round >= 0) {
                gigaflops[round] = 2.0 * SIZE * SIZE * SIZE * workers / (System.nanoTime() - start);
            }
        }
        return gigaflops;
    }

    private static Product product(Engine engine, float[] values) {
        Matrix x = engine.matrix(SIZE, SIZE);
        x.put(0, SIZE, values, 0);
        Weights weights = engine.weights(SIZE, SIZE);
        Product product = engine.forward(x, weights, engine.matrix(1, SIZE), engine.matrix(SIZE, SIZE));
        weights.load(values, 0);
        return product;
    }
}
