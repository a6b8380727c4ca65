package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Standards;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Numbers brought to mean 0 and variance 1: each verb beside the record that defines it.
///
/// Each row is read from memory once on the way there, and once on the way back.
public sealed interface Standardizations permits Tensor {
    /// This tensor.
    Tensor self();

    /// (x − μ)/√(σ² + ε) over `axes`, with n in the denominator of σ². **Shape** unchanged
    /// **Derivative** (dy − mean(dy) − y·mean(dy·y))/√(σ² + ε). **Stability** σ² is that of
    /// differences, so that a large mean costs no digits.
    ///
    /// @param epsilon what is added to the variance: keeps equal numbers at 0
    default Tensor standardize(Axes axes, double epsilon) {
        return Tensor.apply(new Standardize(axes, epsilon), self());
    }

    /// See [#standardize(Axes, double)].
    ///
    /// @param axes what mean and variance are taken over
    /// @param epsilon what is added to the variance
    record Standardize(Axes axes, double epsilon) implements Fused {
        /// Checks ε.
        public Standardize {
            checkEpsilon("standardize", epsilon);
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            axes.flags(name(), shapes.getFirst());
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            NdArray all = x.getFirst().array();
            return Tensor.wrap(Standards.standardize(all, axes.flags(name(), all.shape()),
                    epsilon));
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            NdArray x = in.get(1).array();
            return List.of(Tensor.wrap(Standards.standardizeBack(in.get(0).array(), x,
                    axes.flags(name(), x.shape()), epsilon)));
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor dy = in.get(0);
            Tensor x = in.get(1);
            Axes kept = axes.kept();
            Tensor y = Tensor.apply(this, x);
            Tensor factor = x.variance(0, kept).add(epsilon).rsqrt();
            return dy.sub(dy.mean(kept)).sub(y.mul(dy.mul(y).mean(kept))).mul(factor);
        }

        /// The Jacobian is symmetric: both modes are one formula.
        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return vjp(0, Tangents.only(name(), dx), y, x);
        }
    }

    /// (x − μ)/√(σ² + ε)·scale + shift over the last axes, those of `scale` and `shift`.
    /// **Shape** `(…,features)` unchanged; scale and shift `(features)`
    /// **Source** Ba, Kiros, Hinton, *Layer Normalization* (2016), arXiv 1607.06450.
    ///
    /// @throws ShapeMismatch if this does not end with the axes of `scale`, or `shift` has others
    default Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
        return Tensor.apply(new LayerNorm(epsilon), self(), scale, shift);
    }

    /// See [#layerNorm(Tensor, Tensor, double)].
    ///
    /// @param epsilon what is added to the variance
    record LayerNorm(double epsilon) implements Fused {
        /// Checks ε.
        public LayerNorm {
            checkEpsilon("layerNorm", epsilon);
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkEnd(name(), shapes.get(0), shapes.get(1));
            if (!shapes.get(2).equals(shapes.get(1))) {
                throw new ShapeMismatch(name() + ": scale and shift must have one shape, got "
                        + shapes.get(1) + " and " + shapes.get(2));
            }
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Standards.normalize(x.get(0).array(), x.get(1).array(),
                    x.get(2).array(), epsilon));
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            return back(asked, in, true, epsilon);
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor dy = in.get(0);
            Tensor scale = in.get(2);
            var standardize = new Standardize(last(scale.shape()), epsilon);
            return switch (i) {
                case 0 -> standardize.inVerbs(0, List.of(dy.mul(scale), in.get(1)));
                case 1 -> dy.mul(Tensor.apply(standardize, in.get(1))).sumTo(scale.shape());
                default -> dy.sumTo(scale.shape());
            };
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            List<Tensor> all = x.subList(0, 1);
            Tensor scale = x.get(1);
            var standardize = new Standardize(last(scale.shape()), epsilon);
            Tensor h = Tensor.apply(standardize, all);
            return Tangents.sum(name(), dx, (i, d) -> switch (i) {
                case 0 -> standardize.vjp(0, d, h, all).mul(scale);
                case 1 -> h.mul(d);
                default -> d.expand(y.shape());
            });
        }
    }

    /// x/√(mean(x²) + ε)·scale over the last axes, those of `scale`: [#layerNorm] without taking
    /// off the mean. **Shape** `(…,features)` unchanged; scale `(features)`
    /// **Source** Zhang, Sennrich, *Root Mean Square Layer Normalization* (2019), arXiv 1910.07467.
    ///
    /// @throws ShapeMismatch if this does not end with the axes of `scale`
    default Tensor rmsNorm(Tensor scale, double epsilon) {
        return Tensor.apply(new RmsNorm(epsilon), self(), scale);
    }

    /// See [#rmsNorm(Tensor, double)].
    ///
    /// @param epsilon what is added to the mean square
    record RmsNorm(double epsilon) implements Fused {
        /// Checks ε.
        public RmsNorm {
            checkEpsilon("rmsNorm", epsilon);
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkEnd(name(), shapes.get(0), shapes.get(1));
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Standards.normalize(x.get(0).array(), x.get(1).array(), null,
                    epsilon));
        }

        @Override
        public List<Tensor> pulled(List<Integer> asked, List<Tensor> in) {
            return back(asked, in, false, epsilon);
        }

        @Override
        public Tensor inVerbs(int i, List<Tensor> in) {
            Tensor dy = in.get(0);
            List<Tensor> x = in.subList(1, 3);
            Tensor factor = factor(x);
            return i == 1 ? dy.mul(x.getFirst().mul(factor)).sumTo(x.get(1).shape())
                    : through(dy.mul(x.get(1)), factor, x);
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            Tensor factor = factor(x);
            return Tangents.sum(name(), dx, (i, d) -> i == 0 ? through(d, factor, x).mul(x.get(1))
                    : x.getFirst().mul(factor).mul(d));
        }

        private Tensor factor(List<Tensor> x) {
            Axes last = last(x.get(1).shape()).kept();
            return x.getFirst().square().mean(last).add(epsilon).rsqrt();
        }

        /// d through x/√(mean(x²) + ε), whose Jacobian is symmetric.
        private static Tensor through(Tensor d, Tensor factor, List<Tensor> x) {
            Axes last = last(x.get(1).shape()).kept();
            Tensor h = x.getFirst().mul(factor);
            return d.sub(h.mul(d.mul(h).mean(last))).mul(factor);
        }
    }

    private static List<Tensor> back(List<Integer> asked, List<Tensor> in, boolean centered,
            double epsilon) {
        List<NdArray> all = Standards.normalizeBack(in.get(0).array(), in.get(1).array(),
                in.get(2).array(), centered, epsilon);
        return asked.stream().map(i -> Tensor.wrap(all.get(i))).toList();
    }

    /// As many of the last axes as `features` has.
    private static Axes last(Shape features) {
        return Axes.of(IntStream.rangeClosed(1, features.rank()).map(k -> -k).toArray());
    }

    private static void checkEnd(String op, Shape x, Shape scale) {
        int from = x.rank() - scale.rank();
        if (scale.rank() == 0 || from < 0 || !x.range(from, x.rank()).equals(scale)) {
            throw new ShapeMismatch(op + ": the input must end with the axes of the scale, got "
                    + x + " and the scale " + scale + "; give one factor for each feature");
        }
    }

    private static void checkEpsilon(String op, double epsilon) {
        if (!(epsilon >= 0) || epsilon == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(op + ": epsilon must be finite and at least 0, got "
                    + epsilon + "; 1e-5 is usual");
        }
    }
}
