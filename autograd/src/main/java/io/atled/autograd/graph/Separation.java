package io.atled.autograd.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// Keeps columns apart: moves them from where they want to be, as little as possible, to where each
/// leaves the room it needs to the ones on its left.
///
/// Columns are placed from left to right. One that comes too close is glued to its neighbor, and
/// both move to their weighted mean (pool adjacent violators, on a partial order).
///
/// **Source** Dwyer, Marriott, Stuckey, *Fast node overlap removal*, 2005 (`satisfy_VPSC`).
final class Separation {

    private static final double TOLERANCE = 1e-9;

    private final Map<Long, Double> gaps = new LinkedHashMap<>();
    private final int size;
    private int[] order = {};
    private int[] lefts = {};
    private int[] rights = {};
    private double[] room = {};
    private int[][] incoming = {};

    Separation(int size) {
        this.size = size;
    }

    /// Asks for a distance of at least `gap` between the positions of two columns.
    void require(int left, int right, double gap) {
        gaps.merge((long) left * size + right, gap, Math::max);
    }

    /// Call once after all requirements. They must not contradict each other.
    void prepare() {
        rights = gaps.keySet().stream().mapToInt(key -> (int) (key % size)).toArray();
        lefts = gaps.keySet().stream().mapToInt(key -> (int) (key / size)).toArray();
        room = gaps.values().stream().mapToDouble(Double::doubleValue).toArray();
        incoming = IntGraph.group(size, rights);
        int[][] outgoing = IntGraph.group(size, lefts);
        int[] missing = IntStream.range(0, size).map(c -> incoming[c].length).toArray();
        Deque<Integer> ready = new ArrayDeque<>();
        IntStream.range(0, size).filter(c -> missing[c] == 0).forEach(ready::add);
        order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = ready.remove();
            for (int gap : outgoing[order[i]]) {
                if (--missing[rights[gap]] == 0) {
                    ready.add(rights[gap]);
                }
            }
        }
    }

    /// The positions nearest to `wanted`, by weighted squares, that keep every distance.
    double[] project(double[] wanted, double[] weight) {
        Clusters clusters = new Clusters(wanted, weight);
        for (int column : order) {
            clusters.settle(column);
        }
        return IntStream.range(0, size).mapToDouble(clusters::position).toArray();
    }

    /// Groups of columns glued together. Each is named by one of its members and moves as one.
    private final class Clusters {

        private final int[] cluster = IntStream.range(0, size).toArray();
        private final int[] next = new int[size];
        private final int[] last = IntStream.range(0, size).toArray();
        private final int[] members = new int[size];
        private final double[] offset = new double[size];
        private final double[] weight;
        private final double[] place;

        Clusters(double[] wanted, double[] weight) {
            this.place = wanted.clone();
            this.weight = weight.clone();
            Arrays.fill(next, -1);
            Arrays.fill(members, 1);
        }

        double position(int column) {
            return place[cluster[column]] + offset[column];
        }

        void settle(int column) {
            int worst = worst(cluster[column]);
            while (worst >= 0) {
                merge(worst);
                worst = worst(cluster[column]);
            }
        }

        /// The requirement between this cluster and those on its left that lacks most, or −1.
        private int worst(int group) {
            int worst = -1;
            double most = TOLERANCE;
            for (int c = group; c >= 0; c = next[c]) {
                for (int gap : incoming[c]) {
                    double lack = position(lefts[gap]) + room[gap] - position(c);
                    if (lack > most && cluster[lefts[gap]] != group) {
                        most = lack;
                        worst = gap;
                    }
                }
            }
            return worst;
        }

        private void merge(int gap) {
            int a = cluster[lefts[gap]];
            int b = cluster[rights[gap]];
            double shift = offset[lefts[gap]] + room[gap] - offset[rights[gap]];
            if (members[a] >= members[b]) {
                glue(a, b, shift);
            } else {
                glue(b, a, -shift);
            }
        }

        /// Adds the smaller cluster to the larger one, `shift` to the right of it.
        private void glue(int into, int from, double shift) {
            double total = weight[into] + weight[from];
            place[into] += (place[from] - shift - place[into]) * (weight[from] / total);
            weight[into] = total;
            members[into] += members[from];
            for (int c = from; c >= 0; c = next[c]) {
                cluster[c] = into;
                offset[c] += shift;
            }
            next[last[into]] = from;
            last[into] = last[from];
        }
    }
}
