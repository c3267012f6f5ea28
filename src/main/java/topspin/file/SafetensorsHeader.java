package topspin.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: metadata first, then one entry per tensor, in order. Padded with spaces to a
 * multiple of 8 bytes, so the data after it is aligned.
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Safetensors.Tensor> tensors) {
    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (Safetensors.Tensor tensor : tensors.values()) {
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.type().name());
                json.writeFieldName("shape");
                json.writeArray(longs(tensor.shape()), 0, tensor.shape().size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        int length = bytes.size();
        byte[] padded = Arrays.copyOf(bytes.toByteArray(), (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, length, padded.length, (byte) ' ');
        return padded;
    }

    static SafetensorsHeader parse(byte[] bytes) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "an object");
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (name.equals(METADATA)) {
                    readMetadata(json, metadata);
                } else {
                    tensors.put(name, readTensor(json, name));
                }
            }
            require(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, "one object");
        }
        return new SafetensorsHeader(metadata, tensors);
    }

    private static void readMetadata(JsonParser json, Map<String, String> metadata) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, METADATA + " to be an object");
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            require(json.nextToken() == JsonToken.VALUE_STRING, METADATA + " to hold strings");
            metadata.put(key, json.getText());
        }
    }

    private static Safetensors.Tensor readTensor(JsonParser json, String name) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT, name + " to be an object");
        Safetensors.Type type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            switch (key) {
                case "dtype" -> type = readType(json, name);
                case "shape" -> shape = readLongs(json, name);
                case "data_offsets" -> offsets = readLongs(json, name);
                default -> throw new IOException("tensor " + name + " has the unknown field " + key);
            }
        }
        require(type != null && shape != null && offsets != null && offsets.size() == 2,
                name + " to have dtype, shape and two data_offsets");
        return new Safetensors.Tensor(name, type, List.copyOf(shape), offsets.get(0), offsets.get(1));
    }

    private static Safetensors.Type readType(JsonParser json, String name) throws IOException {
        String text = json.getText();
        for (Safetensors.Type type : Safetensors.Type.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw new IOException("tensor " + name + " has dtype " + text + "; expected one of "
                + Arrays.toString(Safetensors.Type.values()));
    }

    private static List<Long> readLongs(JsonParser json, String name) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, name + " to have arrays of numbers");
        List<Long> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getLongValue() >= 0,
                    name + " to have whole, non-negative numbers");
            values.add(json.getLongValue());
        }
        return values;
    }

    private static void require(boolean condition, String expected) throws IOException {
        if (!condition) {
            throw new IOException("expected " + expected);
        }
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
