package io.atled.autograd.check;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The same inputs laid out otherwise, cut smaller, or repeated.
final class Variants {
    private Variants() {}

    /// A copy with the elements side by side in row-major order.
    static Tensor copy(Tensor x) {
        return switch (x.dtype()) {
            case F32 -> Tensor.of(x.shape(), x.toFloats());
            case F64 -> Tensor.of(x.shape(), x.toDoubles());
            case I32 -> Tensor.of(x.shape(), x.toInts());
            case BOOL -> Tensor.of(x.shape(), x.toBooleans());
        };
    }

    /// Equal values in unequal layouts, by a name for messages.
    static Map<String, Tensor> layouts(Tensor x) {
        if (x.rank() == 0) {
            return Map.of("out of the middle of a vector",
                    Tensor.stack(0, List.of(x, x, x)).select(0, 1));
        }
        int[] turned = IntStream.range(0, x.rank()).map(k -> x.rank() - 1 - k).toArray();
        int last = x.shape().get(-1);
        Shape twice = x.shape().with(x.rank() - 1, 2 * last);
        int first = x.shape().get(0);
        return ImmutableMap.of(
                "permuted", copy(x.permute(turned)).permute(turned),
                "flipped", copy(x.flip()).flip(),
                "every second of twice as many", Tensor.stack(-1, List.of(x, x)).reshape(twice)
                        .slice(-1, 0, 2 * last, 2),
                "the second half", Tensor.concat(0, List.of(x, x)).slice(0, first, 2 * first));
    }

    /// The first of `x` along `axis`, repeated without copying; empty axes stay.
    static Tensor constantAlong(int axis, Tensor x) {
        return x.size() == 0 ? x : x.slice(axis, 0, 1).expand(x.shape());
    }

    /// The first `count` (or fewer) along `axis`.
    static Tensor first(Tensor x, int axis, int count) {
        return x.slice(axis, 0, Math.min(count, x.shape().get(axis)));
    }

    /// The first element alone, with as many axes as `x`.
    static Tensor corner(Tensor x) {
        Tensor out = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            out = first(out, axis, 1);
        }
        return out;
    }

    /// `x` repeated along `axis`.
    static Tensor repeated(Tensor x, int axis, int times) {
        int counted = x.shape().axis("repeated", axis);
        Tensor spread = x.unsqueeze(counted);
        return spread.expand(spread.shape().with(counted, times))
                .reshape(x.shape().with(counted, x.shape().get(counted) * times));
    }

    /// `inputs` with number `i` replaced.
    static List<Tensor> with(List<Tensor> inputs, int i, Tensor other) {
        var out = new ArrayList<>(inputs);
        out.set(i, other);
        return List.copyOf(out);
    }
}
