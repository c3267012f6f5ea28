package topspin.experiment;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import topspin.metric.ShortestDecimal;
import topspin.run.ConfigTree;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a resolved config as YAML that {@link ExperimentFile} reads back as the same config. */
public final class ConfigYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ConfigYaml() {
    }

    /** Every key, in the records' order. */
    public static String of(Record config) {
        try {
            return YAML.writeValueAsString(readable(ConfigTree.of(config)));
        } catch (JsonProcessingException e) {
            throw new AssertionError("maps of scalars can be written", e);
        }
    }

    /** Numbers without exponents: YAML 1.1 readers take {@code 1.0E10} for text. */
    private static Object readable(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, readable(value)));
            return copy;
        }
        if (node instanceof Double real && Double.isFinite(real)) {
            BigDecimal decimal = new BigDecimal(ShortestDecimal.of(real));
            return decimal.scale() < 1 ? decimal.setScale(1) : decimal;
        }
        return node;
    }
}
