package topspin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads YAML mappings into assignments of dotted paths, with the line of each. Values stay text: the key, not YAML,
 * decides whether {@code 1e-5} is a number. Refuses what no config needs: lists, aliases, several documents, keys
 * written twice.
 */
final class YamlAssignments {
    private static final YAMLFactory YAML = new YAMLFactory();
    private static final Pattern LINE = Pattern.compile("line (\\d+), column \\d+");

    private final String source;
    private final YAMLParser parser;
    private final List<Assignment> assignments = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlAssignments(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * @param source name of the file, for complaints
     * @throws InputException in the style {@code pong.yaml:12: …}
     */
    static List<Assignment> ofFile(String source, String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            YamlAssignments reader = new YamlAssignments(source, parser);
            reader.document();
            return reader.assignments;
        } catch (JsonProcessingException e) {
            throw new InputException(source + place(e) + ": not YAML: " + problem(e), e);
        } catch (IOException e) {
            throw new AssertionError("reading a string does no I/O", e);
        }
    }

    /**
     * @param argument {@code key=value}, the value any YAML: {@code env={id: pong}} assigns several
     * @throws InputException in the style {@code --set ppo.clip=…: …}
     */
    static List<Assignment> ofSet(String argument) {
        String origin = "--set " + argument;
        int equals = argument.indexOf('=');
        if (equals < 1) {
            throw new InputException(origin + ": expected key=value, such as ppo.clip=0.2");
        }
        String key = argument.substring(0, equals).strip();
        String value = argument.substring(equals + 1);
        if (!value.stripLeading().startsWith("{")) {
            return List.of(new Assignment(key, isNull(value) ? null : value.strip(), origin));
        }
        try {
            return ofFile("--set", key + ": " + value).stream()
                    .map(part -> new Assignment(part.path(), part.value(), origin)).toList();
        } catch (InputException e) {
            throw new InputException(origin + ": expected a YAML value, such as {id: pong, frame-skip: 4}", e);
        }
    }

    private static boolean isNull(String value) {
        String stripped = value.strip();
        return stripped.isEmpty() || stripped.equals("null") || stripped.equals("~");
    }

    private void document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            throw new InputException(source + ": is empty; expected keys such as 'env: {id: pong}'");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new InputException(source + ":" + line() + ": expected keys such as 'env: {id: pong}', got "
                    + (first == JsonToken.START_ARRAY ? "a list" : "'" + parser.getText() + "'"));
        }
        mapping("");
        if (parser.nextToken() != null) {
            throw new InputException(source + ":" + line() + ": expected one YAML document, here begins another");
        }
    }

    private void mapping(String prefix) throws IOException {
        for (JsonToken token = parser.nextToken(); token == JsonToken.FIELD_NAME; token = parser.nextToken()) {
            String path = prefix + parser.currentName();
            int line = line();
            String origin = source + ":" + line + ": " + path;
            Integer earlier = lines.putIfAbsent(path, line);
            if (earlier != null) {
                throw new InputException(origin + ": written twice, first in line " + earlier + "; remove one");
            }
            switch (parser.nextToken()) {
                case START_OBJECT -> mapping(path + ".");
                case START_ARRAY -> throw new InputException(origin + ": expected one value, got a list");
                case VALUE_NULL -> assignments.add(new Assignment(path, null, origin));
                default -> {
                    if (parser.isCurrentAlias()) {
                        throw new InputException(origin + ": aliases are not supported; write the value out");
                    }
                    assignments.add(new Assignment(path, parser.getText(), origin));
                }
            }
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The exception's own location is where the surrounding block began; the message ends with that of the problem. */
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
