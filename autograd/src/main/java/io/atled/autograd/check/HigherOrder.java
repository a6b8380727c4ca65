package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The gradient of a function as a function: of the inputs and of the cotangent.
///
/// It is contracted to a single number by fixed random directions, so that the same check serves
/// every order: the first derivative of f₂(x, dy) = ⟨Jᵀ(x)·dy, u⟩ holds the second of f.
final class HigherOrder {
    private HigherOrder() {}

    static Function<List<Tensor>, Tensor> of(Function<List<Tensor>, Tensor> f,
            List<Tensor> inputs, int order) {
        Function<List<Tensor>, Tensor> g = f;
        int count = inputs.size();
        for (int k = 2; k <= order; k++) {
            g = derivative(g, count, k);
            count++;
        }
        return g;
    }

    private static Function<List<Tensor>, Tensor> derivative(Function<List<Tensor>, Tensor> f,
            int count, int order) {
        return all -> {
            List<Tensor> x = ImmutableList.copyOf(all.subList(0, count));
            Tensor dy = all.get(count);
            List<Tensor> pulled = Recording.on(
                    () -> Differentiate.vjp(f, x).pullback().apply(dy));
            Tensor sum = null;
            for (int i = 0; i < count; i++) {
                Tensor g = pulled.get(i);
                if (g.dtype().isFloat()) {
                    Tensor u = Sample.direction(g.shape(), 1000L * order + i).to(g.dtype());
                    Tensor term = g.mul(u).sum();
                    sum = sum == null ? term : sum.add(term.to(sum.dtype()));
                }
            }
            return sum == null ? dy.sum() : sum;
        };
    }

    static List<String> names(List<String> names, int order) {
        var all = new ArrayList<>(names);
        for (int k = 2; k <= order; k++) {
            all.add("cotangent of order " + (k - 1));
        }
        return all;
    }

    static List<Tensor> inputs(Function<List<Tensor>, Tensor> f, List<Tensor> inputs,
            int order) {
        var all = new ArrayList<>(inputs);
        Tensor y = Recording.off(() -> f.apply(inputs));
        for (int k = 2; k <= order; k++) {
            all.add(Sample.direction(y.shape(), 500L + k).to(y.dtype()));
            y = Tensor.zeros(y.dtype(), Shape.of());
        }
        return all;
    }
}
