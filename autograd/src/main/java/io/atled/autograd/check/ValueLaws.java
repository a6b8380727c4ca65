package io.atled.autograd.check;

import io.atled.autograd.Dual;
import io.atled.autograd.Formula;
import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Real;
import io.atled.autograd.Recording;
import io.atled.autograd.Scalar;
import io.atled.autograd.Tape;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The laws of values: what a rule gives in every reader, and in F32.
final class ValueLaws {
    /// A derivative written by hand against that of the value by [Dual]: digits that one of the
    /// two forms may lose.
    private static final double FORMS = 1e-9;
    /// Units in the last place of F32 that the result may be off, counted in the size of what
    /// rounding the inputs once would do; a composite rounds at each of its steps.
    private static final double ULPS = 8;
    private static final double ULP = 0x1p-23;
    private static final String ADVICE = "; write the rule with the verbs of the algebra alone,"
            + " without looking at which reader it is";

    private ValueLaws() {}

    /// Number by number: the kernels, the verbs, [Real] and [Scalar] give the same bits, of the
    /// value and of each partial derivative; [Formula] gives a text.
    static void readersOfARuleAgree(Op op, Sample sample) {
        var rule = (Pointwise) op;
        Expect.that(!Formula.value(rule).isBlank(), "the formula is blank; correct formula()");
        var trial = spread(op, sample.inputs());
        verbs(rule, trial);
        verbs(rule, spread(op, in(DType.F32, sample.inputs())));
        List<double[]> x = trial.x().stream().map(Tensor::toDoubles).toList();
        double[] y = trial.y().toDoubles();
        Tensor ones = Tensor.ones(DType.F64, trial.y().shape());
        for (int e = 0; e < y.length; e++) {
            double value = rule.value(numbers(x, e)).value();
            Expect.that(Double.compare(value, y[e]) == 0, "the rule gives " + value
                    + " on numbers, " + y[e] + " on tensors, at " + numbers(x, e) + ADVICE);
        }
        for (int i : trial.moving()) {
            double[] kernel = trial.vjp(i, ones).toDoubles();
            for (int e = 0; e < y.length; e++) {
                Real derivative = rule.derivative(i, new Real(y[e]), numbers(x, e));
                Expect.that(same(derivative.value(), kernel[e]), "the derivative by operand " + i
                        + " is " + derivative.value() + " on numbers, " + kernel[e]
                        + " on tensors, at " + numbers(x, e) + ADVICE);
            }
        }
        for (int e = 0; e < y.length; e++) {
            scalars(rule, trial, numbers(x, e));
        }
    }

    /// The inputs written out to the shape of the result.
    private static Trial spread(Op op, List<Tensor> x) {
        Shape shape = Trial.of(op, x).y().shape();
        return Trial.of(op, x.stream().map(t -> t.expand(shape)).toList());
    }

    private static List<Tensor> in(DType type, List<Tensor> x) {
        return x.stream().map(t -> t.dtype().isFloat() ? t.to(type) : t).toList();
    }

    private static List<Real> numbers(List<double[]> x, int at) {
        return x.stream().map(values -> new Real(values[at])).toList();
    }

    /// One pass over memory against one verb after another.
    private static void verbs(Pointwise rule, Trial trial) {
        Expect.sameBits("the value in tensor verbs",
                trial.y(), Recording.off(() -> rule.value(trial.x())), ADVICE.substring(2));
        Tensor ones = Tensor.ones(trial.y().dtype(), trial.y().shape());
        for (int i : trial.moving()) {
            Tensor verbs = Recording.off(() -> rule.derivative(i, trial.y(), trial.x()))
                    .expand(trial.y().shape());
            double[] one = trial.vjp(i, ones).toDoubles();
            double[] other = verbs.toDoubles();
            for (int e = 0; e < one.length; e++) {
                Expect.that(same(one[e], other[e]), "the derivative by operand " + i + " is "
                        + one[e] + " in one pass, " + other[e] + " in tensor verbs, at element "
                        + e + " in " + trial.y().dtype() + ADVICE);
            }
        }
    }

