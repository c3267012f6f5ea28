package topspin.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** uPlot (MIT), the library of charts of reports and of the page, from the class path. */
public final class ChartLibrary {
    private static final String HOME = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private ChartLibrary() {
    }

    /** JavaScript that defines {@code uPlot}. */
    public static String script() {
        return text("uPlot.iife.min.js");
    }

    /** Its style sheet. */
    public static String styles() {
        return text("uPlot.min.css");
    }

    private static String text(String name) {
        try (InputStream in = ChartLibrary.class.getResourceAsStream(HOME + name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks uPlot's " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("uPlot's " + name + " cannot be read", e);
        }
    }
}
