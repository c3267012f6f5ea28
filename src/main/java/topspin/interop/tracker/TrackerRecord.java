package topspin.interop.tracker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import topspin.file.AtomicFile;
import topspin.text.PlainText;
import topspin.text.UnreadableTextException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code mlflow.json}: which run of which server a run directory is sent to, and how far that has come; an entry per server.
 * Every change is on disk before the call returns.
 */
final class TrackerRecord {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long NOTHING = -1;

    private final Path file;

    /**
     * One server's entry.
     *
     * @param mark       of the run there, a tag: finds the run whose creation was not answered
     * @param run        its id there; null before it is known
     * @param configHash of the config that was sent
     * @param began      step 0, in milliseconds since 1970
     * @param step       of the last row that arrived; −1 before the first
     * @param status     as it was told last; null before
     */
    record Entry(String mark, String run, @JsonProperty("config-hash") String configHash, long began, long step, String status) {

        static Entry fresh(String mark, String configHash, long began) {
            return new Entry(mark, null, configHash, began, NOTHING, null);
        }

        Entry withRun(String id) {
            return new Entry(mark, id, configHash, began, step, status);
        }

        Entry withConfigHash(String hash) {
            return new Entry(mark, run, hash, began, step, status);
        }

        Entry at(long last, String told) {
            return new Entry(mark, run, configHash, began, last, told);
        }
    }

    TrackerRecord(Path file) {
        this.file = file;
    }

    /** The entry of a server; empty if nothing was ever sent there. */
    Optional<Entry> entry(String server) throws IOException {
        return Optional.ofNullable(entries().get(server));
    }

    void write(String server, Entry entry) throws IOException {
        Map<String, Entry> entries = entries();
        entries.put(server, entry);
        AtomicFile.write(file, JSON.writeValueAsString(entries) + "\n");
    }

    private Map<String, Entry> entries() throws IOException {
        if (!Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        try {
            return JSON.readValue(PlainText.read(file), new TypeReference<LinkedHashMap<String, Entry>>() { });
        } catch (JsonProcessingException | UnreadableTextException e) {
            throw new IOException(file + " is damaged: remove it; the run is then sent anew, as another run", e);
        }
    }
}
