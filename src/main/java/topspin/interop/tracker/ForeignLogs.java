package topspin.interop.tracker;

import topspin.interop.tracker.EventFile.Point;
import topspin.interop.tracker.ForeignRun.Game;
import topspin.interop.tracker.ForeignRun.Identity;
import topspin.interop.tracker.ForeignRun.Row;
import topspin.stats.UnusableDataException;
import topspin.text.Count;
import topspin.text.Excerpt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes a run of TensorBoard's event files: one or several of a directory, as TensorBoard itself takes them together. */
final class ForeignLogs {
    /** CleanRL writes a point per finished game under these. */
    private static final String GAMES = "charts/episodic_return";
    private static final String LENGTHS = "charts/episodic_length";
    /** Topspin writes means under the first, and these besides. */
    private static final String TOPSPINS = "charts/episodes";
    /** Where programs keep their scores, the most usual first. */
    static final List<String> SCORES = List.of(GAMES, "rollout/ep_rew_mean", "rollout/episode_reward", "episode_reward",
            "rollout/return", "eval/mean_reward");
    private static final int MOST_TAGS = 20;

    private final List<Path> files;
    private final ImportOptions options;
    private final Consumer<String> remarks;

    ForeignLogs(List<Path> files, ImportOptions options, Consumer<String> remarks) {
        this.files = files;
        this.options = options;
        this.remarks = remarks;
    }

    ForeignRun run(Identity identity) {
        List<EventFile.Scalars> all = new ArrayList<>();
        files.forEach(file -> all.add(EventFile.read(file, options.skipBroken(), remarks)));
        // a file that was begun later goes on where the ones before it end
        all.sort(Comparator.comparingDouble(EventFile.Scalars::began));
        double began = all.get(0).began();
        Map<String, List<Point>> points = new LinkedHashMap<>();
        all.forEach(file -> file.points().forEach((name, list) -> points.computeIfAbsent(name, key -> new ArrayList<>()).addAll(list)));
        String tag = tag(points.keySet());
        List<Point> scores = forward(points.get(tag), tag);
        boolean games = options.episodes() || tag.equals(GAMES) && !points.containsKey(TOPSPINS);
        Map<Path, String> sources = new LinkedHashMap<>();
        files.forEach(file -> sources.put(file, tag));
        return new ForeignRun(identity, games ? "TensorBoard, a point per game" : "TensorBoard", sources,
                games ? List.of() : rows(scores, began),
                games ? games(scores, points.get(LENGTHS), began) : List.of());
    }

    private String tag(Set<String> tags) {
        String place = files.get(0).toString();
        if (tags.isEmpty()) {
            throw new UnusableDataException(place + ": has no scalars; expected the scores of a run");
        }
        if (options.score() != null) {
            if (!tags.contains(options.score())) {
                throw new UnusableDataException(place + ": --score " + Excerpt.of(options.score()) + ": there is no such tag; expected one of "
                        + listed(tags));
            }
            return options.score();
        }
        return SCORES.stream().filter(tags::contains).findFirst().orElseThrow(() -> new UnusableDataException(place
                + ": no tag is known to be a score; name one with --score: " + listed(tags)));
    }

    private static String listed(Set<String> tags) {
        return new TreeSet<>(tags).stream().limit(MOST_TAGS).map(Excerpt::of).collect(Collectors.joining(", "))
                + (tags.size() > MOST_TAGS ? ", …" : "");
    }

    /** Without what a program that resumed wrote again: as TensorBoard does, a step back takes back what was at or after it. */
    private List<Point> forward(List<Point> points, String tag) {
        List<Point> forward = new ArrayList<>();
        int dropped = 0;
        for (Point point : points) {
            if (!forward.isEmpty() && point.step() < forward.get(forward.size() - 1).step()) {
                while (!forward.isEmpty() && forward.get(forward.size() - 1).step() >= point.step()) {
                    forward.remove(forward.size() - 1);
                    dropped++;
                }
            }
            forward.add(point);
        }
        if (dropped > 0) {
            remarks.accept(files.get(0) + ": the steps of " + tag + " go back: " + Count.of(dropped, "point")
                    + " of before gave way to what was written again");
        }
        return forward;
    }

    private static List<Row> rows(List<Point> points, double began) {
        List<Row> rows = new ArrayList<>();
        for (Point point : points) {
            if (!rows.isEmpty() && rows.get(rows.size() - 1).step() == point.step()) {
                rows.remove(rows.size() - 1);
            }
            rows.add(new Row(point.step(), point.value(), point.seconds() - began, Double.NaN));
        }
        return rows;
    }

    /** @param lengths in the order of the games; the last one may be missing. Null if none are known */
    private static List<Game> games(List<Point> returns, List<Point> lengths, double began) {
        List<Game> games = new ArrayList<>();
        for (int i = 0; i < returns.size(); i++) {
            Point point = returns.get(i);
            boolean known = lengths != null && i < lengths.size() && lengths.get(i).step() == point.step();
            games.add(new Game(point.step(), point.value(), known ? Math.round(lengths.get(i).value()) : -1, 0, point.seconds() - began));
        }
        return games;
    }
}
