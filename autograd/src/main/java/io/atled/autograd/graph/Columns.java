package io.atled.autograd.graph;

import java.util.Arrays;

/// Gives every vertex its x coordinate.
///
/// The columns of [Alignment] are rigid. Minimized is the sum of squared horizontal distances along
/// all other edges, subject to the room every vertex needs in its row: accelerated projected
/// gradient descent (Beck, Teboulle 2009), with [Separation] as the projection and the bound
/// L ≼ 2 D on the graph's Laplacian as the step size. A gradient method for drawing gradients.
final class Columns {

    private static final int STEPS = 150;
    private static final double STILL = 0.02;
    private static final double NODE_GAP = 26;
    private static final double BEND_GAP = 16;

    private final Layered layered;
    private final int[] column;
    private final Separation separation;
    private final double[] weight;

    private Columns(Layered layered, int[][] rows, double[] widths) {
        this.layered = layered;
        this.column = Alignment.columns(layered, rows);
        int count = Arrays.stream(column).max().orElse(-1) + 1;
        this.separation = new Separation(count);
        this.weight = new double[count];
        separate(rows, widths);
        eachSlanted((a, b) -> {
            weight[a]++;
            weight[b]++;
        });
        Arrays.setAll(weight, c -> Math.max(weight[c], 1));
    }

    /// The x coordinate of the middle of every vertex; the smallest left side is 0.
    static double[] of(Layered layered, int[][] rows, double[] widths) {
        Columns columns = new Columns(layered, rows, widths);
        double[] place = columns.descend(columns.start(rows, widths));
        double[] x = Arrays.stream(columns.column).mapToDouble(c -> Math.rint(place[c])).toArray();
        double left = Double.POSITIVE_INFINITY;
        for (int v = 0; v < x.length; v++) {
            left = Math.min(left, x[v] - widths[v] / 2);
        }
        double shift = left;
        return Arrays.stream(x).map(value -> value - shift).toArray();
    }

    private void separate(int[][] rows, double[] widths) {
        for (int[] row : rows) {
            for (int i = 0; i + 1 < row.length; i++) {
                double gap = gap(row[i], row[i + 1]);
                double room = (widths[row[i]] + widths[row[i + 1]]) / 2 + gap;
                separation.require(column[row[i]], column[row[i + 1]], Math.ceil(room));
            }
        }
        separation.prepare();
    }

    private double gap(int left, int right) {
        return layered.isBend(left) || layered.isBend(right) ? BEND_GAP : NODE_GAP;
    }

    /// All rows packed and centered.
    private double[] start(int[][] rows, double[] widths) {
        double[] sum = new double[weight.length];
        double[] count = new double[weight.length];
        for (int[] row : rows) {
            double x = 0;
            double[] middle = new double[row.length];
            for (int i = 0; i < row.length; i++) {
                middle[i] = x + widths[row[i]] / 2;
                x += widths[row[i]] + (i + 1 < row.length ? gap(row[i], row[i + 1]) : 0);
            }
            for (int i = 0; i < row.length; i++) {
                sum[column[row[i]]] += middle[i] - x / 2;
                count[column[row[i]]]++;
            }
        }
        Arrays.setAll(sum, c -> sum[c] / count[c]);
        return separation.project(sum, weight);
    }

    private double[] descend(double[] start) {
        double[] place = start;
        double[] ahead = start;
        double momentum = 1;
        for (int step = 0; step < STEPS; step++) {
            double[] found = separation.project(pulled(ahead), weight);
            double before = momentum;
            momentum = (1 + Math.sqrt(1 + 4 * before * before)) / 2;
            double beta = (before - 1) / momentum;
            double[] last = place;
            double[] reached = new double[found.length];
            Arrays.setAll(reached, c -> found[c] + beta * (found[c] - last[c]));
            ahead = reached;
            place = found;
            if (distance(found, last) < STILL) {
                break;
            }
        }
        return place;
    }

    /// Every column, half-way to the mean of its neighbors.
    private double[] pulled(double[] place) {
        double[] pull = new double[place.length];
        eachSlanted((a, b) -> {
            pull[a] += place[b] - place[a];
            pull[b] += place[a] - place[b];
        });
        Arrays.setAll(pull, c -> place[c] + pull[c] / (2 * weight[c]));
        return pull;
    }

    private static double distance(double[] a, double[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }

    private interface Pair {
        void accept(int upper, int lower);
    }

    /// Visits the columns at both ends of every edge that is not straight.
    private void eachSlanted(Pair visitor) {
        for (int v = 0; v < column.length; v++) {
            for (int u : layered.up(v)) {
                if (column[u] != column[v]) {
                    visitor.accept(column[u], column[v]);
                }
            }
        }
    }
}
