package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Attacks.Made;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A second reference for the rule of an operation: the derivative of its value through the verbs
/// that the value is written in.
///
/// It is exact but for rounding, also where differences see nothing, as at a saturated sigmoid.
/// What that rounding is, running it with every rounding enlarged tells.
final class Expansion {
    private static final double DOUBTS = 16;
    private static final double ULPS = 64;
    /// A rule that is off by more than this has lost all digits, not some.
    private static final double LOST = 0.5;
    /// How far the inputs are moved to see whether a kink is there.
    private static final double ASIDE = 0x1p-24;
    /// Parts by which a smooth derivative does not change over that.
    private static final double STILL = 1e-4;

    private final Subject rule;
    private final Subject verbs;
    private final Tensor dy;

    private Expansion(Subject rule, Subject verbs) {
        this.rule = rule;
        this.verbs = verbs;
        this.dy = Sample.cotangent(rule.result().shape()).to(rule.result().dtype());
    }

    /// The expansion of `op` at F64 inputs; empty if its value is no expression in verbs.
    static Optional<Expansion> of(Op op, Subject rule) {
        if (!rule.exact() || op instanceof Pointwise.Primitive) {
            return Optional.empty();
        }
        var verbs = rule.like(x -> written(op, x).expand(rule.result().shape()), rule.inputs());
        Tensor y = verbs.result();
        return y.requiresGrad() && y.dtype() == DType.F64
                && !Replay.of(y).nodes().stream().allMatch(t -> op.equals(t.op()))
                ? Optional.of(new Expansion(rule, verbs)) : Optional.empty();
    }

    private static Tensor written(Op op, List<Tensor> x) {
        return op instanceof Pointwise pointwise ? pointwise.value(x) : op.run(x);
    }

    /// Whether the rule agrees, but for `tolerance` relative to what it should give.
    Made compare(double tolerance) {
        List<double[]> got = rule.pull(dy);
        List<double[]> expected = verbs.pull(dy);
        List<double[]> doubts = Conditioning.ofGradient(
                Replay.of(verbs.result(), verbs.leaves()), verbs.inputs(), dy, DType.F64);
        List<double[]> own = Conditioning.ofGradient(
                Replay.of(rule.result(), rule.leaves()), rule.inputs(), dy, DType.F64);
        String blurred = "";
        for (int i : rule.moving()) {
            for (int k = 0; k < got.get(i).length; k++) {
                double a = got.get(i)[k];
                double b = expected.get(i)[k];
                double off = Math.abs(a - b);
                double allowed = DOUBTS * doubts.get(i)[k] + ULPS * Math.ulp(Math.abs(b))
                        + tolerance * Math.abs(b);
                if (!Double.isFinite(b) || off <= allowed) {
                    continue;
                }
                boolean lost = off > LOST * Math.max(Math.abs(a), Math.abs(b));
                if (!Double.isFinite(a)) {
                    return made(Verdict.NON_FINITE, i, words(i, k, a, b));
                }
                boolean wrong = lost || off > allowed + DOUBTS * own.get(i)[k];
                if (wrong && smooth(i, k, b)) {
                    return made(Verdict.WRONG, i, words(i, k, a, b));
                }
                blurred = blurred.isEmpty() && !wrong ? words(i, k, a, b) : blurred;
            }
        }
        return made(blurred.isEmpty() ? Verdict.PASS : Verdict.PRECISION, 0, blurred);
    }

    private static Made made(Verdict verdict, int input, String words) {
        return new Made(new Finding(Attack.SECOND_REFERENCE, verdict, words), input);
    }

    private String words(int i, int k, double a, double b) {
        return "the derivative of ⟨dy, y⟩ by input " + i
                + Subject.index(rule.inputs().get(i).shape(), k) + " is " + a
                + " by the rule, " + b + " through the verbs of the value";
    }

    /// Whether the derivative is the same a little to both sides.
    private boolean smooth(int input, int element, double here) {
        for (double side : new double[] {ASIDE, -ASIDE}) {
            var inputs = new ArrayList<Tensor>();
            for (Tensor t : rule.inputs()) {
                inputs.add(t.dtype().isFloat() ? t.add(Sample.direction(t.shape(), 11).mul(side))
                        : t);
            }
            double there = verbs.like(verbs.function(), inputs).pull(dy).get(input)[element];
            if (!(Math.abs(there - here) <= STILL * Math.max(Math.abs(here), Math.abs(there)))) {
                return false;
            }
        }
        return true;
    }
}
