package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.nio.file.Path;
import java.util.Locale;

/// The V-curve of one derivative: what differences over ever smaller steps give, and how far they
/// are off.
///
/// Large steps are off by what the function bends, small ones by rounding; the error has a valley
/// between.
///
/// @param what what is differentiated by what, in words, after the operations if they are known
/// @param analytic the derivative by reverse mode
/// @param reference the derivative by differences, extrapolated
/// @param estimate how far the reference may be off, by its own account
/// @param form what the function looks like there
/// @param steps the steps, falling
/// @param forward (f(x + h) − f(x)) / h for each step; NaN where the function is not finite
/// @param backward (f(x) − f(x − h)) / h for each step
/// @param central (f(x + h) − f(x − h)) / 2h for each step
/// @param extrapolated the best of the table of central differences from each step upwards
public record StepSweep(String what, double analytic, double reference, double estimate, Form form,
        ImmutableDoubleArray steps, ImmutableDoubleArray forward, ImmutableDoubleArray backward,
        ImmutableDoubleArray central, ImmutableDoubleArray extrapolated) {
    /// Slopes over the steps of `unit` times those given, of what moves by `unit` for a step of 1.
    static StepSweep of(String what, double analytic, Slopes s, double unit) {
        Measurement m = Extrapolation.read(s).per(unit);
        var table = Table.central(s);
        var steps = ImmutableDoubleArray.builder();
        var extrapolated = ImmutableDoubleArray.builder();
        for (int k = 0; k < s.count(); k++) {
            steps.add(s.step(k) * Math.abs(unit));
            extrapolated.add(table.value(k) / unit);
        }
        return new StepSweep(what, analytic, m.value(), m.estimate(), m.form(), steps.build(),
                per(s.side(unit > 0), unit), per(s.side(unit < 0), unit), per(s.central(), unit),
                extrapolated.build());
    }

    /// The same of these operations, which come before the words.
    StepSweep of(String operations) {
        return new StepSweep(operations + ": " + what, analytic, reference, estimate, form, steps,
                forward, backward, central, extrapolated);
    }

    private static ImmutableDoubleArray per(double[] slopes, double unit) {
        var out = ImmutableDoubleArray.builder(slopes.length);
        for (double slope : slopes) {
            out.add(slope / unit);
        }
        return out.build();
    }

    /// |difference − derivative by reverse mode| for each step, of one of the sequences of this
    /// sweep.
    public ImmutableDoubleArray errors(ImmutableDoubleArray differences) {
        var out = ImmutableDoubleArray.builder(differences.length());
        differences.forEach(d -> out.add(Math.abs(d - analytic)));
        return out.build();
    }

    /// The step at which a sequence is nearest to the derivative by reverse mode.
    public double bestStep(ImmutableDoubleArray differences) {
        ImmutableDoubleArray errors = errors(differences);
        double best = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < errors.length(); k++) {
            if (errors.get(k) < least) {
                least = errors.get(k);
                best = steps.get(k);
            }
        }
        return best;
    }

    /// The V-curve as a self-contained SVG: the errors against the step, over logarithmic axes.
    public String toSvg() {
        return new LogPlot(what, heading(), "step", "|difference − reverse mode|",
                ImmutableList.of(new LogPlot.Curve("forward", steps, errors(forward)),
                new LogPlot.Curve("backward", steps, errors(backward)),
                new LogPlot.Curve("central", steps, errors(central)),
                new LogPlot.Curve("extrapolated", steps, errors(extrapolated)))).svg();
    }

    /// Writes the V-curve to a file, as a drawing (`.svg`), numbers (`.json`) or text (`.txt`).
    ///
    /// @throws IllegalArgumentException on any other extension
    /// @throws java.io.UncheckedIOException if writing fails
    public void plot(Path file) {
        TextFile.write(file, ImmutableMap.of("svg", this::toSvg, "json", () -> JsonText.of(this),
                "txt", this::format));
    }

    private String heading() {
        return String.format(Locale.ROOT, "reverse mode %.9g, differences %.9g ± %.1e, %s",
                analytic, reference, estimate, form.words());
    }

    /// One line for each step: the errors of forward, backward, central and extrapolated
    /// differences.
    public String format() {
        var out = new StringBuilder(String.format(Locale.ROOT, "%s: %s%n%10s %10s %10s %10s"
                + " %12s%n", what, heading(), "step", "forward", "backward", "central",
                "extrapolated"));
        ImmutableDoubleArray f = errors(forward);
        ImmutableDoubleArray b = errors(backward);
        ImmutableDoubleArray c = errors(central);
        ImmutableDoubleArray e = errors(extrapolated);
        for (int k = 0; k < steps.length(); k++) {
            out.append(String.format(Locale.ROOT, "%10.1e %10.1e %10.1e %10.1e %12.1e%n",
                    steps.get(k), f.get(k), b.get(k), c.get(k), e.get(k)));
        }
        return out.toString();
    }

    /// See [#format()].
    @Override
    public String toString() {
        return format();
    }
}
