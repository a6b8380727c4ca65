package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The laws of first derivatives.
final class DerivativeLaws {
    private DerivativeLaws() {}

    static void reverseModeEqualsDifferences(Op op, Sample sample) {
        GradientReport report = GradientCheck.of((List<Tensor> x) -> Tensor.apply(op, x),
                sample.inputs()).named(op.name()).withoutAttacks().run();
        Expect.that(report.passed(), report.format() + "correct the derivative of " + op.name()
                + ", or move the sample away from a kink");
    }

    /// ⟨dy, J·dx⟩ = ⟨Jᵀ·dy, dx⟩, for each input moving alone and for all together, recorded and
    /// not.
    static void forwardModeEqualsReverseMode(Op op, Sample sample) {
        var trial = Trial.of(op, sample);
        int[] moving = trial.moving();
        var groups = new ArrayList<int[]>(Arrays.stream(moving)
                .mapToObj(i -> new int[] {i}).toList());
        groups.add(moving);
        Tensor dy = trial.cotangent();
        for (int[] group : groups) {
            Terms reverse = Terms.none();
            for (int i : group) {
                reverse = reverse.plus(trial.vjp(i, dy), trial.tangent(i));
            }
            dotProduct(trial, group, "", reverse, dy, Recording.off(() -> trial.jvp(group)));
            dotProduct(trial, group, ", recorded,", reverse, dy,
                    Recording.on(() -> trial.jvp(group)));
        }
    }

    private static void dotProduct(Trial trial, int[] group, String how, Terms reverse, Tensor dy,
            Tensor tangent) {
        Terms forward = Terms.none().plus(dy, tangent);
        double size = Math.max(forward.size, reverse.size);
        Expect.that(Math.abs(forward.sum - reverse.sum) <= trial.rounding() * size,
                "when the inputs " + Arrays.toString(group) + " move, forward mode" + how
                        + " gives <dy, J dx> = " + forward.sum + ", reverse mode <J' dy, dx> = "
                        + reverse.sum + "; the one that differences contradict is wrong, or both"
                        + " lose digits");
    }

    /// A sum of products and the size of what was summed.
    private record Terms(double sum, double size) {
        static Terms none() {
            return new Terms(0, 0);
        }

        Terms plus(Tensor a, Tensor b) {
            Tensor product = a.to(DType.F64).mul(b.to(DType.F64));
            return new Terms(sum + product.sum().item(), size + product.abs().sum().item());
        }
    }

    /// vjp(2a − 3b) = 2·vjp(a) − 3·vjp(b), and vjp(0) = 0.
    static void vjpIsLinearInItsCotangent(Op op, Sample sample) {
        var trial = Trial.of(op, sample);
        String advice = "a vjp may use dy only linearly: no powers, no thresholds, no constants"
                + " added";
        Tensor a = trial.cotangent();
        Tensor b = Sample.direction(a.shape(), 7).to(a.dtype());
        for (int i : trial.moving()) {
            Tensor apart = trial.vjp(i, a).mul(2).sub(trial.vjp(i, b).mul(3));
            Tensor together = trial.vjp(i, a.mul(2).sub(b.mul(3)));
            Tensor size = trial.vjp(i, a).abs().add(trial.vjp(i, b).abs());
            Tensor largest = size.size() == 0 ? Tensor.scalar(0.0) : size.max();
            double bound = 10 * trial.rounding() * largest.item();
            Tensor off = together.sub(apart).abs();
            double worst = off.size() == 0 ? 0 : off.max().item();
            Expect.that(worst <= bound, "vjp(2a - 3b) and 2 vjp(a) - 3 vjp(b) differ by " + worst
                    + " for input " + i + "; " + advice);
            Tensor zero = Tensor.zeros(a.dtype(), a.shape());
            Tensor none = trial.vjp(i, zero).equalTo(0).not().to(DType.F64);
            Expect.that(none.sum().item() == 0, "vjp(0) is not 0 for input " + i + "; " + advice);
        }
    }

    /// The one-pass backward kernel against the verbs that a recorded backward pass runs.
    static void recordedBackwardEqualsPlainBackward(Op op, Sample sample) {
        var trial = Trial.of(op, sample);
        Tensor dy = trial.cotangent();
        for (int i : trial.moving()) {
            Expect.near("vjp of input " + i + ", recorded", trial.vjp(i, dy),
                    trial.recordedVjp(i, dy), trial.rounding(), "a vjp must not depend on whether"
                            + " it is recorded");
        }
    }
}
