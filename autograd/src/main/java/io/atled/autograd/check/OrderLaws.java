package io.atled.autograd.check;

import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The laws of derivatives of derivatives.
final class OrderLaws {
    /// Directions that second derivatives are taken along.
    private static final int DIRECTIONS = 3;
    /// What a backward pass through a backward pass may lose, relative to the result.
    private static final Judge.Terms TERMS = new Judge.Terms(1e-12, 0, 0, 0, 0);

    private OrderLaws() {}

    /// The directional derivative of ⟨u, dx⟩ along v, by reverse mode through the recorded
    /// backward pass and by differences of backward passes.
    static void secondOrderEqualsDifferencesOfTheGradient(Op op, Sample sample) {
        List<Tensor> x = sample.inputs().stream().map(t -> t.dtype().isFloat()
                ? t.detach().to(DType.F64) : t).toList();
        for (int k = 1; k <= DIRECTIONS; k++) {
            int seed = 100 * k;
            double analytic = secondOrder(op, x, seed);
            double[] weights = flat(x, i -> weight(x, i, seed));
            Measurement numeric = Probe.derivative(s -> cotangents(op, moved(x, seed, s)),
                    weights, analytic, TERMS);
            Expect.that(Judge.judge(analytic, numeric, TERMS).verdict().passes(),
                    "the derivative of the gradient along a direction is " + analytic
                            + " by reverse mode, " + numeric.value() + " by differences; write the"
                            + " vjp in differentiable verbs of dy, y and x, without detach() and"
                            + " without values read out");
        }
    }

    private static double secondOrder(Op op, List<Tensor> x, int seed) {
        List<Tensor> leaves = variables(x);
        Tensor y = Recording.on(() -> Tensor.apply(op, leaves));
        Gradients first = Backward.from(y).seed(Sample.cotangent(y.shape())).recorded().run();
        Tensor total = Tensor.scalar(0.0);
        for (int i : moving(x)) {
            total = total.add(first.get(leaves.get(i)).mul(weight(x, i, seed)).sum());
        }
        double sum = 0;
        for (int i : moving(x)) {
            sum += gradient(total, leaves.get(i)).mul(direction(x, i, seed)).sum().item();
        }
        return sum;
    }

    private static double[] cotangents(Op op, List<Tensor> x) {
        var trial = Trial.of(op, x);
        Tensor dy = Sample.cotangent(trial.y().shape());
        return flat(x, i -> trial.vjp(i, dy));
    }

    private static List<Tensor> moved(List<Tensor> x, int seed, double s) {
        var moved = new ArrayList<>(x);
        for (int i : moving(x)) {
            moved.set(i, x.get(i).add(direction(x, i, seed).mul(s)));
        }
        return moved;
    }

    private static Tensor direction(List<Tensor> x, int i, int seed) {
        return Sample.direction(x.get(i).shape(), seed + i);
    }

    private static Tensor weight(List<Tensor> x, int i, int seed) {
        return Sample.direction(x.get(i).shape(), seed + 50 + i);
    }

    private static double[] flat(List<Tensor> x, IntFunction<Tensor> each) {
        return Arrays.stream(moving(x)).mapToObj(each)
                .flatMapToDouble(t -> Arrays.stream(t.toDoubles())).toArray();
    }

    private static int[] moving(List<Tensor> x) {
        return IntStream.range(0, x.size()).filter(i -> x.get(i).dtype().isFloat()).toArray();
    }

    private static List<Tensor> variables(List<Tensor> x) {
        return x.stream().map(t -> t.dtype().isFloat() ? t.variable() : t).toList();
    }

    /// The gradient of the sum of `y`, zeros if `y` does not depend on `x`.
    private static Tensor gradient(Tensor y, Tensor x) {
        if (y.requiresGrad()) {
            Gradients gradients = y.sum().gradients();
            if (gradients.reaches(x)) {
                return gradients.get(x);
            }
        }
        return Tensor.zeros(x.dtype(), x.shape());
    }

    /// The gradient by dy of ⟨vjp(dy), dx⟩ is J·dx.
    static void vjpTransposedIsForwardMode(Op op, Sample sample) {
        var trial = Trial.of(op, sample);
        Tensor dy = trial.y().dtype().isFloat() ? trial.cotangent().variable() : trial.y();
        for (int i : trial.moving()) {
            Tensor product = Recording.on(
                    () -> op.vjp(i, dy, trial.y(), trial.x()).mul(trial.tangent(i)));
            Expect.near("the gradient by dy of vjp(dy)·dx, input " + i,
                    Recording.off(() -> trial.jvp(i)), gradient(product, dy),
                    10 * trial.rounding(), "a vjp must stay differentiable in dy: no detach(), no"
                            + " values read out");
        }
    }

    /// The gradient of ⟨dy, J·dx⟩ through recorded forward mode: by dx it is Jᵀ·dy, by x that of
    /// ⟨Jᵀ·dy, dx⟩ through the recorded backward pass.
    static void forwardModeIsDifferentiable(Op op, Sample sample) {
        var trial = Trial.of(op, sample);
        List<Tensor> x = variables(trial.x());
        Tensor y = Recording.on(() -> Tensor.apply(op, x));
        Tensor dy = trial.cotangent();
        var dx = new ArrayList<@Nullable Tensor>(Collections.nCopies(x.size(), null));
        Tensor reverse = Tensor.zeros(dy.dtype(), dy.shape()).sum();
        for (int i : trial.moving()) {
            Tensor tangent = trial.tangent(i).variable();
            dx.set(i, tangent);
            Tensor term = Recording.on(() -> op.vjp(i, dy, y, x).mul(tangent).sum());
            reverse = reverse.add(term.to(dy.dtype()));
        }
        Tensor forward = Recording.on(() -> op.jvp(dx, y, x).mul(dy).sum());
        String advice = "write jvp in differentiable verbs of dx, y and x, without detach() and"
                + " without values read out";
        for (int i : trial.moving()) {
            Tensor tangent = dx.get(i);
            if (tangent != null) {
                Expect.near("the gradient of forward mode by the tangent of input " + i,
                        trial.vjp(i, dy), gradient(forward, tangent), 10 * trial.rounding(),
                        advice);
            }
            Expect.near("the gradient of forward mode by input " + i, gradient(reverse, x.get(i)),
                    gradient(forward, x.get(i)), 100 * trial.rounding(), advice);
        }
    }
}
