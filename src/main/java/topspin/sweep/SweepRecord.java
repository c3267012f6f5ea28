package topspin.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import topspin.file.AtomicFile;
import topspin.file.FileProblem;
import topspin.run.RunDirectoryException;
import topspin.text.PlainText;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code sweep.json} beside the variants: the sweep's purpose, its command, and the wall time of all its sessions. Time
 * counts from the start of a session's first trial. Written when a trial begins or ends and every few seconds in
 * between, so that a session that is killed loses little. If the record cannot be written, the sweep continues and
 * {@link #problem} says why. Used by the runner's thread.
 */
public final class SweepRecord implements SweepListener {
    public static final String FILE = "sweep.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long EVERY_NANOS = 5_000_000_000L;
    private static final double TENTHS = 10;

    private final Path file;
    private final SweepPlan plan;
    private final List<String> command;
    private final Past past;
    private long began;
    private long saved;
    private String problem;

    /** Of earlier sessions. */
    private record Past(double seconds, int sessions) {
    }

    /**
     * @param command words after {@code ./topspin}
     * @throws RunDirectoryException if the file is not a record
     */
    public SweepRecord(SweepPlan plan, List<String> command) throws IOException {
        this.file = plan.directory().resolve(FILE);
        this.plan = plan;
        this.command = List.copyOf(command);
        past = past(file);
    }

    private static Past past(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new Past(0, 0);
        }
        JsonNode json;
        try {
            json = JSON.readTree(PlainText.read(file));
        } catch (JsonProcessingException e) {
            json = MissingNode.getInstance();
        }
        if (!json.path("wall-seconds").isNumber() || !json.path("sessions").isInt()) {
            throw new RunDirectoryException(file + " is not a sweep's record: restore or remove it");
        }
        return new Past(json.get("wall-seconds").asDouble(), json.get("sessions").asInt());
    }

    /** Wall time of all sessions so far. */
    public double seconds() {
        return past.seconds + (began == 0 ? 0 : (System.nanoTime() - began) * 1e-9);
    }

    /** Why the last write failed; empty if it succeeded. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void changed(TrialStatus trial) {
        if (began == 0) {
            began = System.nanoTime();
        }
        save();
    }

    @Override
    public void advanced(TrialStatus trial) {
        // says nothing about the sweep as a whole
    }

    @Override
    public void busy(TrialStatus trial) {
        // nothing is done meanwhile
    }

    @Override
    public void pruned(String variant, String reason) {
        // is in the trials' own records
    }

    @Override
    public void tick(List<TrialStatus> trials) {
        if (began != 0 && System.nanoTime() - saved > EVERY_NANOS) {
            save();
        }
    }

    private void save() {
        saved = System.nanoTime();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", plan.name());
        json.put("about", plan.about());
        json.put("command", command);
        json.put("trials", plan.trials().size());
        json.put("at-once", plan.atOnce());
        json.put("workers-each", plan.workers());
        json.put("wall-seconds", Math.round(TENTHS * seconds()) / TENTHS);
        json.put("sessions", past.sessions + 1);
        try {
            AtomicFile.write(file, JSON.writeValueAsString(json) + "\n");
            problem = null;
        } catch (IOException e) {
            problem = file + " cannot be written: " + FileProblem.reason(e);
        }
    }
}
