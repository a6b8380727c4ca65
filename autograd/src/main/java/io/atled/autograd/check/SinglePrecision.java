package io.atled.autograd.check;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.Attacks.Made;
import io.atled.autograd.check.GradientReport.Finding;
import io.atled.autograd.check.Pulled.Trouble;
import io.atled.autograd.shape.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Holds the F32 gradient of a function against that of its F64 twin, within what F32 can tell.
///
/// Beside a kink, F32 may round to its other side, where another slope is right. So what does not
/// agree is held, too, against the F64 rules at the very values that F32 went through: those take
/// the same sides. That says nothing about these values, so each operation must have given what it
/// gives in F64 at the same inputs, within the rounding that F32 makes inevitable.
final class SinglePrecision {
    /// A few runs with rounding made visible may miss the largest by this much.
    private static final double DOUBTS = 16;
    /// Runs that show how far rounding moves the value of an operation.
    private static final int RUNS = 4;

    private final Subject narrow;
    private final Subject twin;
    private final Tensor dy;

    SinglePrecision(Subject narrow, Subject twin) {
        this.narrow = narrow;
        this.twin = twin;
        this.dy = Sample.cotangent(narrow.result().shape()).to(DType.F32);
    }

    Finding finding() {
        Tensor seed = narrow.result().dtype() == DType.F32 ? dy : wide(dy);
        List<double[]> got = narrow.pull(seed);
        List<double[]> inside = Conditioning.ofPull(narrow::pull, seed);
        List<double[]> doubts = Conditioning.ofGradient(Replay.of(twin.result(), twin.leaves()),
                twin.inputs(), wide(dy), DType.F32);
        Optional<Trouble> off = apart(twin.pull(wide(dy)), got, doubts, inside);
        if (off.isPresent()) {
            Replay.Run recorded = Replay.of(narrow.result(), narrow.leaves()).inF64().recorded();
            Optional<Trouble> there = apart(recorded.pull(wide(dy)), got, doubts, inside);
            off = there.isEmpty() && roundedOnly(recorded) ? there : off;
        }
        return Made.of(Attack.SINGLE_PRECISION, off.map(o -> o.and(" in F32; a kernel or a rule"
                + " loses digits, or differs between the types"))).finding();
    }

    private static Tensor wide(Tensor t) {
        return t.to(DType.F64);
    }

    private Optional<Trouble> apart(List<double[]> expected, List<double[]> got,
            List<double[]> doubts, List<double[]> inside) {
        double[] weights = dy.toDoubles();
        double[] values = narrow.result().toDoubles();
        double floor = IntStream.range(0, weights.length)
                .mapToDouble(k -> Math.abs(weights[k] * values[k])).filter(Double::isFinite).max()
                .orElse(0);
        return Pulled.find(narrow, expected, got, (i, k) -> DOUBTS * (doubts.get(i)[k]
                + inside.get(i)[k] + Subject.epsilon(DType.F32) * (floor
                + Math.abs(expected.get(i)[k]))) + Float.MIN_NORMAL);
    }

    /// Whether every operation gave in F32 what it gives in F64 at the same inputs, but for as much
    /// as moving these by a rounding does.
    private static boolean roundedOnly(Replay.Run recorded) {
        return recorded.steps().stream().allMatch(step -> {
            double[] exact = recorded.again(step, Jitter.none()).toDoubles();
            double[] spread = new double[exact.length];
            for (int run = 1; run <= RUNS; run++) {
                double[] moved = recorded.again(step, Jitter.of(DType.F32, run)).toDoubles();
                Arrays.setAll(spread, k -> Math.max(spread[k], Math.abs(moved[k] - exact[k])));
            }
            return near(exact, step.y().toDoubles(), spread);
        });
    }

    private static boolean near(double[] exact, double[] recorded, double[] spread) {
        return IntStream.range(0, exact.length).allMatch(k -> exact[k] == recorded[k]
                || !(Math.abs(exact[k] - recorded[k]) > DOUBTS * (spread[k]
                + Subject.epsilon(DType.F32) * Math.abs(exact[k])) + Float.MIN_NORMAL));
    }
}
