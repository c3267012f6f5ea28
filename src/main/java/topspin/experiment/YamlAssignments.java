package topspin.experiment;

import topspin.config.InputException;
import topspin.text.Excerpt;

import java.util.List;

/** Reads YAML mappings into assignments of dotted paths, with the line of each. */
public final class YamlAssignments {

    private YamlAssignments() {
    }

    /**
     * @param source name of the file, for complaints
     * @throws InputException in the style {@code pong.yaml:12: …}
     */
    public static List<Assignment> ofFile(String source, String text) {
        return YamlNode.read(source, text, "env: {id: pong}").assignments();
    }

    /**
     * @param argument {@code key=value}, the value any YAML: {@code env={id: pong}} assigns several
     * @throws InputException in the style {@code --set ppo.clip=…: …}
     */
    public static List<Assignment> ofSet(String argument) {
        String origin = "--set " + Excerpt.of(argument);
        int equals = argument.indexOf('=');
        if (equals < 1) {
            throw new InputException(origin + ": expected key=value, such as ppo.clip=0.2");
        }
        return ofSetting(origin, argument.substring(0, equals).strip(), argument.substring(equals + 1));
    }

    /**
     * @param origin where it was written, for complaints
     * @param value  any YAML: {@code {id: pong}} assigns several
     * @throws InputException if it is not YAML
     */
    public static List<Assignment> ofSetting(String origin, String key, String value) {
        if (!value.stripLeading().startsWith("{")) {
            return List.of(new Assignment(key, isNull(value) ? null : value.strip(), origin));
        }
        try {
            return ofFile(origin, key + ": " + value).stream()
                    .map(part -> new Assignment(part.path(), part.value(), origin)).toList();
        } catch (InputException e) {
            throw new InputException(origin + ": expected a YAML value, such as {id: pong, frame-skip: 4}", e);
        }
    }

    private static boolean isNull(String value) {
        String stripped = value.strip();
        return stripped.isEmpty() || stripped.equals("null") || stripped.equals("~");
    }
}
