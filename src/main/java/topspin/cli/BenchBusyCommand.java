package topspin.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/** A separate process that keeps one core busy, for {@link BenchCommand}. Ends by itself if it is not ended before. */
@Command(name = "bench-busy", hidden = true)
final class BenchBusyCommand implements Callable<Integer> {
    @Option(names = "--seconds", required = true)
    private double seconds;

    @Override
    public Integer call() {
        long start = System.nanoTime();
        while (1e-9 * (System.nanoTime() - start) < seconds) {
            Thread.onSpinWait();
        }
        return Main.DONE;
    }
}
