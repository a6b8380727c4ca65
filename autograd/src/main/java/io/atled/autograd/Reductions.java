package io.atled.autograd;

import io.atled.autograd.kernel.Fold;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Softmaxes;
import io.atled.autograd.kernel.Standards;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Sums, means, extremes and norms over any axes: each verb beside the record that defines it.
///
/// `x.sum()` reduces everything to one number, `x.sum(0, -1)` the axes named, and
/// `x.sum(Axes.of(-1).kept())` leaves them with size 1.
public sealed interface Reductions permits Tensor {
    /// This tensor.
    Tensor self();

    /// The sum over `axes`, all if none is named. **Derivative** dy, spread out.
    default Tensor sum(int... axes) {
        return sum(Axes.of(axes));
    }

    /// The sum over `axes`.
    default Tensor sum(Axes axes) {
        return Tensor.apply(new Sum(axes), self());
    }

    /// See [#sum(Axes)].
    ///
    /// @param axes what is reduced
    record Sum(Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            return fold(Fold.SUM, this, x);
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            return d;
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Shape full = x.getFirst().shape();
            return dy.reshape(axes.reduceKept(name(), full)).expand(full);
        }
    }

    /// The sum over whatever was broadcast on the way from `target` to this shape: the adjoint of
    /// [Views#expand(Shape)].
    ///
    /// @throws ShapeMismatch if `target` does not broadcast to this shape
    default Tensor sumTo(Shape target) {
        Shape shape = self().shape();
        if (shape.equals(target)) {
            return self();
        }
        if (!target.broadcastsTo(shape)) {
            throw new ShapeMismatch("sumTo: " + target + " does not broadcast to " + shape);
        }
        int lead = shape.rank() - target.rank();
        int[] axes = new int[shape.rank()];
        int n = 0;
        for (int axis = 0; axis < axes.length; axis++) {
            if (axis < lead || (target.get(axis - lead) == 1 && shape.get(axis) != 1)) {
                axes[n++] = axis;
            }
        }
        Tensor summed = n == 0 ? self() : sum(Axes.of(Arrays.copyOf(axes, n)));
        return summed.reshape(target);
    }

    /// The mean over `axes`, all if none is named; NaN of nothing. **Derivative** dy/n.
    default Tensor mean(int... axes) {
        return mean(Axes.of(axes));
    }

    /// The mean over `axes`.
    default Tensor mean(Axes axes) {
        return Tensor.apply(new Mean(axes), self());
    }

    /// See [#mean(Axes)].
    ///
    /// @param axes what is reduced
    record Mean(Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            return fold(Fold.SUM, this, x).div(count(x.getFirst()));
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            return d.div(count(x));
        }

        /// Divides before it spreads out.
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return new Sum(axes).vjp(i, dy.div(count(x.getFirst())), y, x);
        }

        private int count(Tensor x) {
            return axes.count(name(), x.shape());
        }
    }

    /// The largest element over `axes`, all if none is named; NaN if one is.
    /// **Derivative** dy, shared evenly among ties.
    default Tensor max(int... axes) {
        return max(Axes.of(axes));
    }

    /// The largest element over `axes`.
    ///
    /// @throws ShapeMismatch if an axis has size 0
    default Tensor max(Axes axes) {
        return Tensor.apply(new Max(axes), self());
    }

    /// See [#max(Axes)].
    ///
    /// @param axes what is reduced
    record Max(Axes axes) implements Extreme {
        @Override
        public Tensor run(List<Tensor> x) {
            return fold(Fold.MAX, this, x);
        }
    }

    /// The smallest element over `axes`, all if none is named; NaN if one is.
    /// **Derivative** dy, shared evenly among ties.
    default Tensor min(int... axes) {
        return min(Axes.of(axes));
    }

    /// The smallest element over `axes`.
    ///
    /// @throws ShapeMismatch if an axis has size 0
    default Tensor min(Axes axes) {
        return Tensor.apply(new Min(axes), self());
    }

    /// See [#min(Axes)].
    ///
    /// @param axes what is reduced
    record Min(Axes axes) implements Extreme {
        @Override
        public Tensor run(List<Tensor> x) {
            return fold(Fold.MIN, this, x);
        }
    }

    /// What the largest and the smallest share.
    interface Extreme extends Reduction {
        @Override
        default Shape infer(List<Shape> shapes) {
            return nonEmpty(this, shapes.getFirst());
        }

        @Override
        default Tensor weigh(Tensor d, Tensor y, Tensor x) {
            Tensor ties = x.equalTo(y).to(x.dtype());
            return d.mul(ties).div(ties.sum(Axes.of(reduced(this, x)).kept()));
        }
    }

    /// The product over `axes`, all if none is named; 1 of nothing.
    /// **Derivative** dy times the product of the others, exact where elements are 0.
    default Tensor prod(int... axes) {
        return prod(Axes.of(axes));
    }

    /// The product over `axes`.
    default Tensor prod(Axes axes) {
        return Tensor.apply(new Prod(axes), self());
    }

    /// See [#prod(Axes)].
    ///
    /// @param axes what is reduced
    record Prod(Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            return fold(Fold.PROD, this, x);
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            double least = x.dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
            Tensor lost = y.abs().less(least).or(y.abs().equalTo(Double.POSITIVE_INFINITY));
            boolean divisible = lost.size() == 0 || lost.to(DType.F32).max().item() == 0;
            return divisible ? d.mul(y.div(x)) : d.mul(Scans.productOfOthers(x, reduced(this, x)));
        }
    }

    /// The variance over `axes`, all if none is named, with n − 1 in the denominator.
    /// **Derivative** dy·2(x − mean)/(n − 1).
    default Tensor variance(int... axes) {
        return variance(1, Axes.of(axes));
    }

    /// The variance over `axes` with `n − correction` in the denominator: 1 for a sample, 0 for a
    /// whole population. Of differences to a number near the mean, so that a large mean costs no
    /// digits.
    default Tensor variance(int correction, Axes axes) {
        return Tensor.apply(new Variance(correction, axes), self());
    }

    /// See [#variance(int, Axes)].
    ///
    /// @param correction what is taken from the count
    /// @param axes what is reduced
    record Variance(int correction, Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            NdArray all = x.getFirst().array();
            return Tensor.wrap(Standards.variance(all, axes.flags(name(), all.shape()),
                    freedom(x.getFirst()), infer(List.of(all.shape()))));
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            return d.mul(centred(x)).mul(2 / freedom(x));
        }

        private Tensor centred(Tensor x) {
            return x.sub(x.mean(Axes.of(reduced(this, x)).kept()));
        }

        private double freedom(Tensor x) {
            return Math.max(0, axes.count(name(), x.shape()) - correction);
        }
    }

    /// The variance over `axes`, with n − 1 in the denominator.
    default Tensor variance(Axes axes) {
        return variance(1, axes);
    }

    /// The standard deviation over `axes`, all if none is named, the root of [#variance(int...)].
    /// **Derivative** dy·(x − mean)/(y·(n − 1)); 0 where all elements are equal.
    default Tensor std(int... axes) {
        return std(1, Axes.of(axes));
    }

    /// The standard deviation over `axes`, with n − 1 in the denominator.
    default Tensor std(Axes axes) {
        return std(1, axes);
    }

    /// The standard deviation, the root of [#variance(int, Axes)].
    default Tensor std(int correction, Axes axes) {
        return Tensor.apply(new Std(correction, axes), self());
    }

    /// See [#std(int, Axes)].
    ///
    /// @param correction what is taken from the count
    /// @param axes what is reduced
    record Std(int correction, Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            return new Variance(correction, axes).run(x).sqrt();
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            Tensor half = new Variance(correction, axes).weigh(d, y, x).mul(0.5);
            return half.div(y.equalTo(0).where(1, y));
        }
    }

    /// The Euclidean norm over `axes`, all if none is named. **Derivative** dy·x/y; 0 at 0.
    default Tensor norm(int... axes) {
        return norm(2, Axes.of(axes));
    }

    /// The Euclidean norm over `axes`.
    default Tensor norm(Axes axes) {
        return norm(2, axes);
    }

    /// The p-norm (Σ|x|ᵖ)^(1/p) over `axes`; ∞ gives the largest and −∞ the smallest |x|.
    /// **Derivative** dy·sign x·(|x|/y)ᵖ⁻¹, 0 at 0; for p = ±∞ shared evenly among ties.
    ///
    /// @throws IllegalArgumentException if `order` is 0 or NaN
    default Tensor norm(double order, Axes axes) {
        if (order == Double.POSITIVE_INFINITY) {
            return self().abs().max(axes);
        }
        if (order == Double.NEGATIVE_INFINITY) {
            return self().abs().min(axes);
        }
        return order == 1 ? self().abs().sum(axes) : Tensor.apply(new Norm(order, axes), self());
    }

    /// See [#norm(double, Axes)].
    ///
    /// @param order the p of the p-norm
    /// @param axes what is reduced
    record Norm(double order, Axes axes) implements Reduction {
        /// Checks the order.
        public Norm {
            if (order == 0 || Double.isNaN(order)) {
                throw new IllegalArgumentException("norm: needs an order other than 0, got " + order
                        + "; to count elements use x.notEqualTo(0)");
            }
        }

        /// Scaled by the largest element, so that no power overflows.
        @Override
        public Tensor run(List<Tensor> x) {
            Tensor size = x.getFirst().detach().abs();
            if (size.size() == 0) {
                return size.sum(axes);
            }
            Tensor largest = size.max(Axes.of(reduced(this, size)).kept());
            Tensor plain = largest.equalTo(0).or(largest.equalTo(Double.POSITIVE_INFINITY));
            Tensor scale = plain.where(1, largest);
            Tensor ratio = size.div(scale);
            Tensor root = order == 2 ? ratio.square().sum(axes).sqrt()
                    : ratio.pow(order).sum(axes).pow(1 / order);
            return root.mul(scale.reshape(root.shape()));
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            Tensor safe = y.equalTo(0).where(1, y);
            if (order == 2) {
                return d.mul(x.div(safe));
            }
            Tensor ratio = x.equalTo(0).where(1, x.abs().div(safe));        // sign 0 is 0
            return d.mul(x.sign()).mul(ratio.pow(order - 1));
        }
    }

    /// ln Σ eˣ over `axes`, all if none is named, without overflow; −∞ of nothing.
    /// **Derivative** dy·e^(x − y), the softmax.
    default Tensor logSumExp(int... axes) {
        return logSumExp(Axes.of(axes));
    }

    /// ln Σ eˣ over `axes`.
    default Tensor logSumExp(Axes axes) {
        return Tensor.apply(new LogSumExp(axes), self());
    }

    /// See [#logSumExp(Axes)].
    ///
    /// @param axes what is reduced
    record LogSumExp(Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            NdArray all = x.getFirst().array();
            return Tensor.wrap(Softmaxes.logSumExp(all, axes.flags(name(), all.shape()),
                    infer(List.of(all.shape()))));
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            Tensor finite = y.equalTo(Double.NEGATIVE_INFINITY).where(0, y);
            return d.mul(x.sub(finite).exp());
        }
    }

    private static Tensor fold(Fold fold, Reduction op, List<Tensor> x) {
        NdArray array = x.getFirst().array();
        boolean[] flags = op.axes().flags(op.name(), array.shape());
        return Tensor.wrap(fold.run(array, flags, op.infer(List.of(array.shape()))));
    }

    private static Shape nonEmpty(Reduction op, Shape shape) {
        Shape out = op.axes().reduce(op.name(), shape);
        if (shape.size() == 0 && out.size() > 0) {
            throw new ShapeMismatch(op.name() + ": there is no element to choose over axes "
                    + op.axes() + " of shape " + shape + "; leave empty tensors out");
        }
        return out;
    }

    /// The axes that `op` reduces in `x`, counted from 0.
    private static int[] reduced(Reduction op, Tensor x) {
        boolean[] flags = op.axes().flags(op.name(), x.shape());
        return IntStream.range(0, flags.length).filter(axis -> flags[axis]).toArray();
    }
}
