package io.atled.autograd.check;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds the F64 twin of a function that computes in F32: the same mathematics, in which
/// differences can tell a derivative to more digits than F32 has.
///
/// @param subject the twin
/// @param replayed whether it is a replay of what was recorded in F32
record Twin(Subject subject, boolean replayed) {
    /// Steps over which a replayed function must move like the one it is a replay of.
    private static final double[] STEPS = {0.5, 0x1p-5};
    /// Parts of the largest change by which the two may differ,
    private static final double ALIKE = 1e-3;
    /// and roundings of the largest value.
    private static final double ROUNDINGS = 1e3;
    private static final long SEED = 64;

    /// The twin of `given`: the function itself on F64 inputs or, if it holds on to F32 tensors or
    /// converts, its recorded operations run in F64; empty if neither can be had. A replay in which
    /// the value does not follow its inputs, because part of it was computed without recording, is
    /// none.
    static Optional<Twin> of(Subject given) {
        List<Tensor> inputs = given.inputs().stream()
                .map(t -> t.dtype() == DType.F32 ? t.to(DType.F64) : t).toList();
        Optional<Subject> itself = attempt(given, given.function(), inputs);
        if (itself.isPresent()) {
            return itself.map(subject -> new Twin(subject, false));
        }
        Replay replay = Replay.of(given.result(), given.leaves()).inF64();
        return attempt(given, replay::apply, inputs).filter(twin -> follows(given, twin))
                .map(subject -> new Twin(subject, true));
    }

    private static Optional<Subject> attempt(Subject given,
            Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        try {
            var twin = Subject.of(f, given.names(), inputs);
            Tensor y = twin.result();
            return y.dtype() == DType.F64 && y.requiresGrad()
                    && y.shape().equals(given.result().shape()) ? Optional.of(twin)
                    : Optional.empty();
        } catch (DTypeMismatch | ShapeMismatch | ClassCastException e) {
            return Optional.empty();
        }
    }

    /// Whether both change alike when all inputs move.
    private static boolean follows(Subject given, Subject twin) {
        var move = new Move(given);
        for (int i : given.moving()) {
            for (int k = 0; k < given.inputs().get(i).size(); k++) {
                move.with(i, k, SEED);
            }
        }
        double[] here = given.result().toDoubles();
        double[] there = twin.result().toDoubles();
        for (double step : STEPS) {
            List<Tensor> moved = given.moved(move.at(step));
            double[] a = given.at(moved).toDoubles();
            double[] b = twin.at(moved.stream().map(t -> t.dtype() == DType.F32
                    ? t.to(DType.F64) : t).toList()).toDoubles();
            double largest = 0;
            double apart = 0;
            double size = 0;
            for (int k = 0; k < a.length; k++) {
                double change = b[k] - there[k];
                if (Double.isFinite(change) && Double.isFinite(a[k])) {
                    largest = Math.max(largest, Math.abs(change));
                    apart = Math.max(apart, Math.abs(a[k] - here[k] - change));
                    size = Math.max(size, Math.max(Math.abs(here[k]), Math.abs(a[k])));
                }
            }
            if (apart > ALIKE * largest + ROUNDINGS * Subject.epsilon(DType.F32) * size) {
                return false;
            }
        }
        return true;
    }
}
