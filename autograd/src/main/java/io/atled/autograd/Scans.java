package io.atled.autograd;

import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Running products, in differentiable verbs.
final class Scans {
    private Scans() {}

    /// For each element the product of all others along `axes`, without division: the product of
    /// what is before times the product of what is behind. Exact at zeros, to any order.
    static Tensor productOfOthers(Tensor x, int[] axes) {
        if (axes.length == 0) {
            return Tensor.ones(x.dtype(), x.shape());
        }
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, x.rank()).filter(a -> !contains(axes, a)).forEach(order::add);
        int kept = order.size();
        IntStream.of(axes).forEach(order::add);
        int[] forth = order.stream().mapToInt(a -> a).toArray();
        Tensor last = x.permute(forth);
        int n = last.shape().range(kept, x.rank()).size();
        Tensor rows = last.reshape(last.shape().range(0, kept).concat(Shape.of(n)));
        Tensor others = before(rows).mul(before(rows.flip(-1)).flip(-1));
        return others.reshape(last.shape()).permute(Views.Permute.inverse(forth));
    }

    private static boolean contains(int[] axes, int axis) {
        return IntStream.of(axes).anyMatch(a -> a == axis);
    }

    /// The products of all earlier elements along the last axis, by doubling steps.
    private static Tensor before(Tensor x) {
        int n = x.shape().get(-1);
        Tensor product = shifted(x, 1);
        for (int step = 1; step < n; step *= 2) {
            product = product.mul(shifted(product, step));
        }
        return product;
    }

    /// `x` moved by `step` along the last axis, ones coming in.
    private static Tensor shifted(Tensor x, int step) {
        int axis = x.rank() - 1;
        int n = x.shape().get(axis);
        Tensor ones = Tensor.ones(x.dtype(), x.shape().with(axis, Math.min(step, n)));
        return step >= n ? ones : Tensor.concat(axis, List.of(ones, x.slice(axis, 0, n - step)));
    }
}
