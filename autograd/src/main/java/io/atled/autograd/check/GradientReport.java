package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a [GradientCheck] found, input by input.
///
/// @param name what was checked
/// @param tolerance the largest relative error that passes
/// @param inputs one entry for each floating-point input, in their order
public record GradientReport(String name, double tolerance, ImmutableList<Input> inputs) {
    /// A spread of the differences beyond this part of the error points to a kink: where the
    /// function is smooth the spread is about h², 10⁻⁷.
    private static final double KINK = 1e-2;

    /// What was found for one input.
    ///
    /// @param name its name in a map of parameters, its label, or `input` and its number
    /// @param shape its shape
    /// @param checked how many of its elements were compared
    /// @param worst the element with the largest relative error; empty if none was compared
    /// @param passed whether the relative error of every element is within the tolerance
    /// @param note what else there is to know, as that F32 was converted; empty if nothing
    public record Input(String name, Shape shape, int checked, Optional<Element> worst,
            boolean passed, String note) {}

    /// Both derivatives by one element.
    ///
    /// @param index where it is, one number for each axis
    /// @param analytic the derivative by reverse mode
    /// @param numeric the derivative by differences
    /// @param absoluteError their distance
    /// @param relativeError their distance in parts of the larger one; derivatives smaller than
    ///        what rounding does to differences count as if they were so large
    /// @param spread by how much the differences of two steps disagree; large beside a kink
    public record Element(ImmutableIntArray index, double analytic, double numeric,
            double absoluteError, double relativeError, double spread) {}

    /// Whether every input passed.
    public boolean passed() {
        return inputs.stream().allMatch(Input::passed);
    }

    /// The input with the largest relative error; empty if no element was compared.
    public Optional<Input> worst() {
        Input found = null;
        double error = -1;
        for (Input input : inputs) {
            double own = input.worst().map(Element::relativeError).orElse(-1.0);
            if (own > error) {
                found = input;
                error = own;
            }
        }
        return Optional.ofNullable(found);
    }

    /// This report, if it passed.
    ///
    /// @throws AssertionError with the readable form, if it did not
    public GradientReport orThrow() {
        if (!passed()) {
            throw new AssertionError(format());
        }
        return this;
    }

    /// The report as a table, one line for each input, and below it what is wrong.
    public String format() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("input", "shape", "checked", "worst at", "analytic", "numeric",
                "absolute", "relative", ""));
        inputs.forEach(input -> rows.add(row(input)));
        var out = new StringBuilder("Gradient check of " + name + ": "
                + (passed() ? "passed" : "FAILED") + ", tolerance " + number(tolerance)
                + " relative\n");
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int k = 0; k < row.size(); k++) {
                line.append("  ").append(row.get(k)).repeat(' ', widths[k] - row.get(k).length());
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        inputs.stream().filter(input -> !input.passed()).forEach(i -> out.append(advice(i)));
        return out.toString();
    }

    private static List<String> row(Input input) {
        Element e = input.worst().orElse(null);
        String outcome = (input.passed() ? "ok" : "WRONG")
                + (input.note().isEmpty() ? "" : " (" + input.note() + ")");
        String checked = input.checked() + " of " + input.shape().size();
        return e == null
                ? List.of(input.name(), input.shape().toString(), checked, "-", "-", "-", "-", "-",
                        outcome)
                : List.of(input.name(), input.shape().toString(), checked, e.index().toString(),
                        digits(e.analytic()), digits(e.numeric()), number(e.absoluteError()),
                        number(e.relativeError()), outcome);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        }
        return widths;
    }

    private static String advice(Input input) {
        Element e = input.worst().orElseThrow();
        String where = input.name() + e.index();
        if (!Double.isFinite(e.analytic())) {
            return where + ": the derivative by reverse mode is " + e.analytic()
                    + "; keep the vjp finite where the value is\n";
        }
        return e.spread() > KINK * e.absoluteError()
                ? where + ": the differences of two steps disagree by " + number(e.spread())
                        + "; is there a kink nearby? Move the input away from it or make the step"
                        + " smaller\n"
                : where + ": the differences agree with each other; correct the derivative\n";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.9g", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    /// See [#format()].
    @Override
    public String toString() {
        return format();
    }
}
