package io.atled.nn;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The layers of a model as a table: where each stands, what it is and gives, and what it learns.
///
/// ```text
/// layer  kind              output   parameters
/// 0      Linear(64 → 32)   (1,32)        2,080
/// 1      relu              (1,32)            0
/// 2      Linear(32 → 10)   (1,10)          330
/// total                    (1,10)        2,410
/// ```
///
/// Output shapes come from one run. Layers of this library tell it what they gave, wherever they
/// stand; a layer of your own does if it stands in a `Sequential` or ends with
/// `return Summary.noting(this, y)`. Otherwise its output is shown as `?`.
///
/// @param rows one for each layer, outer ones before what they hold
/// @param output the shape of the whole result
public record Summary(ImmutableList<Row> rows, Shape output) {
    private static final ScopedValue<IdentityHashMap<Layer, List<Shape>>> SEEN =
            ScopedValue.newInstance();

    /// One layer.
    ///
    /// @param path its name in the tree
    /// @param kind what it is
    /// @param outputs the shapes it gave, one for each time it ran; empty if it did not tell
    /// @param parameters the elements of its own parameters, those of layers inside it and those
    ///        already counted (tied weights) left out
    public record Row(String path, String kind, ImmutableList<Shape> outputs, long parameters) {}

    /// The number of all parameters' elements.
    public long parameters() {
        return rows.stream().mapToLong(Row::parameters).sum();
    }

    /// See [Layer#summary(Shape)].
    public static Summary of(Layer model, Shape input) {
        DType dtype = model.parameters().values().stream().findFirst()
                .map(Parameter::dtype).orElse(DType.F32);
        try {
            return of(model, Tensor.zeros(dtype, input));
        } catch (DTypeMismatch refused) {
            try {
                return of(model, Tensor.zeros(DType.I32, input));
            } catch (DTypeMismatch refusedToo) {
                refused.addSuppressed(refusedToo);
                throw refused;
            }
        }
    }

    /// The table for a run on `example`, without recording and without training.
    public static Summary of(Layer model, Tensor example) {
        IdentityHashMap<Layer, List<Shape>> seen = new IdentityHashMap<>();
        Tensor y = Recording.off(() -> Training.off(() ->
                ScopedValue.where(SEEN, seen).call(() -> model.forward(example))));
        return new Summary(rows(model, seen), y.shape());
    }

    /// `y`, which `layer` is about to give; the summary being made, if any, takes note of its
    /// shape.
    public static Tensor noting(Layer layer, Tensor y) {
        if (SEEN.isBound()) {
            SEEN.get().computeIfAbsent(layer, any -> new ArrayList<>()).add(y.shape());
        }
        return y;
    }

    /// What `layer` gives for `x`; takes note of its shape if the layer does not do so itself.
    /// For layers that run others.
    public static Tensor running(Layer layer, Tensor x) {
        if (!SEEN.isBound()) {
            return layer.forward(x);
        }
        int before = SEEN.get().getOrDefault(layer, List.of()).size();
        Tensor y = layer.forward(x);
        return SEEN.get().getOrDefault(layer, List.of()).size() > before ? y : noting(layer, y);
    }

    private static ImmutableList<Row> rows(Layer model,
            IdentityHashMap<Layer, List<Shape>> seen) {
        ImmutableMap<String, Layer> layers = Tree.nodes(model, Layer.class);
        var places = new IdentityHashMap<Layer, Integer>();
        layers.values().forEach(layer -> places.merge(layer, 1, Integer::sum));
        var listed = new IdentityHashMap<Layer, Integer>();
        Map<String, Long> own = ownParameters(model, layers.keySet());
        var rows = ImmutableList.<Row>builder();
        layers.forEach((path, layer) -> {
            List<Shape> shapes = seen.getOrDefault(layer, List.of());
            int place = listed.merge(layer, 1, Integer::sum) - 1;
            if (places.getOrDefault(layer, 0) == shapes.size()) {       // it ran once in each place
                shapes = List.of(shapes.get(place));
            }
            long parameters = own.getOrDefault(path, 0L);
            if (!path.isEmpty() || parameters > 0 || layers.size() == 1) {
                rows.add(new Row(path, layer.kind(), ImmutableList.copyOf(shapes), parameters));
            }
        });
        return rows.build();
    }

    /// Elements by the path of the innermost layer that holds them.
    private static Map<String, Long> ownParameters(Layer model, Set<String> layers) {
        var own = new HashMap<String, Long>();
        State.distinct(Tree.leaves(model, Parameter.class)).forEach((name, parameter) -> {
            String holder = name;
            while (!layers.contains(holder)) {
                holder = holder.substring(0, Math.max(0, holder.lastIndexOf('.')));
            }
            own.merge(holder, (long) parameter.size(), Long::sum);
        });
        return own;
    }

    /// The table, one line for each layer.
    public String format() {
        var lines = new ArrayList<List<String>>();
        lines.add(List.of("layer", "kind", "output", "parameters"));
        for (Row row : rows) {
            String output = row.outputs().isEmpty() ? "?" : row.outputs().stream().distinct()
                    .map(Shape::toString).collect(Collectors.joining(" "));
            lines.add(List.of(row.path().isEmpty() ? "-" : row.path(), row.kind(), output,
                    count(row.parameters())));
        }
        lines.add(List.of("total", "", output.toString(), count(parameters())));
        int[] widths = new int[4];
        for (List<String> line : lines) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], line.get(k).length());
            }
        }
        return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining());
    }

    /// Words to the left, numbers to the right.
    private static String aligned(List<String> line, int[] widths) {
        var out = new StringBuilder();
        int last = widths.length - 1;
        for (int k = 0; k < last; k++) {
            out.append(line.get(k)).repeat(' ', widths[k] - line.get(k).length() + 2);
        }
        return out.repeat(' ', widths[last] - line.get(last).length()).append(line.get(last))
                .append('\n').toString();
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /// See [#format()].
    @Override
    public String toString() {
        return format();
    }
}
