package io.atled.examples;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.StepSweep;
import io.atled.autograd.shape.DType;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// How far a difference is from the derivative, step by step: large steps are off by what the
/// function bends, small ones by rounding, and the best one lies where the two meet.
public final class StepSizeExperiment implements Example {
    /// The function is eˣ, so that it and all its derivatives are e here.
    static final double X = 1;
    /// The largest step, and how many, each half of the one before.
    private static final double FIRST = 1;
    private static final int STEPS = 46;

    @Override
    public String idea() {
        return "how wrong finite differences are at every step, and where the best one is";
    }

    @Override
    public void run(Path out) throws IOException {
        List<DifferenceErrors> curves = curves();
        System.out.printf("the derivative of exp at %.0f%n%-14s %-5s %12s %12s %12s%n", X,
                "differences", "type", "best step", "in theory", "least error");
        curves.forEach(c -> System.out.printf("%-14s %-5s %12.1e %12s %12.1e%n", c.kind(),
                c.dtype(), c.bestStep(),
                Double.isNaN(c.theory()) ? "" : String.format("%.1e", c.theory()),
                c.leastError()));
        Charts.write(out.resolve("step-size.png"), 1, chart(curves));
        Charts.say(out, "step-size.png");
    }

    private static XYChart chart(List<DifferenceErrors> curves) {
        XYChart chart = Charts.lines("Error of finite differences of exp at 1", "step", "error");
        Charts.powers(chart);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        for (DifferenceErrors c : curves) {
            int[] shown = IntStream.range(0, c.errors().length())
                    .filter(k -> c.errors().get(k) > 0).toArray();
            Charts.add(chart, c.kind() + ", " + c.dtype(),
                    IntStream.of(shown).mapToDouble(c.steps()::get).toArray(),
                    IntStream.of(shown).mapToDouble(c.errors()::get).toArray());
        }
        List<DifferenceErrors> known = curves.stream().filter(c -> c.theory() > 0).toList();
        chart.addSeries("best step in theory",
                        known.stream().mapToDouble(DifferenceErrors::theory).toArray(),
                        known.stream().mapToDouble(c -> c.errorAt(c.theory())).toArray())
                .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter)
                .setMarker(SeriesMarkers.CROSS).setMarkerColor(Color.BLACK);
        return chart;
    }

    /// Forward and central in both types, and the extrapolation of the gradient checker.
    static ImmutableList<DifferenceErrors> curves() {
        return ImmutableList.of(forward(DType.F32), forward(DType.F64), central(DType.F32),
                central(DType.F64), extrapolated());
    }

    /// In F64 alone: the gradient checker does not extrapolate F32 functions, but their F64 twins.
    private static DifferenceErrors extrapolated() {
        StepSweep sweep = GradientCheck.sweep(Tensor::exp, Tensor.of(X));
        return new DifferenceErrors("extrapolated", DType.F64, sweep.steps(),
                errors(sweep.extrapolated().stream()), Double.NaN);
    }

    /// Off by h/2·f″ and 2ε·f/h, least where both are equal.
    private static DifferenceErrors forward(DType dtype) {
        return curve("forward", dtype, 2 * Math.sqrt(epsilon(dtype)),
                h -> difference(dtype, X + h, X));
    }

    /// Off by h²/6·f‴ and ε·f/h.
    private static DifferenceErrors central(DType dtype) {
        return curve("central", dtype, Math.cbrt(3 * epsilon(dtype)),
                h -> difference(dtype, X + h, X - h));
    }

    private static DifferenceErrors curve(String kind, DType dtype, double theory,
            DoubleUnaryOperator slope) {
        double[] steps = IntStream.range(0, STEPS).mapToDouble(k -> Math.scalb(FIRST, -k))
                .filter(h -> h >= epsilon(dtype)).toArray();
        return new DifferenceErrors(kind, dtype, ImmutableDoubleArray.copyOf(steps),
                errors(DoubleStream.of(steps).map(slope)), theory);
    }

    private static ImmutableDoubleArray errors(DoubleStream slopes) {
        return ImmutableDoubleArray.copyOf(slopes.map(slope -> Math.abs(slope - Math.exp(X))));
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
