package topspin.sweep;

import topspin.run.RunDirectory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs every trial as a process of its own, so that a crash of one does not affect the others. A process gets a pipe as
 * standard input. Closing the pipe asks it to stop, and the operating system closes the pipe if this process dies.
 */
public final class ProcessExecutor implements TrialExecutor {
    /** Exit codes of {@code topspin.cli.Main} and of shells. */
    private static final int WRONG_INPUT = 2;
    private static final int SIGNALLED = 128;
    private static final int LAST_LINES = 1 << 16;

    private final List<String> program;
    private final List<String> options;

    /**
     * @param program command line up to the arguments of {@code topspin}
     * @param options of {@code topspin train}, for every trial
     */
    public ProcessExecutor(List<String> program, List<String> options) {
        this.program = List.copyOf(program);
        this.options = List.copyOf(options);
    }

    @Override
    public Attempt start(Trial trial, boolean resume, OptionalLong until) throws IOException {
        Path directory = trial.directory();
        List<String> command = new ArrayList<>(program);
        if (resume) {
            command.addAll(List.of("train", "--resume", directory.toString()));
            trial.shorter().ifPresent(run -> run.more().forEach(setting -> command.addAll(List.of("--set", setting))));
        } else {
            RunDirectory.create(directory, trial.config(), trial.configHash()).close();
            command.addAll(List.of("train", directory.resolve(RunDirectory.CONFIG).toString(), "--out",
                    directory.toString()));
        }
        command.addAll(options);
        until.ifPresent(step -> command.addAll(List.of("--until", Long.toString(step))));
        Path errors = directory.resolve(RunDirectory.STANDARD_ERROR);
        long before = Files.exists(errors) ? Files.size(errors) : 0;
        Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start();
        return new ProcessAttempt(process, errors, before);
    }

    /** @param before length of {@code stderr.txt} when it started */
    private record ProcessAttempt(Process process, Path errors, long before) implements Attempt {

        @Override
        public boolean running() {
            return process.isAlive();
        }

        @Override
        public void stop() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // if closing the pipe fails, the signal still asks it to stop
                process.destroy();
            }
        }

        @Override
        public String death() throws IOException {
            int code = process.exitValue();
            if (code == 0) {
                return "";
            }
            if (code > SIGNALLED) {
                return "ended by signal " + (code - SIGNALLED);
            }
            return lastLine().orElse("ended with exit code " + code + " and no message");
        }

        @Override
        public boolean retriable() {
            return process.exitValue() != WRONG_INPUT;
        }

        private Optional<String> lastLine() throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(errors.toFile(), "r")) {
                file.seek(Math.max(before, file.length() - LAST_LINES));
                byte[] rest = new byte[(int) (file.length() - file.getFilePointer())];
                file.readFully(rest);
                return new String(rest, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                        .reduce((earlier, later) -> later).map(String::strip);
            }
        }
    }
}
