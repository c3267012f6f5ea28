package topspin.sweep;

import topspin.run.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Trains within the call that starts a trial: a row every 50 steps, with scores and deaths as the test tells. */
final class InstantTrials implements TrialExecutor {
    static final long TOTAL = 400;
    private static final String HASH = "a".repeat(64);
    private static final int ROW = 50;

    /** Scores of a variant's seeds, by the step from which on they are its scores. */
    private final Map<String, TreeMap<Long, double[]>> scores = new HashMap<>();
    private final Map<String, Death> deaths = new HashMap<>();
    private final Set<String> withoutGames = new HashSet<>();
    /** What was started: the trial, and the step that it went on from. */
    private final List<String> starts = new ArrayList<>();

    /** @param retriable whether starting the trial again could help */
    private record Death(long step, int times, boolean retriable) {
    }

    /** The scores of the variant's seeds, from the start on. */
    InstantTrials scores(String variant, double... seeds) {
        return scoresFrom(0, variant, seeds);
    }

    InstantTrials scoresFrom(long step, String variant, double... seeds) {
        scores.computeIfAbsent(variant, name -> new TreeMap<>()).put(step, seeds);
        return this;
    }

    /** The trial dies after the row of this step, the first so many times that it is started. */
    InstantTrials dies(String trial, long step, int times) {
        deaths.put(trial, new Death(step, times, true));
        return this;
    }

    /** As {@link #dies}, always, and of something that another start cannot mend. */
    InstantTrials isWrong(String trial, long step) {
        deaths.put(trial, new Death(step, Integer.MAX_VALUE, false));
        return this;
    }

    InstantTrials finishesNoGame(String trial) {
        withoutGames.add(trial);
        return this;
    }

    List<String> starts() {
        return starts;
    }

    long startsOf(String trial) {
        return starts.stream().filter(start -> start.startsWith(trial + " ")).count();
    }

    /** Trials of the variants that have scores, each with as many seeds as it has. */
    List<Trial> plan(Path directory, String... variants) {
        List<Trial> trials = new ArrayList<>();
        for (String variant : variants) {
            for (long seed = 1; seed <= scores.get(variant).get(0L).length; seed++) {
                trials.add(new Trial(variant, seed, directory.resolve(variant + "/seed-" + seed), "", "", HASH, TOTAL));
            }
        }
        return trials;
    }

    /** Writes the files of a run as they are, and not as safely as a run must: a hundred sweeps take a second so. */
    @Override
    public Attempt start(Trial trial, boolean resume, OptionalLong until) throws IOException {
        Path checkpoints = Files.createDirectories(trial.directory().resolve(RunDirectory.CHECKPOINTS));
        long from = resume ? newest(checkpoints) : 0;
        starts.add(trial.name() + " from " + from);
        Death death = deaths.get(trial.name());
        long end = until.orElse(TOTAL);
        boolean dies = death != null && death.step() <= end && startsOf(trial.name()) <= death.times();
        if (dies) {
            end = Math.max(from, death.step());
        }
        train(trial, end);
        Files.writeString(checkpoints.resolve("step-%09d.safetensors".formatted(end)), "");
        Files.writeString(trial.directory().resolve(RunDirectory.RECORD), """
                {"status": "%s", "config-hash": "%s", "summary": {}, "sessions": [{}]}
                """.formatted(dies ? "running" : end == TOTAL ? "finished" : "interrupted", HASH));
        return new Ended(dies ? "struck by lightning" : "", dies && death.retriable());
    }

    private static long newest(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.mapToLong(file -> Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""))).max()
                    .orElseThrow();
        }
    }

    private void train(Trial trial, long end) throws IOException {
        StringBuilder table = new StringBuilder("step score fps\n0 0.0 0.0\n");
        StringBuilder csv = new StringBuilder("step,score,episodes\n0,0,0\n");
        for (long step = ROW; step <= end; step += ROW) {
            double score = scores.get(trial.variant()).floorEntry(step).getValue()[(int) trial.seed() - 1];
            table.append(step).append(' ').append(score).append(" 10.0\n");
            csv.append(step).append(',').append(score).append(',')
                    .append(withoutGames.contains(trial.name()) ? 0 : step).append('\n');
        }
        Files.writeString(trial.directory().resolve(RunDirectory.TABLE), table);
        Files.writeString(trial.directory().resolve(RunDirectory.PROGRESS), csv);
    }

    private record Ended(String death, boolean retriable) implements Attempt {

        @Override
        public boolean running() {
            return false;
        }

        @Override
        public void stop() {
            // has ended by itself
        }
    }
}
