package topspin.lab.course;

import topspin.config.InputException;
import topspin.file.FileProblem;
import topspin.text.Excerpt;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * NumberText of a CSV file. Lines that begin with # are comments.
 *
 * @param columns their names; {@code column 1} and so on if the file has none
 * @param rows    {@code [rows][columns]}
 */
record NumberTable(List<String> columns, double[][] rows) {

    /**
     * @param wanted names of the columns that are read, in this order, whatever else there is; empty for all
     * @throws InputException if they are not there, or hold anything but numbers, with the line
     */
    static NumberTable read(String file, List<String> wanted) {
        Path path = Path.of(file);
        String expected = wanted.isEmpty() ? "a CSV file of numbers" : "a CSV file with the columns " + String.join(", ", wanted);
        if (Files.isDirectory(path)) {
            throw new InputException(file + ": is a directory; expected " + expected);
        }
        try {
            return parse(file, PlainText.read(path), wanted);
        } catch (UnreadableTextException e) {
            throw new InputException(file + ": " + e.getMessage() + "; expected " + expected, e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileProblem.reason(e) + "; expected " + expected, e);
        }
    }

    /** @param file for complaints */
    static NumberTable parse(String file, String text, List<String> wanted) {
        List<String> names = null;
        int[] columns = null;
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            if (names != null) {
                rows.add(row(file, number, cells, names, columns));
                continue;
            }
            boolean named = !wanted.isEmpty() || Arrays.stream(cells).noneMatch(cell -> number(cell).isPresent());
            names = named ? Arrays.stream(cells).map(String::strip).map(Excerpt::of).toList() : numbered(cells.length);
            columns = wanted.isEmpty() ? IntStream.range(0, names.size()).toArray() : columns(file, number, names, wanted);
            if (!named) {
                rows.add(row(file, number, cells, names, columns));
            }
        }
        if (rows.isEmpty()) {
            throw new InputException(file + ": holds no numbers; expected " + (wanted.isEmpty() ? "a row per time step"
                    : "a first line " + String.join(",", wanted) + " and a row per day"));
        }
        return new NumberTable(wanted.isEmpty() ? names : wanted, rows.toArray(new double[0][]));
    }

    private static int[] columns(String file, int number, List<String> names, List<String> wanted) {
        List<String> lower = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return wanted.stream().mapToInt(column -> {
            int index = lower.indexOf(column.toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw new InputException(file + ":" + number + ": expected a column " + column + " (the first line is to hold "
                        + String.join(",", wanted) + " in any order), got " + Excerpt.quoted(String.join(",", names)));
            }
            return index;
        }).toArray();
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("column " + i);
        }
        return names;
    }

    private static double[] row(String file, int number, String[] cells, List<String> names, int[] columns) {
        if (cells.length != names.size()) {
            throw new InputException(file + ":" + number + ": expected " + names.size() + " cells, as in the first line, got "
                    + cells.length);
        }
        return Arrays.stream(columns).mapToDouble(column -> number(cells[column]).orElseThrow(() -> new InputException(file + ":"
                + number + ": " + names.get(column) + (cells[column].isBlank() ? " is empty; expected a number"
                : ": expected a finite number, got " + Excerpt.quoted(cells[column].strip()))))).toArray();
    }

    private static OptionalDouble number(String cell) {
        try {
            double value = Double.parseDouble(cell.strip());
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
