package io.atled.autograd.check;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.shape.Shape;
import java.util.Locale;

/// The relative errors over the elements of an input, as an SVG: the last axis runs to the right,
/// the others downwards. Where there are more elements than cells, a cell shows the worst of its
/// own.
///
/// @param shape of the input
/// @param errors by element in row-major order; NaN where none was taken
record HeatMap(Shape shape, ImmutableDoubleArray errors) {
    private static final int MOST = 96;
    private static final int CELL = 12;
    /// Errors from here on are as red as can be; below [#LEAST] they are as pale.
    private static final double WORST = 0;
    private static final double LEAST = -16;

    String svg() {
        int columns = shape.rank() == 0 ? 1 : shape.get(-1);
        int rows = columns == 0 ? 0 : errors.length() / columns;
        int across = Math.min(columns, MOST);
        int down = Math.min(rows, MOST);
        var out = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns="
                + "\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\""
                + " aria-label=\"relative errors\">%n", across * CELL + 1, down * CELL + 1));
        for (int r = 0; r < down; r++) {
            for (int c = 0; c < across; c++) {
                cell(out, r, c, worst(span(r, down, rows), span(c, across, columns), columns));
            }
        }
        return out.append("</svg>\n").toString();
    }

    private record Span(int from, int to) {}

    /// The indices that cell `k` of `cells` shows of `n`.
    private static Span span(int k, int cells, int n) {
        return new Span((int) ((long) k * n / cells), (int) ((k + 1L) * n / cells));
    }

    private double worst(Span rows, Span columns, int width) {
        double worst = Double.NaN;
        for (int r = rows.from; r < rows.to; r++) {
            for (int c = columns.from; c < columns.to; c++) {
                double error = errors.get(r * width + c);
                worst = Double.isNaN(worst) || error > worst ? error : worst;
            }
        }
        return worst;
    }

    private static void cell(StringBuilder out, int r, int c, double error) {
        out.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                + " fill=\"%s\" stroke=\"#c3cad4\" stroke-width=\"0.5\"><title>%s</title></rect>%n",
                c * CELL, r * CELL, CELL, CELL, color(error), Double.isNaN(error) ? "not compared"
                : String.format(Locale.ROOT, "%.1e", error)));
    }

    /// From pale to red over the decades; gray where nothing was compared.
    private static String color(double error) {
        if (Double.isNaN(error)) {
            return "#eef1f5";
        }
        double red = Math.clamp((Math.log10(error) - LEAST) / (WORST - LEAST), 0, 1);
        return String.format(Locale.ROOT, "hsl(%.0f 75%% %.0f%%)", 140 * (1 - red), 92 - 42 * red);
    }
}
