package topspin.cli;

import topspin.train.StopSignal;

/** The command line as a program of its own, over a trainer that takes its time: for tests that send signals. */
final class SlowTopspin {
    private static final long STEP_MILLIS = 10;

    private SlowTopspin() {
    }

    public static void main(String[] args) {
        Console console = new Console(System.out, System.err, false);
        CommandLineFixture fixture = new CommandLineFixture();
        System.exit(Main.run(console, plugins -> fixture.registry(), worlds -> new CommandLineFixture.Counting() {
            @Override
            void beforeStep(long step, StopSignal stop) {
                try {
                    Thread.sleep(STEP_MILLIS);
                    while (step >= Long.getLong("hang-at", Long.MAX_VALUE)) {
                        Thread.sleep(STEP_MILLIS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }, args));
    }
}
