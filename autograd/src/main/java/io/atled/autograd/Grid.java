package io.atled.autograd;

import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/// Tensors laid out for reading, as numpy prints arrays: rows in brackets, columns aligned, the
/// middle of long axes left out.
final class Grid {
    /// Above so many elements the middle is left out.
    private static final int WHOLE = 1000;
    /// Elements shown at each end of an axis that is too long.
    private static final int ENDS = 3;
    /// Digits behind the point, at most.
    private static final int DIGITS = 4;
    /// Columns of a line, after which a row goes on in the next one.
    private static final int LINE = 76;

    private final NdArray array;
    private final Shape shape;
    private final boolean whole;
    private final DoubleFunction<String> number;
    private final int width;

    private Grid(NdArray array) {
        this.array = array;
        this.shape = array.shape();
        this.whole = array.size() <= WHOLE;
        double[] shown = shown(0, 0).toArray();
        this.number = switch (array.dtype()) {
            case BOOL -> v -> v != 0 ? "true" : "false";
            case I32 -> v -> Integer.toString((int) v);
            case F32, F64 -> decimal(shown);
        };
        this.width = DoubleStream.of(shown).mapToInt(v -> number.apply(v).length()).max().orElse(0);
    }

    static String format(Tensor t) {
        var grid = new Grid(t.array());
        return grid.shape.size() == 0 ? "[] " + grid.shape
                : grid.shape.rank() == 0 ? grid.number.apply(t.item()) : grid.rows(0, 0);
    }

    /// The positions shown along `axis`; −1 stands for what is left out.
    private List<Integer> positions(int axis) {
        int n = shape.get(axis);
        var positions = new ArrayList<Integer>();
        for (int i = 0; i < n; i++) {
            if (whole || n <= 2 * ENDS || i < ENDS || i >= n - ENDS) {
                positions.add(i);
            } else if (i == ENDS) {
                positions.add(-1);
            }
        }
        return positions;
    }

    private DoubleStream shown(int axis, int from) {
        if (shape.size() == 0) {
            return DoubleStream.empty();
        }
        if (axis == shape.rank()) {
            return DoubleStream.of(array.get(from));
        }
        return positions(axis).stream().filter(i -> i >= 0)
                .flatMapToDouble(i -> shown(axis + 1, from * shape.get(axis) + i));
    }

    private String rows(int axis, int from) {
        if (axis == shape.rank() - 1) {
            return row(axis, from);
        }
        String between = "\n".repeat(shape.rank() - 1 - axis) + " ".repeat(axis + 1);
        var text = new StringBuilder("[");
        for (int i : positions(axis)) {
            text.append(text.length() > 1 ? between : "");
            text.append(i < 0 ? "…" : rows(axis + 1, from * shape.get(axis) + i));
        }
        return text.append(']').toString();
    }

    /// The elements along the last axis, in as many lines as they need.
    private String row(int axis, int from) {
        var text = new StringBuilder("[");
        int column = axis + 1;
        for (int i : positions(axis)) {
            String cell = i < 0 ? "…" : aligned(array.get(from * shape.get(axis) + i));
            boolean fits = column + 1 + cell.length() <= LINE;
            if (text.length() > 1) {
                text.append(fits ? " " : "\n" + " ".repeat(axis + 1));
                column = fits ? column + 1 : axis + 1;
            }
            text.append(cell);
            column += cell.length();
        }
        return text.append(']').toString();
    }

    private String aligned(double value) {
        String text = number.apply(value);
        return " ".repeat(width - text.length()) + text;
    }

    /// Plain decimals with as few digits as all need, or powers of ten where sizes differ widely.
    private static DoubleFunction<String> decimal(double[] shown) {
        double[] finite = DoubleStream.of(shown).filter(Double::isFinite).map(Math::abs)
                .filter(v -> v != 0).toArray();
        double largest = DoubleStream.of(finite).max().orElse(0);
        double smallest = DoubleStream.of(finite).min().orElse(1);
        if (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e6) {
            String power = "%." + mantissa(finite) + "e";
            return v -> special(v, String.format(Locale.ROOT, power, v));
        }
        int digits = 0;
        for (double v : shown) {
            while (digits < DIGITS && Double.isFinite(v) && !fits(v, digits)) {
                digits++;
            }
        }
        String pattern = "%." + digits + "f";
        String point = digits == 0 ? "." : "";
        return v -> special(v, String.format(Locale.ROOT, pattern, v) + point);
    }

    /// Digits behind the point that the mantissas of `values` need.
    private static int mantissa(double[] values) {
        int digits = 0;
        for (double v : values) {
            String text = String.format(Locale.ROOT, "%." + DIGITS + "e", v);
            String fraction = text.substring(text.indexOf('.') + 1, text.indexOf('e'));
            digits = Math.max(digits, fraction.replaceFirst("0+$", "").length());
        }
        return digits;
    }

    private static boolean fits(double v, int digits) {
        double scaled = v * Math.pow(10, digits);
        return Math.abs(scaled - Math.rint(scaled)) < 0.5 * Math.pow(10, digits - DIGITS);
    }

    private static String special(double v, String text) {
        return Double.isNaN(v) ? "nan" : Double.isInfinite(v) ? v > 0 ? "inf" : "-inf" : text;
    }
}
