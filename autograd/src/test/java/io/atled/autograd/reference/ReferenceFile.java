package io.atled.autograd.reference;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/// Reads the reference values in the test resources: see `README.md` beside them.
public final class ReferenceFile {
    private ReferenceFile() {}

    /// The cases of one file.
    public static List<JsonObject> cases(String name) {
        String path = "/io/atled/reference/" + name + ".json";
        try (var in = ReferenceFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no reference file " + path);
            }
            var root = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return root.getAsJsonObject().getAsJsonArray("cases").asList().stream()
                    .map(JsonElement::getAsJsonObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A tensor: F64, I32 or BOOL as the case says.
    public static Tensor tensor(JsonObject json) {
        Shape shape = Shape.of(ints(json.getAsJsonArray("shape")));
        JsonArray data = json.getAsJsonArray("data");
        return switch (json.get("dtype").getAsString()) {
            case "float64" -> Tensor.of(shape, doubles(data));
            case "int64" -> Tensor.of(shape, ints(data));
            case "bool" -> {
                boolean[] values = new boolean[data.size()];
                IntStream.range(0, values.length).forEach(i ->
                        values[i] = data.get(i).getAsBoolean());
                yield Tensor.of(shape, values);
            }
            default -> throw new IllegalArgumentException("unknown dtype in " + json);
        };
    }

    /// Numbers, among them the strings "NaN", "Infinity" and "-Infinity".
    public static double[] doubles(JsonArray array) {
        return array.asList().stream().mapToDouble(e -> Double.parseDouble(e.getAsString()))
                .toArray();
    }

    /// Whole numbers.
    public static int[] ints(JsonArray array) {
        return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }
}
