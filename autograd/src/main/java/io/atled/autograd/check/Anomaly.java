package io.atled.autograd.check;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The first operation that made NaN or ∞ of finite numbers.
///
/// @param pass in which direction
/// @param operation what it is called
/// @param source where it was applied, innermost line first; empty if that was outside the scope
/// @param caller where the traversal was asked for; empty in the forward pass
/// @param operands what went in, and last what came out
/// @param index the first such element of what came out
/// @param value NaN or ±∞
/// @param trap what has probably happened
public record Anomaly(Pass pass, String operation, ImmutableList<SourceLine> source,
        ImmutableList<SourceLine> caller, ImmutableList<Operand> operands,
        ImmutableIntArray index, double value, Trap trap) {
    /// Columns of the text.
    private static final int WIDTH = 100;

    /// The directions in which a program is passed.
    public enum Pass {
        /// The program itself.
        FORWARD("in the forward pass"),
        /// Cotangents are pulled back.
        BACKWARD("in the backward pass"),
        /// Tangents are pushed forward.
        TANGENTS("in forward mode");

        private final String words;

        Pass(String words) {
            this.words = words;
        }
    }

    /// One of the tensors, in numbers.
    ///
    /// @param name what it is to the operation
    /// @param dtype its element type
    /// @param shape its shape
    /// @param min its least finite number; NaN if it has none
    /// @param max its greatest finite number; NaN if it has none
    /// @param nans how many elements are NaN
    /// @param infinities how many are ±∞
    /// @param element which element belongs to what came out: of pointwise operations that at the
    ///        same place; empty if that is not one
    /// @param value its value; NaN if there is none
    public record Operand(String name, DType dtype, Shape shape, double min, double max, int nans,
            int infinities, Optional<ImmutableIntArray> element, double value) {
        static Operand of(String name, Tensor t, int at) {
            double[] values = t.toDoubles();
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            int nans = (int) Arrays.stream(values).filter(Double::isNaN).count();
            return new Operand(name, t.dtype(), t.shape(),
                    Arrays.stream(finite).min().orElse(Double.NaN),
                    Arrays.stream(finite).max().orElse(Double.NaN), nans,
                    values.length - finite.length - nans,
                    at < 0 ? Optional.empty() : Optional.of(Subject.index(t.shape(), at)),
                    at < 0 ? Double.NaN : values[at]);
        }

        private String format() {
            int n = shape.size();
            int others = nans + infinities;
            return dtype + " " + shape + (n == others ? "" : ", " + short4(min) + " to "
                    + short4(max)) + (nans > 0 ? ", " + nans + " NaN" : "")
                    + (infinities > 0 ? ", " + infinities + " infinite" : "")
                    + (others == 0 && n > 0 ? ", all finite" : n == 0 ? ", empty" : "")
                    + element.map(e -> "; " + short4(value) + place(e)).orElse("");
        }
    }

    /// What is wrong, in a few lines.
    public String format() {
        Operand last = operands.getLast();
        var out = new StringBuilder(wrapped("", operation + ", " + pass.words + ": " + last.name
                + " is " + short4(value) + place(index) + (Double.isNaN(value)
                        ? ", though no NaN went in" : ", though all that went in is finite")))
                .append('\n');
        source.forEach(line -> out.append("  at ").append(line).append('\n'));
        if (source.isEmpty()) {
            out.append("  applied before Debug.anomalies began: apply it inside to learn where\n");
        }
        caller.stream().limit(1).forEach(line -> out.append("  asked for at ").append(line)
                .append('\n'));
        int width = operands.stream().mapToInt(o -> o.name.length()).max().orElse(0);
        operands.forEach(o -> out.append("  ").append(o.name).repeat(' ',
                width - o.name.length() + 2).append(o.format()).append('\n'));
        return out.append(wrapped("  ", trap.words())).toString();
    }

    private static String wrapped(String indent, String words) {
        var out = new StringBuilder();
        var line = new StringBuilder(indent);
        for (String word : Splitter.on(' ').split(words)) {
            if (line.length() + word.length() > WIDTH) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder("  ");
            }
            line.append(word).append(' ');
        }
        return out.append(line).toString().stripTrailing();
    }

    private static String place(ImmutableIntArray index) {
        return index.isEmpty() ? "" : " at (" + index.toString().replaceAll("[\\[\\]]", "") + ")";
    }

    /// Four significant digits, without zeros at the end.
    private static String short4(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        return Double.isInfinite(value) ? value > 0 ? "∞" : "-∞"
                : String.format(Locale.ROOT, "%.4g", value);
    }

    @Override
    public String toString() {
        return format();
    }
}
