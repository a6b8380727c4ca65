package io.atled.autograd.graph;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.Comparator;

/// Orders the vertices within each row so that few edges cross.
///
/// Sweeps down and up sort each row by the mean position of its neighbors in the row before
/// (barycenters), then neighbors change places wherever that removes crossings; the best order met
/// is kept. Ties keep the order there was, or reverse it in some sweeps to get out of dead ends;
/// there is no chance in it, so the result is always the same.
///
/// **Source** Sugiyama, Tagawa, Toda 1981; Barth, Mutzel, Jünger 2004 for counting.
/// **Cost** a fixed number of sweeps, each linear but for sorting.
final class Ordering {

    private static final int SWEEPS = 24;
    private static final int EXCHANGES = 12;

    private final Layered layered;
    private final int[] position;
    private int[][] rows;

    private Ordering(Layered layered) {
        this.layered = layered;
        this.position = new int[layered.vertices()];
        this.rows = copy(layered.rows());
        for (int[] row : rows) {
            index(row);
        }
    }

    /// The rows of a graph, each from left to right.
    static int[][] of(Layered layered) {
        Ordering ordering = new Ordering(layered);
        ordering.search();
        return ordering.rows;
    }

    /// The number of crossings between all pairs of neighboring rows.
    static long crossings(Layered layered, int[][] rows) {
        Ordering ordering = new Ordering(layered);
        ordering.restore(rows);
        return ordering.crossings();
    }

    private void search() {
        exchange();
        int[][] best = copy(rows);
        long fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean downwards = sweep % 2 == 0;
            boolean flipTies = sweep % 8 > 3;
            for (int i = 1; i < rows.length; i++) {
                sort(rows[downwards ? i : rows.length - 1 - i], downwards, flipTies);
            }
            exchange();
            long found = crossings();
            if (found < fewest) {
                fewest = found;
                best = copy(rows);
            }
        }
        restore(best);
        if (readingDirection() < 0) {
            Arrays.stream(rows).forEach(Ints::reverse);
        }
    }

    /// How many pairs of neighboring inputs stand as given, minus those the other way round. The
    /// mirror image has as few crossings, so the reading direction decides.
    private long readingDirection() {
        long sum = 0;
        for (int v = 0; v < layered.vertices(); v++) {
            int[] inputs = layered.up(v);
            for (int i = 0; i + 1 < inputs.length; i++) {
                sum += Integer.signum(position[inputs[i + 1]] - position[inputs[i]]);
            }
        }
        return sum;
    }

    private void sort(int[] row, boolean downwards, boolean flipTies) {
        double[] mean = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            int[] near = downwards ? layered.up(row[i]) : layered.down(row[i]);
            mean[i] = Arrays.stream(near).mapToDouble(v -> position[v]).average().orElse(i);
        }
        int[] old = row.clone();
        Integer[] order = new Integer[row.length];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> byMean = Comparator.comparingDouble(i -> mean[i]);
        Arrays.sort(order, flipTies ? byMean.thenComparing(Comparator.reverseOrder()) : byMean);
        Arrays.setAll(row, i -> old[order[i]]);
        index(row);
    }

    /// Exchanges neighbors in a row as long as that removes crossings.
    private void exchange() {
        boolean better = true;
        for (int round = 0; round < EXCHANGES && better; round++) {
            better = false;
            for (int[] row : rows) {
                for (int i = 0; i + 1 < row.length; i++) {
                    better |= exchange(row, i);
                }
            }
        }
    }

    private boolean exchange(int[] row, int i) {
        int left = row[i];
        int right = row[i + 1];
        long gain = gain(layered.up(left), layered.up(right))
                + gain(layered.down(left), layered.down(right));
        if (gain > 0) {
            row[i] = right;
            row[i + 1] = left;
            position[right] = i;
            position[left] = i + 1;
        }
        return gain > 0;
    }

    /// Crossings between the edges of two vertices in a row, minus those after an exchange.
    private long gain(int[] left, int[] right) {
        if (left.length == 0 || right.length == 0) {
            return 0;
        }
        if (left.length == 1 && right.length == 1) {
            return Integer.signum(position[left[0]] - position[right[0]]);
        }
        int[] a = Arrays.stream(left).map(v -> position[v]).sorted().toArray();
        int[] b = Arrays.stream(right).map(v -> position[v]).sorted().toArray();
        return inversions(a, b) - inversions(b, a);
    }

    /// The pairs with a > b; both arrays are sorted.
    private static long inversions(int[] a, int[] b) {
        long count = 0;
        int below = 0;
        for (int value : a) {
            while (below < b.length && b[below] < value) {
                below++;
            }
            count += below;
        }
        return count;
    }

    private long crossings() {
        long count = 0;
        for (int r = 0; r + 1 < rows.length; r++) {
            count += crossings(rows[r], rows[r + 1].length);
        }
        return count;
    }

    /// Two edges cross if their upper ends are in one order and their lower ends in the other;
    /// counted with a Fenwick tree over the lower ends met so far.
    private long crossings(int[] upper, int lowerSize) {
        int[] tree = new int[lowerSize + 1];
        long count = 0;
        int met = 0;
        for (int vertex : upper) {
            int[] ends = Arrays.stream(layered.down(vertex)).map(v -> position[v]).toArray();
            for (int end : ends) {
                count += met;
                for (int i = end + 1; i > 0; i -= i & -i) {
                    count -= tree[i];
                }
            }
            for (int end : ends) {
                for (int i = end + 1; i < tree.length; i += i & -i) {
                    tree[i]++;
                }
            }
            met += ends.length;
        }
        return count;
    }

    private void index(int[] row) {
        for (int i = 0; i < row.length; i++) {
            position[row[i]] = i;
        }
    }

    private void restore(int[][] saved) {
        rows = copy(saved);
        for (int[] row : rows) {
            index(row);
        }
    }

    private static int[][] copy(int[][] rows) {
        return Arrays.stream(rows).map(int[]::clone).toArray(int[][]::new);
    }
}
