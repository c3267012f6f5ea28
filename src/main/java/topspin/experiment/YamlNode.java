package topspin.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import topspin.config.InputException;
import topspin.text.Excerpt;
import topspin.text.NearestName;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML file as a tree that remembers lines. Values stay text: the key, not YAML, decides whether {@code 1e-5} is a
 * number. Refuses aliases, several documents and duplicate keys, which no file here needs. Immutable once read.
 */
public final class YamlNode {
    private static final YAMLFactory YAML = new YAMLFactory();
    /** More trials, seeds or repetitions than this are taken for a typing error. */
    private static final int MOST = 1_000_000;
    private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+");

    /** What a node is. */
    public enum Kind { VALUE, MAPPING, LIST }

    private final String source;
    private final int line;
    private final String path;
    private Kind kind = Kind.VALUE;
    private String value;
    private final Map<String, YamlNode> entries = new LinkedHashMap<>();
    private final List<YamlNode> items = new ArrayList<>();

    private YamlNode(String source, int line, String path) {
        this.source = source;
        this.line = line;
        this.path = path;
    }

    /**
     * Reads a file that holds a mapping.
     *
     * @param source  name of the file, for complaints
     * @param example of keys, for complaints
     * @throws InputException in the style {@code pong.yaml:12: …}
     */
    public static YamlNode read(String source, String text, String example) {
        try (YAMLParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                throw new InputException(source + ": is empty; expected keys such as '" + example + "'");
            }
            YamlNode root = new YamlNode(source, line(parser), "");
            if (first != JsonToken.START_OBJECT) {
                throw new InputException(source + ":" + root.line + ": expected keys such as '" + example + "', got "
                        + (first == JsonToken.START_ARRAY ? "a list" : Excerpt.quoted(parser.getText())));
            }
            root.take(parser, first);
            if (parser.nextToken() != null) {
                throw new InputException(source + ":" + line(parser)
                        + ": expected one YAML document, here begins another");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new InputException(source + place(e) + ": not YAML: " + problem(e), e);
        } catch (IOException e) {
            throw new AssertionError("reading a string does no I/O", e);
        }
    }

    public Kind kind() {
        return kind;
    }

    public int line() {
        return line;
    }

    /** Dotted, from the root. */
    public String path() {
        return path;
    }

    /** Where it was written, for error messages: {@code pong.yaml:12: ppo.clip}. */
    public String origin() {
        return source + ":" + line + ": " + Excerpt.of(path);
    }

    /** Of a {@code VALUE}: as written; null for YAML's null or nothing. */
    public String value() {
        return value;
    }

    /** Of a {@code MAPPING}, in the file's order. */
    public Map<String, YamlNode> entries() {
        return entries;
    }

    /** Of a {@code LIST}. */
    public List<YamlNode> items() {
        return items;
    }

    /** An error about this node. */
    public InputException complaint(String message) {
        return new InputException(origin() + ": " + message);
    }

    /** For complaints: {@code 'text'}, {@code nothing}, {@code a list} or {@code keys}. */
    public String shown() {
        return switch (kind) {
            case MAPPING -> "keys";
            case LIST -> "a list";
            case VALUE -> value == null ? "nothing" : Excerpt.quoted(value);
        };
    }

    /**
     * The child of that name.
     *
     * @return null if there is none
     */
    public YamlNode child(String key) {
        return entries.get(key);
    }

    /** Requires a mapping with no other keys than these. */
    public YamlNode requireKeys(String... known) {
        if (kind != Kind.MAPPING) {
            throw complaint("expected keys under it: " + String.join(", ", known) + "; got " + shown());
        }
        for (Map.Entry<String, YamlNode> entry : entries.entrySet()) {
            if (!List.of(known).contains(entry.getKey())) {
                throw entry.getValue().complaint("unknown key; did you mean "
                        + NearestName.of(entry.getKey(), List.of(known)) + "?");
            }
        }
        return this;
    }

    /** Requires a mapping, or a list, with something in it. */
    public YamlNode requireSome(Kind expected, String example) {
        if (kind != expected || entries.isEmpty() && items.isEmpty()) {
            String what = expected == Kind.LIST ? "a list with at least one value" : "at least one key";
            boolean none = kind == expected || kind == Kind.VALUE && value == null;
            throw complaint("expected " + what + ", such as " + example + "; got " + (none ? "none" : shown()));
        }
        return this;
    }

