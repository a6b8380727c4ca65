package io.atled.autograd.check;

import io.atled.autograd.GradientError;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Runs a function to both sides of its inputs and takes the slopes.
final class Probe {
    /// The first step along a direction of numbers of size 1.
    private static final double FIRST = 0x1p-3;

    private Probe() {}

    /// One element of one input.
    record Column(int input, int element) {}

    /// The slopes of every row along `move`, per unit of its step. Where rounding eats some of a
    /// step, a row's step is the real one of the column that `owners` says moves it.
    static Slopes[] along(Outputs outputs, Move move, double[] steps,
            @Nullable List<@Nullable Column> owners) {
        int rows = outputs.rows();
        double[][] right = new double[rows][steps.length];
        double[][] left = new double[rows][steps.length];
        for (int k = 0; k < steps.length; k++) {
            double[] up = changes(outputs, move, steps[k]);
            double[] down = changes(outputs, move, -steps[k]);
            for (int row = 0; row < rows; row++) {
                Column owner = owners == null ? null : owners.get(row);
                right[row][k] = up[row] / real(move, owner, steps[k]);
                left[row][k] = down[row] / real(move, owner, -steps[k]);
            }
        }
        Slopes[] slopes = new Slopes[rows];
        for (int row = 0; row < rows; row++) {
            slopes[row] = new Slopes(steps, finite(right[row]), finite(left[row]),
                    outputs.floor(row));
        }
        return slopes;
    }

    /// How the rows change when the inputs move by `step`.
    static double[] changes(Outputs outputs, Move move, double step) {
        Tensor y = outputs.subject().value(move.at(step));
        if (y.size() != outputs.subject().result().size()) {
            throw new GradientError("gradient check: the function gave "
                    + outputs.subject().result().shape() + " at the inputs and " + y.shape()
                    + " beside them; its shape must not depend on values");
        }
        return outputs.changes(y.toDoubles());
    }

    private static double real(Move move, @Nullable Column owner, double step) {
        return owner == null ? step : move.real(owner.input, owner.element, step);
    }

    /// What is not finite (and what a step too small to move anything makes) is not a number.
    private static double[] finite(double[] slopes) {
        for (int k = 0; k < slopes.length; k++) {
            slopes[k] = Double.isFinite(slopes[k]) ? slopes[k] : Double.NaN;
        }
        return slopes;
    }

    /// The derivative at 0 of Σ weightsᵢ·f(s)ᵢ, for functions that are no [Subject], to be held
    /// against `analytic`: over a few steps if these settle it, else over all.
    static Measurement derivative(DoubleFunction<double[]> f, double[] weights, double analytic,
            Judge.Terms terms) {
        double[] base = f.apply(0);
        Measurement quick = measured(f, base, weights,
                Arrays.stream(Ladder.quick(DType.F64)).map(s -> s * FIRST).toArray());
        return Judge.settled(analytic, quick, terms) ? quick
                : measured(f, base, weights, Ladder.whole(DType.F64, 1, 1));
    }

    private static Measurement measured(DoubleFunction<double[]> f, double[] base,
            double[] weights, double[] steps) {
        double[] right = Arrays.stream(steps).map(s -> change(f, s, base, weights) / s).toArray();
        double[] left = Arrays.stream(steps).map(s -> change(f, -s, base, weights) / -s).toArray();
        double[] terms = new double[base.length];
        Arrays.setAll(terms, i -> weights[i] * base[i]);
        return Extrapolation.read(new Slopes(steps, finite(right), finite(left),
                Subject.epsilon(DType.F64) * Outputs.length(terms)));
    }

    private static double change(DoubleFunction<double[]> f, double step, double[] base,
            double[] weights) {
        double[] y = f.apply(step);
        double sum = 0;
        for (int i = 0; i < base.length; i++) {
            sum += weights[i] * (y[i] - base[i]);
        }
        return sum;
    }
}
