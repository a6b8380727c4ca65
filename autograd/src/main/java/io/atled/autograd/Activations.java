package io.atled.autograd;

import io.atled.autograd.kernel.Loop;
import io.atled.autograd.kernel.Loops;
import java.util.List;

/// What neural networks bend their sums with: each verb, and right below it its record.
///
/// Composites are written over the algebra and run as one pass. Where a formula would lose digits
/// or meet 0·∞ far from 0, the record says how it avoids that.
///
/// @param <T> the reader of the rules
public interface Activations<T extends Algebra<T>> extends Operand<T> {
    /// σ(x) = 1/(1 + e⁻ˣ). **Derivative** dy·σ(x)·σ(−x).
    default T sigmoid() {
        return pointwise(new Sigmoid());
    }

    /// See [#sigmoid()].
    record Sigmoid() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.SIGMOID;
        }

        /// σ(−x), not 1 − y, which is 0 for x > 37.
        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.mul(x.neg().sigmoid());
        }
    }

    /// max(x, 0); NaN stays NaN. **Derivative** dy where x > 0, else 0, also at the
    /// kink; dy at NaN.
    default T relu() {
        return pointwise(new Relu());
    }

    /// See [#relu()].
    record Relu() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.RELU;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return weigh(0, y.constant(1), y, List.of(x));
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return y.notEqualTo(0).where(d, d.constant(0));
        }
    }

    /// x where x > 0, else slope·x. **Derivative** dy or slope·dy; slope·dy at the kink and at NaN.
    default T leakyRelu(double slope) {
        return pointwise(new LeakyRelu(slope));
    }

    /// See [#leakyRelu(double)].
    ///
    /// @param slope the slope below 0
    record LeakyRelu(double slope) implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.greater(0).where(x, x.mul(slope));
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return weigh(0, y.constant(1), y, List.of(x));
        }

        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            return (slope < 0 ? x.getFirst() : y).greater(0)
                    .where(d, slope == 0 ? d.constant(0) : d.mul(slope));
        }
    }

    /// x where x > 0, else α(eˣ − 1). **Derivative** dy or dy·α·eˣ; dy·α at 0.
    /// **Source** Clevert et al. 2015, arXiv 1511.07289.
    default T elu(double alpha) {
        return pointwise(new Elu(alpha));
    }

    /// [#elu(double)] with α = 1.
    default T elu() {
        return elu(1);
    }

    /// See [#elu(double)].
    ///
    /// @param alpha the limit towards −∞ is −alpha
    record Elu(double alpha) implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.greater(0).where(x, x.expm1().mul(alpha));
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return weigh(0, y.constant(1), y, List.of(x));
        }

        /// The exponential sees no x > 0, so that it never overflows into 0·∞ in higher orders.
        @Override
        public <T extends Algebra<T>> T weigh(int i, T d, T y, List<T> x) {
            T positive = x.getFirst().greater(0);
            T below = positive.where(0, x.getFirst());
            return positive.where(d, d.mul(below.exp().mul(alpha)));
        }
    }

    /// ln(1 + eˣ). **Derivative** dy·σ(x).
    default T softplus() {
        return softplus(1);
    }

    /// ln(1 + e^βx)/β, a smooth maximum of 0 and x. **Derivative** dy·σ(βx).
    default T softplus(double beta) {
        return pointwise(new Softplus(beta));
    }

    /// See [#softplus(double)].
    ///
    /// @param beta how sharply the bend follows max(x, 0); not 0
    record Softplus(double beta) implements Pointwise.Unary {
        /// ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|): nothing overflows, nothing is lost.
        @Override
        public <T extends Algebra<T>> T value(T x) {
            T z = scaled(x);
            T soft = z.relu().add(z.abs().neg().exp().log1p());
            return beta == 1 ? soft : soft.div(beta);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return scaled(x).sigmoid();
        }

        private <T extends Algebra<T>> T scaled(T x) {
            return beta == 1 ? x : x.mul(beta);
        }
    }

    /// ln σ(x) = −ln(1 + e⁻ˣ). **Derivative** dy·σ(−x).
    default T logSigmoid() {
        return pointwise(new LogSigmoid());
    }

    /// See [#logSigmoid()].
    record LogSigmoid() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return new Softplus(1).value(x.neg()).neg();
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.neg().sigmoid();
        }
    }

    /// x·σ(x), also called swish. **Derivative** dy·(σ(x) + y·σ(−x)).
    default T silu() {
        return pointwise(new Silu());
    }

    /// See [#silu()].
    record Silu() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.mul(x.sigmoid());
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.sigmoid().mul(x.mul(x.neg().sigmoid()).add(1));
        }
    }

    /// x·Φ(x), Φ being the normal distribution function: the exact GELU.
    /// **Derivative** dy·(Φ(x) + x·φ(x)). **Source** Hendrycks and Gimpel 2016, arXiv 1606.08415.
    default T gelu() {
        return pointwise(new Gelu());
    }

    /// See [#gelu()]. It is a loop of its own, and so is its derivative, since both share the
    /// exponential with what Φ is made of.
    record Gelu() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.GELU;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.pointwise(new GeluSlope());
        }
    }

    /// Φ(x) + x·φ(x), the derivative of [#gelu()]. **Derivative** dy·φ(x)·(2 − x²).
    record GeluSlope() implements Pointwise.Primitive1 {
        private static final double INV_SQRT_2_PI = 0.3989422804014327;
        private static final double NEGLIGIBLE = 40;

        @Override
        public Loop loop() {
            return Loops.GELU_SLOPE;
        }

        /// φ is 0 beyond ±40; clamping there avoids 0·∞.
        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            T c = x.clamp(-NEGLIGIBLE, NEGLIGIBLE);
            T square = c.mul(c);
            return square.mul(-0.5).exp().mul(INV_SQRT_2_PI).mul(square.rsub(2));
        }
    }

    /// x·σ(2u), u = √(2/π)·(x + 0.044715·x³): the tanh form of GELU, ½x(1 + tanh u).
    /// **Derivative** dy·(σ(2u) + x·σ(2u)·σ(−2u)·2u′).
    default T geluTanh() {
        return pointwise(new GeluTanh());
    }

    /// See [#geluTanh()]. It is a loop of its own, and so is its derivative: ½(1 + tanh u) = σ(2u)
    /// keeps its digits for x ≪ 0.
    record GeluTanh() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.GELU_TANH;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.pointwise(new GeluTanhSlope());
        }
    }

    /// s + x·q·z′, the derivative of [#geluTanh()], with z = 2u, s = σ(z), q = s·σ(−z).
    /// **Derivative** dy·q·(2z′ + x·(z″ − z′²·(s − σ(−z)))).
    record GeluTanhSlope() implements Pointwise.Primitive1 {
        private static final double TWICE_SQRT_2_OVER_PI = 1.5957691216057308;
        private static final double CUBIC = 0.044715;
        private static final double SATURATED = 40;

        @Override
        public Loop loop() {
            return Loops.GELU_TANH_SLOPE;
        }

        /// s′ = q·z′ and q′ = q·(1 − 2s)·z′, where 1 − 2s = σ(−z) − s, so that
        /// s′ + (x·q·z′)′ = q·z′ + q·z′ + x·(q′·z′ + q·z″). Beyond ±40 both sigmoids are exactly 0
        /// or 1; clamping there avoids ∞·0.
        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            T c = x.clamp(-SATURATED, SATURATED);
            T square = c.mul(c);
            T z = c.mul(square.mul(CUBIC).add(1)).mul(TWICE_SQRT_2_OVER_PI);
            T slope = square.mul(3 * CUBIC).add(1).mul(TWICE_SQRT_2_OVER_PI);
            T bend = c.mul(6 * CUBIC * TWICE_SQRT_2_OVER_PI);
            T s = z.sigmoid();
            T rest = z.neg().sigmoid();
            T lever = bend.sub(slope.square().mul(s.sub(rest))).mul(c);
            return s.mul(rest).mul(slope.mul(2).add(lever));
        }
    }

    /// The error function 2/√π·∫₀ˣ e^−t² dt. **Derivative** dy·2/√π·e^−x².
    default T erf() {
        return pointwise(new Erf());
    }

    /// See [#erf()].
    record Erf() implements Pointwise.Primitive1 {
        private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;

        @Override
        public Loop loop() {
            return Loops.ERF;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(x).neg().exp().mul(TWO_OVER_SQRT_PI);
        }
    }

    /// 1 − erf x, with all its digits for x ≫ 0. **Derivative** −dy·2/√π·e^−x².
    default T erfc() {
        return pointwise(new Erfc());
    }

    /// See [#erfc()].
    record Erfc() implements Pointwise.Primitive1 {
        @Override
        public Loop loop() {
            return Loops.ERFC;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(x).neg().exp().mul(-Erf.TWO_OVER_SQRT_PI);
        }
    }
}