    private static void scalars(Pointwise rule, Trial trial, List<Real> x) {
        var tape = new Tape();
        List<Scalar> in = IntStream.range(0, x.size()).mapToObj(i ->
                trial.x().get(i).dtype().isFloat() ? tape.variable("x" + i, x.get(i).value())
                        : Scalar.of(x.get(i).value())).toList();
        Scalar y = in.getFirst().pointwise(rule, in);
        Real value = rule.value(x);
        Expect.that(Double.compare(y.value(), value.value()) == 0, "the rule gives " + y.value()
                + " on scalars, " + value.value() + " on numbers, at " + x + ADVICE);
        for (int i : y.isConstant() ? new int[0] : trial.moving()) {
            double got = y.gradients().get(in.get(i));
            double expected = rule.derivative(i, value, x).value();
            Expect.that(same(got, expected), "the derivative by operand " + i + " is " + got
                    + " on scalars, " + expected + " on numbers, at " + x + ADVICE);
        }
    }

    /// The partial derivatives against those of the value by [Dual].
    static void derivativesEqualDualNumbers(Op op, Sample sample) {
        var rule = (Pointwise) op;
        var narrow = Trial.of(op, sample);
        List<double[]> x = sample.inputs().stream()
                .map(t -> t.expand(narrow.y().shape()).toDoubles()).toList();
        for (int i : narrow.moving()) {
            for (int e = 0; e < narrow.y().size(); e++) {
                List<Real> real = numbers(x, e);
                double number = rule.derivative(i, rule.value(real), real).value();
                double dual = dual(rule, i, real);
                Expect.that(Math.abs(dual - number) <= FORMS * Math.max(1, Math.abs(number)),
                        "the derivative by operand " + i + " is " + number + ", that of the value"
                                + " by dual numbers " + dual + ", at " + real + "; correct the one"
                                + " that differences contradict");
            }
        }
    }

    private static double dual(Pointwise rule, int i, List<Real> x) {
        var duals = new ArrayList<Dual<Real>>();
        for (int k = 0; k < x.size(); k++) {
            duals.add(new Dual<>(x.get(k), k == i ? new Real(1) : null));
        }
        Real tangent = rule.value(List.copyOf(duals)).tangent();
        return tangent == null ? 0 : tangent.value();
    }

    /// 0 and −0 are one number here: a derivative of exactly nothing may have either sign.
    private static boolean same(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    /// The F32 result on numbers that F32 can hold, against the F64 result on the same numbers.
    ///
    /// Backward stability is what can be asked: |error| ≤ ULPS · ulp · (|y| + Σⱼ |xⱼ·∂y/∂xⱼ|), as
    /// if the inputs had been rounded a few times. Where the sum is as small as |y|, this is a few
    /// units in the last place.
    static void singlePrecisionIsWithinAFewUlp(Op op, Sample sample) {
        List<Tensor> single = in(DType.F32, sample.inputs());
        Tensor y = Trial.of(op, single).y();
        var exact = Trial.of(op, in(DType.F64, single));
        double[] expected = exact.y().toDoubles();
        double[] got = y.toDoubles();
        for (int e = 0; e < expected.length; e++) {
            double error = Math.abs(got[e] - expected[e]);
            if (error <= ULPS * ULP * Math.abs(expected[e])) {
                continue;                                       // no need to ask how conditioned
            }
            double bound = ULPS * ULP * (Math.abs(expected[e]) + conditioning(exact, e));
            Expect.that(error <= bound + Float.MIN_NORMAL, "element " + e + " is " + got[e]
                    + " in F32 and " + expected[e] + " in F64, off by " + error + " where "
                    + ULPS + " ulp would be " + bound + "; the kernel loses digits: look for a"
                    + " difference of near numbers, or accumulate wider");
        }
    }

    /// Σⱼ |xⱼ·∂yₑ/∂xⱼ|.
    private static double conditioning(Trial trial, int element) {
        double[] unit = new double[trial.y().size()];
        unit[element] = 1;
        Tensor dy = Tensor.of(trial.y().shape(), unit).to(trial.y().dtype());
        double sum = 0;
        for (int i : trial.moving()) {
            sum += trial.vjp(i, dy).mul(trial.x().get(i)).abs().sum().item();
        }
        return sum;
    }
}