    /** A whole number of at least {@code least}. */
    public long whole(long least) {
        OptionalLong number = Numeral.whole(text());
        if (number.isEmpty() || number.getAsLong() < least) {
            throw complaint("expected a whole number, at least " + least + ", got " + shown());
        }
        return number.getAsLong();
    }

    /** As {@link #whole}, and small enough to count with. */
    public int count(long least) {
        long number = whole(least);
        if (number > MOST) {
            throw complaint("expected at most " + MOST + ", got " + shown());
        }
        return (int) number;
    }

    /** A finite number. */
    public double number() {
        double number = Numeral.real(text()).orElseThrow(() -> complaint("expected a number, got " + shown()));
        if (!Double.isFinite(number)) {
            throw complaint("expected a finite number, got " + shown());
        }
        return number;
    }

    public boolean truth() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw complaint("expected true or false, got " + shown());
        };
    }

    /** Some text; never null. */
    public String text() {
        if (kind != Kind.VALUE || value == null) {
            throw complaint("expected one value, got " + shown());
        }
        return value;
    }

    /** This node as an assignment to {@code key}. */
    public Assignment assignTo(String key) {
        return switch (kind) {
            case VALUE -> new Assignment(key, value, origin());
            case LIST -> throw complaint("expected one value, got a list");
            case MAPPING -> throw complaint("expected one value, got keys");
        };
    }

    /** The values of this mapping and of those within, as assignments of paths below this node. */
    public List<Assignment> assignments() {
        List<Assignment> assignments = new ArrayList<>();
        leaves().forEach((key, leaf) -> assignments.add(leaf.assignTo(key)));
        return assignments;
    }

    /**
     * All values and lists below this mapping, by dotted path below this node.
     *
     * @throws InputException if two spellings, nested and dotted, give one path
     */
    public Map<String, YamlNode> leaves() {
        Map<String, YamlNode> leaves = new LinkedHashMap<>();
        collect("", leaves);
        return leaves;
    }

    private void collect(String prefix, Map<String, YamlNode> leaves) {
        entries.forEach((key, child) -> {
            if (child.kind == Kind.MAPPING) {
                child.collect(prefix + key + ".", leaves);
            } else {
                YamlNode earlier = leaves.putIfAbsent(prefix + key, child);
                if (earlier != null) {
                    throw child.writtenTwice(earlier);
                }
            }
        });
    }

    private InputException writtenTwice(YamlNode earlier) {
        return complaint("written twice, first in line " + earlier.line + "; remove one");
    }

    private void take(YAMLParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> takeEntries(parser);
            case START_ARRAY -> takeItems(parser);
            case VALUE_NULL -> value = null;
            default -> {
                if (parser.isCurrentAlias()) {
                    throw complaint("aliases are not supported; write the value out");
                }
                value = parser.getText();
            }
        }
    }

    private void takeEntries(YAMLParser parser) throws IOException {
        kind = Kind.MAPPING;
        for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            String key = parser.currentName();
            YamlNode child = new YamlNode(source, line(parser), path.isEmpty() ? key : path + "." + key);
            YamlNode earlier = entries.putIfAbsent(key, child);
            if (earlier != null) {
                throw child.writtenTwice(earlier);
            }
            child.take(parser, parser.nextToken());
        }
    }

    private void takeItems(YAMLParser parser) throws IOException {
        kind = Kind.LIST;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            YamlNode item = new YamlNode(source, line(parser), path);
            item.take(parser, token);
            items.add(item);
        }
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The exception's own location is where the surrounding block began; its message ends with the problem's location. */
    private static String place(JsonProcessingException e) {
        String last = "";
        Matcher line = LINE.matcher(String.valueOf(e.getOriginalMessage()));
        while (line.find()) {
            last = ":" + line.group(1);
        }
        return last;
    }

    /** snakeyaml's messages quote the file over several lines; the problem itself is the last one without a quotation. */
    private static String problem(JsonProcessingException e) {
        List<String> sentences = String.valueOf(e.getOriginalMessage()).lines()
                .filter(text -> !text.isBlank() && !text.startsWith(" ")).toList();
        return sentences.isEmpty() ? "it cannot be read" : sentences.get(sentences.size() - 1).strip();
    }
}
