package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// What a [GradientCheck] found.
///
/// @param name what was checked
/// @param numbers of what the numbers are derivatives
/// @param inputs one entry for each floating-point input, in their order
/// @param directions the derivatives along random directions, if any were taken
/// @param findings one entry for each [Attack] that was made
/// @param culprit the first operation that is wrong by itself, if the check failed and it was found
/// @param result what the function gave, recorded: the graph that the culprit is in
public record GradientReport(String name, Numbers numbers, ImmutableList<Input> inputs,
        ImmutableList<Direction> directions, ImmutableList<Finding> findings,
        Optional<Culprit> culprit, Tensor result) {
    /// Of what the numbers in a report are derivatives.
    public enum Numbers {
        /// Of a result that is a single number.
        OF_THE_RESULT("derivatives of the result"),
        /// Of each element of the result.
        OF_EACH_ELEMENT("derivatives of one element of the result each"),
        /// Of a sum over the result, weighted by a cotangent that was given.
        WEIGHTED_AS_GIVEN("derivatives of ⟨dy, result⟩ with the given cotangent dy, and scaled by"
                + " it"),
        /// Of a sum over the result, weighted by a random cotangent.
        WEIGHTED_AT_RANDOM("derivatives of ⟨dy, result⟩ with a random cotangent dy of ±½ to ±1½ for"
                + " each element of the result, and scaled by it: not of the result itself");

        private final String words;

        Numbers(String words) {
            this.words = words;
        }

        /// What the numbers are, in words.
        public String words() {
            return words;
        }
    }

    /// What was found for one input.
    ///
    /// @param name its name in a map of parameters, its label, or `input` and its number
    /// @param shape its shape
    /// @param dtype its element type as it was given
    /// @param checked how many of its elements were compared one by one
    /// @param counts how many of these got which verdict
    /// @param worst the worst element; empty if none was compared
    /// @param suspicious the worst elements that are not `PASS`, worst first, with their sweeps
    /// @param errors the relative error of each element in row-major order; NaN where there is none
    /// @param note what else there is to know, as that F32 was checked in F64; empty if nothing
    public record Input(String name, Shape shape, DType dtype, int checked,
            ImmutableMap<Verdict, Integer> counts, Optional<Element> worst,
            ImmutableList<Element> suspicious, ImmutableDoubleArray errors, String note) {
        /// The gravest verdict on an element.
        public Verdict verdict() {
            return counts.keySet().stream().max(Comparator.naturalOrder()).orElse(Verdict.PASS);
        }

        /// Whether no element failed.
        public boolean passed() {
            return verdict().passes();
        }
    }

    /// Both derivatives by one element.
    ///
    /// @param index where it is in its input, one number for each axis
    /// @param output where the result's element is that is differentiated; empty for a single
    ///        number or a weighted sum
    /// @param analytic the derivative by reverse mode
    /// @param numeric the derivative by differences; the middle between both sides at a kink
    /// @param left the slope to the left; that of both sides where the function is smooth
    /// @param right the slope to the right
    /// @param estimate how far the numeric derivative may be off, by its own account
    /// @param tolerance how far the two may be apart
    /// @param form what the function looks like there
    /// @param verdict what follows
    /// @param sweep the V-curve, for suspicious elements
    public record Element(ImmutableIntArray index, ImmutableIntArray output, double analytic,
            double numeric, double left, double right, double estimate, double tolerance,
            Form form, Verdict verdict, Optional<StepSweep> sweep) {
        /// How far the two derivatives are apart.
        public double absoluteError() {
            return Math.abs(analytic - numeric);
        }

        /// The same in parts of the larger one.
        public double relativeError() {
            double error = absoluteError();
            return error == 0 ? 0 : error / Math.max(Math.abs(analytic), Math.abs(numeric));
        }

        /// One line.
        public String format() {
            return ReportText.element(this);
        }
    }

    /// Both derivatives along a random direction over many elements.
    ///
    /// @param elements how many elements moved
    /// @param what which ones, in words
    /// @param output where the result's element is that is differentiated
    /// @param analytic the derivative by reverse mode
    /// @param numeric the derivative by differences
    /// @param estimate how far the numeric derivative may be off, by its own account
    /// @param tolerance how far the two may be apart
    /// @param form what the function looks like along the direction
    /// @param verdict what follows
    public record Direction(int elements, String what, ImmutableIntArray output, double analytic,
            double numeric, double estimate, double tolerance, Form form, Verdict verdict) {}

    /// What came of one attack.
    ///
    /// @param attack which
    /// @param verdict what follows; `PASS` if it held
    /// @param message empty if it held
    public record Finding(Attack attack, Verdict verdict, String message) {
        static Finding held(Attack attack) {
            return new Finding(attack, Verdict.PASS, "");
        }

        /// Whether it held.
        public boolean passed() {
            return verdict.passes();
        }
    }

    /// The gravest verdict.
    public Verdict verdict() {
        return Stream.of(inputs.stream().map(Input::verdict),
                        directions.stream().map(Direction::verdict),
                        findings.stream().map(Finding::verdict))
                .flatMap(verdicts -> verdicts).reduce(Verdict.PASS, Verdict::or);
    }

    /// Whether nothing failed. Kinks do not, nor does what is too ill-conditioned to be told.
    public boolean passed() {
        return verdict().passes();
    }

    /// The heading of every form of this report: “passed”, or the gravest verdict.
    String outcome() {
        return passed() ? "passed" : verdict().word();
    }

    /// The input with the gravest verdict and, among equals, the largest relative error; empty if
    /// no element was compared.
    public Optional<Input> worst() {
        return inputs.stream().filter(i -> i.worst().isPresent()).max(
                Comparator.comparing(Input::verdict).thenComparingDouble(
                        i -> i.worst().map(Element::relativeError).orElse(0.0)));
    }

    /// The findings that did not hold.
    public ImmutableList<Finding> failures() {
        return findings.stream().filter(f -> !f.passed()).collect(ImmutableList.toImmutableList());
    }

    /// What failed, in one sentence that every form of this report has: how many elements,
    /// directions and attacks, and the culprit; empty if nothing did.
    public String failed() {
        return passed() ? "" : ReportText.failed(this);
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

    /// The report as a table, one line for each input, and below it what is wrong. It has some
    /// dozens of lines at most.
    public String format() {
        return ReportText.of(this);
    }

    /// The report as one HTML page that loads nothing and runs nothing: with the culprit red in its
    /// graph, a map of the errors over each input, and the V-curves of suspicious elements.
    public String toHtml() {
        return HtmlReport.of(this);
    }

    /// The report as JSON: an object with the [#verdict()], what [#failed()], and the components of
    /// this record, and so on downwards.
    public String toJson() {
        return JsonText.of(ImmutableMap.builder().put("verdict", verdict())
                .put("failed", failed()).putAll(JsonText.components(this)).buildOrThrow());
    }

    /// Writes the report to a file, in the form that its extension names: `.html`, `.json` or
    /// `.txt`.
    ///
    /// @throws IllegalArgumentException on any other extension
    /// @throws java.io.UncheckedIOException if writing fails
    public void write(Path file) {
        TextFile.write(file, ImmutableMap.of("html", this::toHtml, "json", this::toJson,
                "txt", this::format));
    }

    /// See [#format()].
    @Override
    public String toString() {
        return format();
    }
}
