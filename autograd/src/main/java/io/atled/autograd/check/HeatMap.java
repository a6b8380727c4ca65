package io.atled.autograd.check;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.shape.Shape;
import java.util.Locale;

/// The relative errors over the elements of an input, as an SVG: the last axis runs to the right,
/// the others downwards. Where there are more elements than cells, a cell shows the worst of its
/// own. Cells are as large as their number allows, and large ones have their error written in them.
///
/// @param shape of the input
/// @param errors by element in row-major order; NaN where none was taken
record HeatMap(Shape shape, ImmutableDoubleArray errors) {
    private static final int MOST = 96;
    /// Pixels that the cells of a row or column share, if that makes none
    private static final int EXTENT = 576;
    /// smaller than this,
    private static final int SMALLEST = 6;
    /// wider,
    private static final int WIDEST = 56;
    /// or higher.
    private static final int HIGHEST = 28;
    /// What a number takes.
    private static final int WRITTEN_WIDTH = 44;
    private static final int WRITTEN_HEIGHT = 16;
    /// Errors from here on are as red as can be; below [#LEAST] they are as pale.
    private static final double WORST = 0;
    private static final double LEAST = -16;

    String svg() {
        int across = Math.min(columns(), MOST);
        int down = Math.min(rows(), MOST);
        int width = size(across, WIDEST);
        int height = size(down, HIGHEST);
        var out = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns="
                + "\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " role=\"img\" aria-label=\"relative errors\" font-size=\"11\""
                + " font-family=\"ui-monospace, monospace\" text-anchor=\"middle\">%n",
                across * width + 1, down * height + 1, across * width + 1, down * height + 1));
        for (int r = 0; r < down; r++) {
            for (int c = 0; c < across; c++) {
                cell(out, c * width, r * height, width, height,
                        worst(span(r, down, rows()), span(c, across, columns())));
            }
        }
        return out.append("</svg>\n").toString();
    }

    /// Whether a cell shows more than one element.
    boolean sampled() {
        return rows() > MOST || columns() > MOST;
    }

    private int columns() {
        return shape.rank() == 0 ? 1 : shape.get(-1);
    }

    private int rows() {
        return columns() == 0 ? 0 : errors.length() / columns();
    }

    private static int size(int cells, int most) {
        return Math.clamp(EXTENT / Math.max(1, cells), SMALLEST, most);
    }

    private record Span(int from, int to) {}

    /// The indices that cell `k` of `cells` shows of `n`.
    private static Span span(int k, int cells, int n) {
        return new Span((int) ((long) k * n / cells), (int) ((k + 1L) * n / cells));
    }

    private double worst(Span rows, Span columns) {
        double worst = Double.NaN;
        for (int r = rows.from; r < rows.to; r++) {
            for (int c = columns.from; c < columns.to; c++) {
                double error = errors.get(r * columns() + c);
                worst = Double.isNaN(worst) || error > worst ? error : worst;
            }
        }
        return worst;
    }

    private static void cell(StringBuilder out, int x, int y, int width, int height,
            double error) {
        String words = Double.isNaN(error) ? "not compared" : ReportText.number(error);
        out.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                + " fill=\"%s\" stroke=\"#c3cad4\" stroke-width=\"0.5\"><title>%s</title></rect>%n",
                x, y, width, height, color(error), words));
        if (width >= WRITTEN_WIDTH && height >= WRITTEN_HEIGHT && !Double.isNaN(error)) {
            out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\""
                    + " fill=\"#1d2530\">%s</text>%n", x + width / 2.0, y + height / 2.0 + 4,
                    words));
        }
    }

    /// From pale to red over the decades; gray where nothing was compared.
    private static String color(double error) {
        if (Double.isNaN(error)) {
            return "#eef1f5";
        }
        double red = Math.clamp((Math.log10(error) - LEAST) / (WORST - LEAST), 0, 1);
        return String.format(Locale.ROOT, "hsl(%.0f 75%% %.0f%%)", 140 * (1 - red), 92 - 27 * red);
    }
}
