package io.atled.autograd.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Chooses the edges drawn as straight vertical lines, and so which vertices share a column.
///
/// The bends of a trunk come first. Then the edges on the longest paths: they form the spine of a
/// model, with its weights beside it. Between equals none is chosen, which leaves a node centered
/// above or below them. Edges that would cross a chosen one are left out, so chosen edges never
/// cross and the columns keep a left-to-right order in every row.
final class Alignment {

    private record Link(int upper, int lower, int priority) {}

    private final Layered layered;
    private final int[][] rows;
    private final int[] position;
    private final int[] depth;
    private final int[] height;
    private final int[] below;
    private final int[] above;

    private Alignment(Layered layered, int[][] rows) {
        this.layered = layered;
        this.rows = rows;
        this.position = new int[layered.vertices()];
        this.depth = new int[layered.vertices()];
        this.height = new int[layered.vertices()];
        this.below = new int[layered.vertices()];
        this.above = new int[layered.vertices()];
        Arrays.fill(below, -1);
        Arrays.fill(above, -1);
    }

    /// The column of every vertex; columns are numbered from the top row down, from left to right.
    static int[] columns(Layered layered, int[][] rows) {
        Alignment alignment = new Alignment(layered, rows);
        alignment.measure();
        alignment.choose();
        return alignment.number();
    }

    /// Longest paths to each vertex and from it, counted in nodes: bends are free.
    private void measure() {
        for (int[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                int v = row[i];
                position[v] = i;
                depth[v] = length(v) + Arrays.stream(layered.up(v)).map(u -> depth[u]).max()
                        .orElse(0);
            }
        }
        for (int[] row : Arrays.asList(rows).reversed()) {
            for (int v : row) {
                height[v] = length(v) + Arrays.stream(layered.down(v)).map(w -> height[w]).max()
                        .orElse(0);
            }
        }
    }

    private int length(int vertex) {
        return layered.isBend(vertex) ? 0 : 1;
    }

    private void choose() {
        List<NavigableMap<Integer, Integer>> chosen = new ArrayList<>();
        for (int r = 0; r < rows.length; r++) {
            chosen.add(new TreeMap<>());
        }
        for (Link link : links()) {
            NavigableMap<Integer, Integer> gap = chosen.get(layered.layer(link.upper));
            if (below[link.upper] < 0
                    && above[link.lower] < 0
                    && !crosses(gap, position[link.upper], position[link.lower])) {
                below[link.upper] = link.lower;
                above[link.lower] = link.upper;
                gap.put(position[link.upper], position[link.lower]);
            }
        }
    }

    /// The candidates, most important first.
    private List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (int[] row : rows) {
            for (int lower : row) {
                for (int upper : layered.up(lower)) {
                    if (!hasRival(upper, lower)) {
                        links.add(new Link(upper, lower, priority(upper, lower)));
                    }
                }
            }
        }
        links.sort(Comparator.comparingInt(Link::priority).reversed());
        return links;
    }

    private int priority(int upper, int lower) {
        boolean trunk = layered.isBend(upper) && layered.isBend(lower);
        return trunk ? Integer.MAX_VALUE : depth[upper] + height[lower];
    }

    private boolean hasRival(int upper, int lower) {
        int priority = priority(upper, lower);
        return Arrays.stream(layered.up(lower))
                        .anyMatch(u -> u != upper && priority(u, lower) == priority)
                || Arrays.stream(layered.down(upper))
                        .anyMatch(w -> w != lower && priority(upper, w) == priority);
    }

    private static boolean crosses(NavigableMap<Integer, Integer> gap, int upper, int lower) {
        var left = gap.lowerEntry(upper);
        var right = gap.higherEntry(upper);
        return (left != null && left.getValue() > lower)
                || (right != null && right.getValue() < lower);
    }

    private int[] number() {
        int[] column = new int[layered.vertices()];
        int next = 0;
        for (int[] row : rows) {
            for (int v : row) {
                column[v] = above[v] < 0 ? next++ : column[above[v]];
            }
        }
        return column;
    }
}
