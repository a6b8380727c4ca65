package io.atled.autograd.check;

import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// How far rounding on the way moves a value or a gradient.
final class Conditioning {
    /// A linear function of dy at a multiple of it, divided again, differs by rounding only: by
    /// another rounding at each step, since these are no powers of two.
    private static final double[] FACTORS = {3, 5, 7, 11};

    private Conditioning() {}

    /// What rounding every recorded result on the way once does to ⟨dy, y⟩: Σ ε·|v̄·v| over the
    /// elements v of all of them and their cotangents v̄.
    static double ofValue(Tensor y, Tensor dy) {
        List<Tensor> inner = Replay.of(y).nodes().stream().filter(t -> t != y).toList();
        if (inner.isEmpty()) {
            return 0;
        }
        Gradients g = Backward.from(y).seed(dy).only(inner).run();
        double sum = 0;
        for (Tensor v : inner) {
            if (g.reaches(v)) {
                double[] cotangents = g.get(v).toDoubles();
                double[] values = v.toDoubles();
                double all = IntStream.range(0, values.length)
                        .mapToDouble(i -> Math.abs(values[i] * cotangents[i])).sum();
                sum += Double.isFinite(all) ? Subject.epsilon(v.dtype()) * all : 0;
            }
        }
        return sum;
    }

    /// How far each element of the gradient of ⟨dy, y⟩ moves when every number that goes into an
    /// operation, forward and backward, is off by up to one rounding of `type`, and when the
    /// operations round otherwise inside: what a gradient computed in it can be trusted to.
    static List<double[]> ofGradient(Replay replay, List<Tensor> x, Tensor dy, DType type) {
        List<double[]> exact = replay.run(x, Jitter.none()).pull(dy);
        List<double[]> spread = exact.stream().map(g -> new double[g.length]).toList();
        for (int run = 0; run < FACTORS.length; run++) {
            var moved = replay.run(x, Jitter.of(type, run + 1));
            widen(spread, exact, moved.pull(dy.mul(FACTORS[run])), FACTORS[run]);
        }
        return spread;
    }

    /// How far each element of a gradient moves when its operations round otherwise inside.
    static List<double[]> ofPull(Function<Tensor, List<double[]>> pull, Tensor dy) {
        List<double[]> exact = pull.apply(dy);
        List<double[]> spread = exact.stream().map(g -> new double[g.length]).toList();
        for (double factor : FACTORS) {
            widen(spread, exact, pull.apply(dy.mul(factor)), factor);
        }
        return spread;
    }

    private static void widen(List<double[]> spread, List<double[]> exact, List<double[]> moved,
            double factor) {
        for (int i = 0; i < spread.size(); i++) {
            double[] own = spread.get(i);
            for (int k = 0; k < own.length; k++) {
                double off = Math.abs(moved.get(i)[k] / factor - exact.get(i)[k]);
                own[k] = Double.isNaN(off) ? own[k] : Math.max(own[k], off);
            }
        }
    }
}
