package topspin.page;

import topspin.interop.http.HttpAnswer;
import topspin.interop.http.Refusal;
import topspin.report.ChartLibrary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page's own files, from the class path, all read once. */
final class PageFiles {
    private static final int OK = 200;
    /**
     * Nothing is loaded from anywhere else, no text becomes a script, and no other page shows this one in a frame. The library of
     * charts sets styles of elements, which is why these may be inline.
     */
    private static final Map<String, String> FIELDS = Map.of("Cache-Control", "no-cache", "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'", "Referrer-Policy", "no-referrer");

    private final Map<String, HttpAnswer> files = new LinkedHashMap<>();

    PageFiles() {
        add("", "page.html", "text/html; charset=utf-8");
        for (String script : List.of("page.js", "dom.js", "charts.js", "lists.js", "details.js", "agent.js", "player.js", "board.js")) {
            add(script, script, "text/javascript; charset=utf-8");
        }
        add("page.css", "page.css", "text/css; charset=utf-8");
        add("agent.css", "agent.css", "text/css; charset=utf-8");
        put("uplot.js", ChartLibrary.script().getBytes(StandardCharsets.UTF_8), "text/javascript; charset=utf-8");
        put("uplot.css", ChartLibrary.styles().getBytes(StandardCharsets.UTF_8), "text/css; charset=utf-8");
        add("favicon.svg", "favicon.svg", "image/svg+xml");
    }

    private void add(String name, String resource, String type) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its own file " + resource);
            }
            put(name, in.readAllBytes(), type);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own " + resource + " cannot be read", e);
        }
    }

    private void put(String name, byte[] content, String type) {
        files.put(name, new HttpAnswer(OK, type, content).with(FIELDS));
    }

    /** @throws Refusal if there is no such file */
    HttpAnswer get(String name) {
        HttpAnswer file = files.get(name);
        if (file == null) {
            throw new Refusal(Refusal.NOT_FOUND, "there is nothing of that name");
        }
        return file;
    }
}
