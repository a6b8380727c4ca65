package io.atled.autograd.laws;

import io.atled.autograd.Activations;
import io.atled.autograd.Arithmetic;
import io.atled.autograd.Choices;
import io.atled.autograd.Comparisons;
import io.atled.autograd.Exponentials;
import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.Trigonometry;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Shape;

/// Samples of the pointwise operations.
final class PointwiseSamples {
    /// At a kink or a tie the derivative is a convention, which differences do not know.
    private static final String KINK = "differences do not know the subgradient at a kink";

    private PointwiseSamples() {}

    static void addTo(Samples samples) {
        arithmetic(samples);
        exponentials(samples);
        trigonometry(samples);
        activations(samples);
        kinks(samples);
        choices(samples);
        samples.operations().forEach(op -> extremes(samples, op));
    }

    /// Where only the bits can be compared: zeros, infinities, NaN, the least and the largest.
    private static void extremes(Samples s, Op op) {
        if (!(op instanceof Pointwise rule) || rule instanceof Comparisons.Comparison) {
            return;
        }
        Tensor x = Tensor.of(0.0, -0.0, 1, -1, 0.5, 20, -40, 800, -800, 1e300, -1e300, 1e-300,
                Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
        Sample sample = rule.arity() == 1 ? Sample.of(x)
                : rule.arity() == 2 ? Sample.of(x.unsqueeze(1), x)
                : Sample.of(x.greater(0), x.unsqueeze(1), x);
        s.add(Laws.of(op).with(sample.noted("extremes")).except("extremes: bits only",
                Law.REVERSE_MODE, Law.SECOND_ORDER, Law.FORWARD_MODE, Law.FORWARD_ORDER,
                Law.TRANSPOSE, Law.LINEAR_VJP, Law.RECORDED_BACKWARD, Law.BROADCASTING, Law.DUALS,
                Law.SINGLE_PRECISION));
    }

    private static void arithmetic(Samples s) {
        s.add(new Arithmetic.Add(), s.binary(-2, 2, -2, 2));
        s.add(new Arithmetic.Sub(), s.binary(-2, 2, -2, 2));
        s.add(new Arithmetic.Mul(), s.binary(-2, 2, -2, 2));
        s.add(new Arithmetic.Div(), s.binary(-2, 2, 0.5, 3));
        s.add(new Arithmetic.Div(), s.binary(-2, 2, -3, -0.5));
        s.add(new Arithmetic.Neg(), s.unary(-2, 2));
        s.add(new Arithmetic.Reciprocal(), s.unary(0.3, 3));
        s.add(new Arithmetic.Reciprocal(), s.unary(-3, -0.3));
        s.add(new Arithmetic.Square(), s.unary(-2, 2));
        s.add(new Arithmetic.Sqrt(), s.unary(0.2, 4));
        s.add(new Arithmetic.Rsqrt(), s.unary(0.2, 4));
        s.add(new Arithmetic.Pow(), s.binary(0.3, 3, -2, 3));
        s.add(Laws.of(new Arithmetic.Pow())
                .with(Sample.of(Tensor.of(-1.5, 2, 0.7), Tensor.of(3.0, -2, 2))
                        .noted("negative base, whole exponents"))
                .except("differences by the exponent leave the domain", Law.REVERSE_MODE,
                        Law.SECOND_ORDER, Law.DUALS, Law.FORWARD_MODE, Law.FORWARD_ORDER,
                        Law.TRANSPOSE, Law.LINEAR_VJP, Law.RECORDED_BACKWARD, Law.SMALL_INPUTS));
        s.add(new Arithmetic.Hypot(), s.binary(-2, 2, 0.3, 3));
    }

    private static void exponentials(Samples s) {
        s.add(new Exponentials.Exp(), s.unary(-3, 3));
        s.add(new Exponentials.Expm1(), s.unary(-3, 3));
        s.add(new Exponentials.Log(), s.unary(0.1, 4));
        s.add(new Exponentials.Log1p(), s.unary(-0.8, 3));
        s.add(new Exponentials.Log2(), s.unary(0.1, 4));
        s.add(new Exponentials.Log10(), s.unary(0.1, 4));
    }

    private static void trigonometry(Samples s) {
        s.add(new Trigonometry.Sin(), s.unary(-4, 4));
        s.add(new Trigonometry.Cos(), s.unary(-4, 4));
        s.add(new Trigonometry.Tan(), s.unary(-1.2, 1.2));
        s.add(new Trigonometry.Asin(), s.unary(-0.9, 0.9));
        s.add(new Trigonometry.Acos(), s.unary(-0.9, 0.9));
        s.add(new Trigonometry.Atan(), s.unary(-3, 3));
        s.add(new Trigonometry.Atan2(), s.binary(-2, 2, 0.3, 3));
        s.add(new Trigonometry.Atan2(), s.binary(0.3, 2, -3, -0.3));
        s.add(new Trigonometry.Sinh(), s.unary(-3, 3));
        s.add(new Trigonometry.Cosh(), s.unary(-3, 3));
        s.add(new Trigonometry.Tanh(), s.unary(-3, 3));
        s.add(new Trigonometry.Sech2(), s.unary(-3, 3));
        s.add(new Trigonometry.Asinh(), s.unary(-3, 3));
        s.add(new Trigonometry.Acosh(), s.unary(1.2, 4));
        s.add(new Trigonometry.Atanh(), s.unary(-0.9, 0.9));
    }

    private static void activations(Samples s) {
        s.add(new Activations.Sigmoid(), s.unary(-5, 5));
        s.add(new Activations.Relu(), s.unary(-2, 2, 0));
        s.add(new Activations.LeakyRelu(0.01), s.unary(-2, 2, 0));
        s.add(new Activations.LeakyRelu(-0.5), s.unary(-2, 2, 0));
        s.add(new Activations.Elu(1), s.unary(-2, 2, 0));
        s.add(new Activations.Elu(0.7), s.unary(-2, 2, 0));
        s.add(new Activations.Softplus(1), s.unary(-4, 4, 0));
        s.add(new Activations.Softplus(2.5), s.unary(-2, 2, 0));
        s.add(new Activations.LogSigmoid(), s.unary(-4, 4, 0));
        s.add(new Activations.Silu(), s.unary(-4, 4));
        s.add(new Activations.Gelu(), s.unary(-4, 4));
        s.add(new Activations.GeluSlope(), s.unary(-4, 4));
        s.add(new Activations.GeluTanh(), s.unary(-4, 4));
        s.add(new Activations.GeluTanhSlope(), s.unary(-4, 4));
        s.add(new Activations.Erf(), s.unary(-3, 3));
        s.add(new Activations.Erfc(), s.unary(-3, 3));
    }

    private static void kinks(Samples s) {
        s.add(new Choices.Abs(), s.unary(-2, 2, 0));
        s.add(new Choices.Sign(), s.unary(-2, 2, 0));
        s.add(new Choices.Clamp(-1, 0.5), s.unary(-2, 2, -1, 0.5));
        s.add(new Choices.Clamp(Double.NEGATIVE_INFINITY, 1), s.unary(-2, 2, 1));
        for (Op op : new Op[] {new Choices.Maximum(), new Choices.Minimum()}) {
            s.add(op, untiedPair(s, Shape.of(3, 4)), untiedPair(s, Shape.of(2, 1, 3)),
                    Sample.of(s.drawn(-2, -0.1, Shape.of(2, 3)), s.drawn(0, 2, Shape.of(3))));
            s.add(tied(op, Sample.of(Tensor.of(1.0, 2, 3), Tensor.of(1.0, 3, 3))));
        }
        s.add(tied(new Activations.Relu(), Sample.of(Tensor.of(0.0, 1, 0, -1))));
        s.add(tied(new Activations.LeakyRelu(0.1), Sample.of(Tensor.of(0.0, 1, 0, -1))));
        s.add(tied(new Choices.Abs(), Sample.of(Tensor.of(0.0, 1, 0, -1))));
        s.add(tied(new Choices.Clamp(-1, 1), Sample.of(Tensor.of(-1.0, 1, 0, 2))));
    }

    private static Laws tied(Op op, Sample sample) {
        return Laws.of(op).with(sample.noted("at the kink")).except(KINK, Law.REVERSE_MODE,
                Law.SECOND_ORDER, Law.DUALS);
    }

    /// One untied set of numbers, dealt out to both inputs.
    private static Sample untiedPair(Samples s, Shape shape) {
        Tensor both = s.untied(Shape.of(2).concat(shape).toArray());
        return Sample.of(both.select(0, 0), both.select(0, 1));
    }

    private static void choices(Samples s) {
        s.add(Laws.of(new Choices.Where())
                .with(Sample.of(s.mask(3, 4), s.drawn(3, 4), s.drawn(3, 4)),
                        Sample.of(s.mask(4), s.drawn(2, 3, 4), s.drawn(3, 1)),
                        Sample.of(s.mask(), s.drawn(), s.drawn()))
                .refusing(Sample.of(s.mask(3), s.drawn(2), s.drawn(2)).noted("a longer mask")));
        for (Op op : new Op[] {new Comparisons.Less(), new Comparisons.LessEqual(),
            new Comparisons.Greater(), new Comparisons.GreaterEqual(),
            new Comparisons.EqualTo(), new Comparisons.NotEqualTo()}) {
            s.add(op, Sample.of(s.drawn(3, 4), s.drawn(3, 4)),
                    Sample.of(s.drawn(2, 3, 1), s.drawn(4)),
                    Sample.of(Tensor.of(1.0, 2, 0, -0.0), Tensor.of(1.0, 3, 0, 0.0)),
                    Sample.of(Tensor.of(1, 2, 3), Tensor.of(3, 2, 1)).noted("whole numbers"));
        }
        for (Op op : new Op[] {new Comparisons.And(), new Comparisons.Or()}) {
            s.add(op, Sample.of(s.mask(3, 4), s.mask(3, 4)), Sample.of(s.mask(2, 3), s.mask(3)));
        }
    }
}
