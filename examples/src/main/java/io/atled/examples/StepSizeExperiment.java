package io.atled.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.StepSweep;
import io.atled.autograd.shape.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/// How far a difference is from the derivative, step by step: large steps are off by what the
/// function bends, small ones by rounding, and the best one lies where the two meet.
public final class StepSizeExperiment implements Example {
    /// The function is eˣ, so that it and all its derivatives are e here.
    static final double X = 1;
    /// The largest step, and how many, each half of the one before.
    private static final double FIRST = 1;
    private static final int STEPS = 46;

    /// The errors of one kind of difference in one element type.
    ///
    /// @param kind forward, central or extrapolated
    /// @param dtype what was computed in
    /// @param steps falling
    /// @param errors |difference − derivative| at each step
    /// @param theory the step at which theory has the least error; NaN where it depends on more
    record Curve(String kind, DType dtype, ImmutableDoubleArray steps,
            ImmutableDoubleArray errors, double theory) {
        int best() {
            return IntStream.range(0, errors.length()).boxed()
                    .min(Comparator.comparingDouble(errors::get)).orElseThrow();
        }

        double bestStep() {
            return steps.get(best());
        }

        double leastError() {
            return errors.get(best());
        }
    }

    @Override
    public String idea() {
        return "how wrong finite differences are at every step, and where the best one is";
    }

    @Override
    public void run(Path out) throws IOException {
        List<Curve> curves = curves();
        System.out.printf("the derivative of exp at %.0f%n%-14s %-5s %12s %12s %12s%n", X,
                "differences", "type", "best step", "in theory", "least error");
        curves.forEach(c -> System.out.printf("%-14s %-5s %12.1e %12s %12.1e%n", c.kind, c.dtype,
                c.bestStep(), Double.isNaN(c.theory) ? "" : String.format("%.1e", c.theory),
                c.leastError()));
        XYChart chart = Charts.lines("Error of finite differences of exp at 1", "step",
                "error");
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true)
                .setPlotGridLinesVisible(false).setLegendPosition(LegendPosition.InsideNW);
        for (Curve c : curves) {
            int[] shown = IntStream.range(0, c.errors.length())
                    .filter(k -> c.errors.get(k) > 0).toArray();
            Charts.add(chart, c.kind + ", " + c.dtype,
                    IntStream.of(shown).mapToDouble(c.steps::get).toArray(),
                    IntStream.of(shown).mapToDouble(c.errors::get).toArray());
        }
        Charts.write(out.resolve("step-size.png"), 1, chart);
        System.out.println("\npicture: step-size.png in " + out);
    }

    /// Forward and central in both types, and the extrapolation of the gradient checker.
    static ImmutableList<Curve> curves() {
        StepSweep sweep = GradientCheck.sweep(Tensor::exp, Tensor.of(X));
        return ImmutableList.of(forward(DType.F32), forward(DType.F64), central(DType.F32),
                central(DType.F64), new Curve("extrapolated", DType.F64, sweep.steps(),
                        sweep.errors(sweep.extrapolated()), Double.NaN));
    }

    /// Off by h/2·f″ and 2ε·f/h, least where both are equal.
    private static Curve forward(DType dtype) {
        return curve("forward", dtype, 2 * Math.sqrt(epsilon(dtype)),
                h -> difference(dtype, X + h, X));
    }

    /// Off by h²/6·f‴ and ε·f/h.
    private static Curve central(DType dtype) {
        return curve("central", dtype, Math.cbrt(3 * epsilon(dtype)),
                h -> difference(dtype, X + h, X - h));
    }

    private interface Slope {
        double over(double step);
    }

    private static Curve curve(String kind, DType dtype, double theory, Slope slope) {
        double[] steps = IntStream.range(0, STEPS).mapToDouble(k -> Math.scalb(FIRST, -k))
                .filter(h -> h >= epsilon(dtype)).toArray();
        double[] errors = DoubleStream.of(steps)
                .map(h -> Math.abs(slope.over(h) - Math.exp(X))).toArray();
        return new Curve(kind, dtype, ImmutableDoubleArray.copyOf(steps),
                ImmutableDoubleArray.copyOf(errors), theory);
    }

    private static double difference(DType dtype, double right, double left) {
        Tensor x = Tensor.of(right, left).to(dtype);
        Tensor y = x.exp();
        return (y.get(0) - y.get(1)) / (x.get(0) - x.get(1));
    }

    private static double epsilon(DType dtype) {
        return dtype == DType.F32 ? 0x1p-23 : 0x1p-52;
    }
}
