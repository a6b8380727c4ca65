package io.atled.autograd.check;

import io.atled.autograd.Reduction;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Anomalies.Event;
import io.atled.autograd.check.Anomaly.Pass;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How a computation gets NaN or ∞, told from the numbers and not from the operation, and what
/// helps.
public enum Trap {
    /// 0·∞ in the backward pass.
    BRANCH_NOT_TAKEN("0·∞: its derivative is infinite here and its cotangent 0, because a where(…)"
            + " or a mask after it leaves this element out, which is too late; choose a harmless"
            + " argument before it, as in x.greater(0).where(x, 1).sqrt()"),
    /// A finite value with an infinite derivative.
    INFINITE_SLOPE("its derivative is infinite here, as that of sqrt at 0 and so of every root of a"
            + " sum of squares; add a small number before it, as in x.add(1e-12).sqrt(), or use a"
            + " verb that has a derivative at 0: norm(), abs()"),
    /// An infinite value at an edge of the domain.
    POLE("it is infinite here, as log and division are at 0; add a small number before it, as in"
            + " x.add(1e-12).log(), for probabilities work with logits, or, if a where(…) or a"
            + " mask after it leaves this element out, choose a harmless argument before it:"
            + " x.greater(0).where(x, 1).log(), b.notEqualTo(0).where(b, 1).reciprocal()"),
    /// Zero divided by zero.
    ZERO_BY_ZERO("0/0; add a small number to the divisor, or, if a where(…) or a mask after it"
            + " leaves this element out, choose a harmless divisor before it:"
            + " a.div(b.notEqualTo(0).where(b, 1))"),
    /// No value at all.
    OUTSIDE_THE_DOMAIN("it has no value here, as log, sqrt and fractional powers of negative"
            + " numbers; keep within the domain: clamp(…), abs(), softplus()"),
    /// Nothing but −∞ to choose from.
    MASKED_ROW("a whole row is masked: of −∞ alone, softmax is 0/0; leave something to choose in"
            + " each row, or let rows without anything through and drop them afterwards"),
    /// ∞ where another number of the program is infinite.
    INFINITIES("∞ − ∞, 0·∞ or ∞/∞, of an ∞ that was given; choose by a mask, mask.where(x, 0),"
            + " instead of multiplying by it or adding ∞ twice"),
    /// Too large a number.
    OVERFLOW("too large for the element type; subtract the maximum before exp (softmax, logSumExp"
            + " and the losses on logits do), divide before multiplying, or compute in F64"),
    /// Not enough numbers.
    TOO_FEW("there are too few numbers: the mean of none and the unbiased variance of one are"
            + " 0/0; check the shape that is reduced"),
    /// None of these.
    UNKNOWN("no known trap; check the derivative by itself with GradientCheck");

    private final String words;

    Trap(String words) {
        this.words = words;
    }

    /// What has probably happened, and what to do.
    public String words() {
        return words;
    }

    /// The trap that made element `at` of what came out.
    static Trap of(Event e, int at) {
        boolean nan = Double.isNaN(e.out().toDoubles()[at]);
        double[] in = IntStream.range(0, e.in().size()).filter(i -> e.element(i, at) >= 0)
                .mapToDouble(i -> e.in().get(i).toDoubles()[e.element(i, at)]).toArray();
        if (Arrays.stream(in).anyMatch(x -> !Double.isFinite(x)) && e.pointwise()) {
            return INFINITIES;
        }
        if (e.op() == null) {
            return OVERFLOW;
        }
        return e.pass() != Pass.FORWARD ? derivative(e, in, nan)
                : e.pointwise() ? value(in, nan) : ofMany(e, at, nan);
    }

    private static Trap value(double[] in, boolean nan) {
        if (Arrays.stream(in).allMatch(x -> x == 0)) {
            return nan ? ZERO_BY_ZERO : POLE;
        }
        return nan ? OUTSIDE_THE_DOMAIN : Arrays.stream(in).anyMatch(x -> x == 0)
                || Arrays.stream(in).allMatch(x -> Math.abs(x) <= 1) ? POLE : OVERFLOW;
    }

    private static Trap derivative(Event e, double[] in, boolean nan) {
        if (!e.pointwise() && infinite(e.in())) {
            return INFINITIES;
        }
        double[] at = e.pointwise() && e.pass() == Pass.BACKWARD
                ? Arrays.copyOfRange(in, 1, in.length) : in;
        if (nan) {
            return e.pointwise() && in[0] == 0 && e.pass() == Pass.BACKWARD ? BRANCH_NOT_TAKEN
                    : Arrays.stream(at).anyMatch(x -> x == 0) ? INFINITE_SLOPE : UNKNOWN;
        }
        return Arrays.stream(at).anyMatch(x -> Math.abs(x) <= 1) ? INFINITE_SLOPE : OVERFLOW;
    }

    private static Trap ofMany(Event e, int at, boolean nan) {
        if (!nan) {
            return OVERFLOW;
        }
        int size = e.in().stream().mapToInt(Tensor::size).max().orElse(0);
        if (size == 0 || (e.op() instanceof Reduction && size <= e.out().size())) {
            return TOO_FEW;
        }
        return e.in().stream().anyMatch(x -> masked(x, e.out().shape(), at)) ? MASKED_ROW
                : infinite(e.in()) ? INFINITIES : UNKNOWN;
    }

    private static boolean infinite(List<Tensor> in) {
        return in.stream().anyMatch(x -> Arrays.stream(x.toDoubles())
                .anyMatch(Double::isInfinite));
    }

    /// Whether `x` has the shape of the result and nothing but −∞ in a line through element `at`.
    private static boolean masked(Tensor x, Shape result, int at) {
        double[] values = x.toDoubles();
        int stride = 1;
        for (int k = 1; k <= x.rank() && x.shape().equals(result); k++) {
            int size = x.shape().get(-k);
            if (masked(values, at - at / stride % size * stride, stride, size)) {
                return true;
            }
            stride *= size;
        }
        return false;
    }

    private static boolean masked(double[] values, int start, int stride, int n) {
        return IntStream.range(0, n)
                .allMatch(k -> values[start + k * stride] == Double.NEGATIVE_INFINITY);
    }
}
