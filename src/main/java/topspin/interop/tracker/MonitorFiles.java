package topspin.interop.tracker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import topspin.file.FileProblem;
import topspin.interop.tracker.ForeignRun.Game;
import topspin.interop.tracker.ForeignRun.Identity;
import topspin.stats.UnusableDataException;
import topspin.text.Excerpt;
import topspin.text.TextLines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes a run of the files that Stable-Baselines3's {@code Monitor} writes, one per parallel environment
 * (stable_baselines3/common/monitor.py): a line {@code #{"t_start": …, "env_id": …}}, the columns {@code r,l,t}, and a row per
 * game with its return, length and seconds since {@code t_start}. As its {@code load_results} does, games of all files are put
 * in order of time; a game's step is the sum of all lengths up to it.
 */
final class MonitorFiles {
    static final String NAME = "monitor.csv";
    static final String BEGINNING = "#{";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPECTED = "expected Stable-Baselines3's ";

    private final ImportOptions options;
    private final Consumer<String> remarks;
    private final List<Game> games = new ArrayList<>();
    private double began = Double.POSITIVE_INFINITY;
    private String world;

    MonitorFiles(ImportOptions options, Consumer<String> remarks) {
        this.options = options;
        this.remarks = remarks;
    }

    ForeignRun run(List<Path> files, Identity identity) {
        Map<Path, String> sources = new LinkedHashMap<>();
        for (int environment = 0; environment < files.size(); environment++) {
            read(files.get(environment), environment);
            sources.put(files.get(environment), "r,l,t");
        }
        if (games.isEmpty()) {
            throw new UnusableDataException(files.get(0) + ": holds no finished game; nothing is known of this run");
        }
        // equal times stay in the order of the files, and games of one file in theirs
        games.sort(Comparator.comparingDouble(Game::seconds));
        List<Game> ordered = new ArrayList<>();
        long step = 0;
        for (Game game : games) {
            step += game.length();
            ordered.add(new Game(step, game.episodeReturn(), game.length(), game.environment(), game.seconds() - began));
        }
        return new ForeignRun(identity.world() != null || world == null ? identity
                : new Identity(identity.variant(), identity.seed(), world), "Stable-Baselines3 monitor", sources, List.of(), ordered);
    }

    private void read(Path file, int environment) {
        try (TextLines lines = new TextLines(file)) {
            double start = head(file, lines.next());
            began = Math.min(began, start);
            int[] columns = columns(file, lines.next());
            // a Monitor that goes on with its file begins its clock anew
            double last = 0;
            double before = 0;
            String line = lines.next();
            for (int number = 3; line != null; number++) {
                String next = lines.next();
                if (next == null && !lines.whole()) {
                    remarks.accept(file + ":" + number + ": the last line is half-written and was left out");
                } else if (!line.isBlank()) {
                    double[] cells = cells(file, number, line, columns);
                    if (cells != null) {
                        if (cells[2] + before < last) {
                            before = last;
                        }
                        last = cells[2] + before;
                        games.add(new Game(0, cells[0], (long) cells[1], environment, start + last));
                    }
                }
                line = next;
            }
        } catch (IOException e) {
            throw new UnusableDataException(file + " cannot be read: " + FileProblem.reason(e) + "; fix that, or give another file");
        }
    }

    /** Returns when it began, in seconds since 1970. */
    private double head(Path file, String line) {
        try {
            if (line != null && line.startsWith(BEGINNING)) {
                JsonNode head = JSON.readTree(line.substring(1));
                if (world == null && head.path("env_id").isTextual() && !head.path("env_id").asText().equals("None")) {
                    world = head.path("env_id").asText();
                }
                return head.path("t_start").asDouble();
            }
        } catch (JsonProcessingException e) {
            // the line is named below
        }
        throw new UnusableDataException(file + ":1: " + EXPECTED + "line #{\"t_start\": …}, found "
                + Excerpt.quoted(line == null ? "" : line) + "; is it a monitor.csv? Other tables are named *.csv");
    }

    private static int[] columns(Path file, String line) {
        List<String> names = Arrays.asList((line == null ? "" : line.strip()).split(","));
        int[] columns = {names.indexOf("r"), names.indexOf("l"), names.indexOf("t")};
        if (Arrays.stream(columns).anyMatch(column -> column < 0)) {
            throw new UnusableDataException(file + ":2: " + EXPECTED + "columns r,l,t, found "
                    + Excerpt.quoted(line == null ? "" : line) + "; give the file as it was written");
        }
        return columns;
    }

    /** Return, length and time; null if the line is broken and is to be skipped. */
    private double[] cells(Path file, int number, String line, int[] columns) {
        String[] cells = line.strip().split(",", -1);
        try {
            double[] values = Arrays.stream(columns).mapToDouble(column -> Double.parseDouble(cells[column])).toArray();
            if (Double.isFinite(values[0]) && values[1] >= 1 && Double.isFinite(values[1]) && Double.isFinite(values[2])) {
                return values;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // told below
        }
        String problem = file + ":" + number + ": expected a game's return, length and time, found " + Excerpt.quoted(line);
        if (!options.skipBroken()) {
            throw new UnusableDataException(problem + "; fix or delete that line, or import the others with --skip-broken");
        }
        remarks.accept(problem + "; left out");
        return null;
    }
}
