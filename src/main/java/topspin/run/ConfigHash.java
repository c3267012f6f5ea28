package topspin.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells configs apart that could give different results: SHA-256 over the resolved config's {@code path=value} lines,
 * sorted by path, real numbers by their bits.
 *
 * <p>Left out, because no weight, row or score depends on them: {@code name} (a directory), {@code workers} (never
 * changes a result), {@code checkpoint} (when state is saved), {@code guard} (when a bad run stops) unless it rolls
 * back. A key that is younger than existing runs is left out while it has the value that those runs imply. Everything
 * else counts, {@code total-steps} (the schedule ends there), {@code log} (it decides which rows exist) and
 * {@code engine} (its sums round differently) included.
 */
public final class ConfigHash {
    private static final Set<String> WITHOUT_EFFECT = Set.of("name", "workers", "checkpoint", "guard");
    /** Paths that older configs lack, with the values that these imply. */
    private static final Map<String, String> ADDED_LATER = Map.ofEntries(Map.entry("policy.initialiser", "orthogonal"),
            Map.entry("precision", "f32"), Map.entry("log.episodes", "200000"), Map.entry("optimiser.schedule-ends", "auto"),
            Map.entry("policy.core.layer-norm", "false"), Map.entry("policy.core.reset", "after"),
            Map.entry("policy.core.activation", "tanh"), Map.entry("policy.core.highway", "true"),
            Map.entry("policy.core.max-phase", real(Math.PI / 10)),
            Map.entry("policy.critic", "shared"), Map.entry("policy.critic-encoder", "shared"),
            Map.entry("policy.previous", "none"), Map.entry("policy.distribution", "auto"), Map.entry("entropy-schedule", "constant"),
            Map.entry("ppo.clip-schedule", "constant"),
            Map.entry("policy.encoder-layers", "1"), Map.entry("policy.encoder-activation", "tanh"),
            Map.entry("policy.encoder-layer-norm", "false"), Map.entry("policy.heads.layers", "0"),
            Map.entry("policy.heads.units", "64"), Map.entry("policy.heads.activation", "tanh"),
            Map.entry("normalise.observations", "false"), Map.entry("normalise.rewards", "false"),
            Map.entry("normalise.clip-observations", real(10)), Map.entry("normalise.clip-rewards", real(10)));

    private ConfigHash() {
    }

    /** 64 lower-case hexadecimal digits. */
    public static String of(RunConfig config) {
        Map<String, Object> tree = ConfigTree.of(config);
        tree.keySet().removeAll(WITHOUT_EFFECT);
        if (config.guard().rollback()) {
            tree.put("guard", Map.of("rollback", true));
        }
        return of(tree, ADDED_LATER);
    }

    /**
     * Of any tree of keys.
     *
     * @param addedLater paths that older configs lack, with the values that these imply
     */
    public static String of(Map<String, Object> tree, Map<String, String> addedLater) {
        SortedMap<String, String> lines = new TreeMap<>();
        flatten("", tree, lines);
        addedLater.forEach(lines::remove);
        StringBuilder canonical = new StringBuilder();
        lines.forEach((path, value) -> canonical.append(path).append('=').append(value).append('\n'));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void flatten(String path, Object node, SortedMap<String, String> lines) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(path.isEmpty() ? (String) key : path + "." + key, value, lines));
        } else {
            lines.put(path, node instanceof Double real ? real(real) : String.valueOf(node));
        }
    }

    private static String real(double value) {
        return "0x" + Long.toHexString(Double.doubleToLongBits(value));
    }
}
