package topspin.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON of plain maps, lists, strings and numbers; keys keep their order, so the same values give the same bytes. JSON has
 * no NaN and no infinity: a number that is not finite is {@code null}.
 */
public final class Json {
    private static final ObjectMapper COMPACT = new ObjectMapper().registerModule(finite());
    private static final ObjectMapper INDENTED = COMPACT.copy().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {
    }

    private static Module finite() {
        return new SimpleModule().addSerializer(Double.class, new JsonSerializer<Double>() {
            @Override
            public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
                write(value, json);
            }
        }).addSerializer(double[].class, new JsonSerializer<double[]>() {
            @Override
            public void serialize(double[] values, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeStartArray(values, values.length);
                for (double value : values) {
                    write(value, json);
                }
                json.writeEndArray();
            }
        });
    }

    private static void write(double value, JsonGenerator json) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    public static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /**
     * On one line, for a {@code <script>} of a page. Letters that could begin or end an element or a comment, or that
     * old scripts take for a line end, are escaped; outside of strings, JSON has none of them.
     */
    public static String embedded(Object value) {
        return write(COMPACT, value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
                .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }

    public static String indented(Object value) {
        return write(INDENTED, value);
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps, lists, strings and numbers are always JSON", e);
        }
    }
}
