package topspin.lab.course;

import topspin.config.InputException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A table of daily prices.
 *
 * @param days {@code [days][5]}, the oldest first: open, high, low, volume, close
 */
record Prices(double[][] days) {
    static final List<String> COLUMNS = List.of("Open", "High", "Low", "Volume", "Close");
    static final int CLOSE = 4;
    private static final String SHIPPED = "stock.csv";

    /** The generated series that ships. */
    static Prices shipped() {
        try (InputStream in = Prices.class.getResourceAsStream(SHIPPED)) {
            return of(NumberTable.parse(SHIPPED, new String(in.readAllBytes(), StandardCharsets.UTF_8), COLUMNS), true);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of this program can be read", e);
        }
    }

    /**
     * @param newestFirst how the file is ordered
     * @throws InputException if it is no such table, with the line
     */
    static Prices read(String file, boolean newestFirst) {
        return of(NumberTable.read(file, COLUMNS), newestFirst);
    }

    private static Prices of(NumberTable table, boolean newestFirst) {
        double[][] days = table.rows().clone();
        for (int i = 0; newestFirst && i < days.length; i++) {
            days[i] = table.rows()[days.length - 1 - i];
        }
        return new Prices(days);
    }
}
