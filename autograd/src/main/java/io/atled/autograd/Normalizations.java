package io.atled.autograd;

import io.atled.autograd.kernel.Softmaxes;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scores turned into probabilities along an axis: each verb beside the record that defines it.
public sealed interface Normalizations permits Tensor {
    /// This tensor.
    Tensor self();

    /// eˣ / Σ eˣ along `axis`: probabilities that add up to 1. **Shape** unchanged
    /// **Derivative** y·(dy − Σ dy·y). **Stability** exact for scores of any size; a row of −∞
    /// alone gives NaN.
    default Tensor softmax(int axis) {
        return Tensor.apply(new Softmax(self().shape().axis("softmax", axis)), self());
    }

    /// See [#softmax(int)].
    ///
    /// @param axis along which axis, counted from 0
    record Softmax(int axis) implements Normalization {
        /// Checks the attributes.
        public Softmax {
            Attributes.atLeast(0, "softmax", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Softmaxes.softmax(x.getFirst().array(), axis));
        }

        /// The Jacobian diag(y) − y·yᵀ is symmetric: both modes are one formula.
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return y.mul(dy.sub(dy.mul(y).sum(Axes.of(axis).kept())));
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return vjp(0, Tangents.only(name(), dx), y, x);
        }
    }

    /// x − ln Σ eˣ along `axis`: log-probabilities, without going through probabilities that
    /// round to 0. **Shape** unchanged **Derivative** dy − eʸ·Σ dy.
    default Tensor logSoftmax(int axis) {
        return Tensor.apply(new LogSoftmax(self().shape().axis("logSoftmax", axis)), self());
    }

    /// See [#logSoftmax(int)].
    ///
    /// @param axis along which axis, counted from 0
    record LogSoftmax(int axis) implements Normalization {
        /// Checks the attributes.
        public LogSoftmax {
            Attributes.atLeast(0, "logSoftmax", "axis", axis);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Softmaxes.logSoftmax(x.getFirst().array(), axis));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.sub(y.exp().mul(dy.sum(Axes.of(axis).kept())));
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            Tensor d = Tangents.only(name(), dx);
            return d.sub(y.exp().mul(d).sum(Axes.of(axis).kept()));
        }
    }

    /// What both share.
    interface Normalization extends Custom {
        @Override
        default int arity() {
            return 1;
        }

        /// Along which axis, counted from 0.
        int axis();

        @Override
        default Shape infer(List<Shape> shapes) {
            shapes.getFirst().axis(name(), axis());
            return shapes.getFirst();
        }
    }
}
