package io.atled.autograd.check;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Makes rounding visible: moves numbers by a random part of a rounding.
///
/// **Source** the stochastic arithmetic of Vignes, *A stochastic arithmetic for reliable scientific
/// computation*, Math. Comput. Simul. 35 (1993).
final class Jitter {
    private final double size;
    private final @Nullable SplittableRandom random;

    private Jitter(double size, @Nullable SplittableRandom random) {
        this.size = size;
        this.random = random;
    }

    /// Moves nothing.
    static Jitter none() {
        return new Jitter(0, null);
    }

    /// Moves numbers by up to a unit in the last place of `type`.
    static Jitter of(DType type, long seed) {
        return new Jitter(2 * Subject.epsilon(type), new SplittableRandom(seed));
    }

    /// `t`, each element moved.
    Tensor on(Tensor t) {
        SplittableRandom r = random;
        if (r == null || !t.dtype().isFloat()) {
            return t;
        }
        double[] values = t.toDoubles();
        for (int k = 0; k < values.length; k++) {
            values[k] *= 1 + size * r.nextDouble(-1, 1);
        }
        return Subject.tensor(t.dtype(), t.shape(), values);
    }
}
