package io.atled.nn.optim;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import java.util.Collection;
import java.util.Map;

/// A limit to gradients, so that one steep place does not throw the parameters far away.
@FunctionalInterface
public interface Clip {
    /// The gradients within the limit, under the same names.
    ImmutableMap<String, Tensor> apply(ImmutableMap<String, Tensor> gradients);

    /// No limit.
    static Clip none() {
        return gradients -> gradients;
    }

    /// Each element limited to −limit … limit, which may turn the direction.
    ///
    /// @throws IllegalArgumentException unless `limit` is positive and finite
    static Clip byValue(double limit) {
        return new ByValue(limit);
    }

    /// All gradients together scaled down to a Euclidean norm of `limit` if they exceed it; the
    /// direction stays. **Source** Pascanu et al. 2013, arXiv 1211.5063.
    ///
    /// @throws IllegalArgumentException unless `limit` is positive and finite
    static Clip byGlobalNorm(double limit) {
        return byGlobalNorm(limit, 2);
    }

    /// The same for the norm of another order: 1, 2, ∞ or any between.
    ///
    /// @throws IllegalArgumentException unless `limit` and `order` are positive
    static Clip byGlobalNorm(double limit, double order) {
        return new ByGlobalNorm(limit, order);
    }

    /// The p-norm of all elements of `tensors` together, p being `order`; 0 of none.
    static double globalNorm(Collection<Tensor> tensors, double order) {
        double[] norms = tensors.stream().filter(t -> t.size() > 0)
                .mapToDouble(t -> t.norm(order, Axes.all()).item()).toArray();
        return norms.length == 0 ? 0 : Tensor.of(norms).norm(order, Axes.all()).item();
    }

    private static void checkLimit(double limit) {
        if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
            throw Require.bad("clip", "limit must be finite and greater than 0", limit,
                    "it is the largest size left, 1 is usual for the norm; without a clip nothing"
                            + " is limited");
        }
    }

    /// See [#byValue(double)].
    ///
    /// @param limit the largest size of an element
    record ByValue(double limit) implements Clip {
        /// Checks the limit.
        public ByValue {
            checkLimit(limit);
        }

        @Override
        public ImmutableMap<String, Tensor> apply(ImmutableMap<String, Tensor> gradients) {
            return gradients.entrySet().stream().collect(ImmutableMap.toImmutableMap(
                    Map.Entry::getKey, entry -> entry.getValue().clamp(-limit, limit)));
        }
    }

    /// See [#byGlobalNorm(double, double)].
    ///
    /// @param limit the largest norm
    /// @param order the p of the p-norm
    record ByGlobalNorm(double limit, double order) implements Clip {
        /// Added to the norm that is divided by. **Source** PyTorch `clip_grad_norm_`.
        public static final double EPSILON = 1e-6;

        /// Checks the limit and the order.
        public ByGlobalNorm {
            checkLimit(limit);
            if (!(order > 0)) {
                throw Require.bad("clip", "the order of a norm must be greater than 0", order,
                        "2 is usual");
            }
        }

        @Override
        public ImmutableMap<String, Tensor> apply(ImmutableMap<String, Tensor> gradients) {
            double scale = limit / (globalNorm(gradients.values(), order) + EPSILON);
            return scale >= 1 ? gradients
                    : gradients.entrySet().stream().collect(ImmutableMap.toImmutableMap(
                            Map.Entry::getKey, entry -> entry.getValue().mul(scale)));
        }
    }
}
