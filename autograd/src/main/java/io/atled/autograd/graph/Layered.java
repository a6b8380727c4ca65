package io.atled.autograd.graph;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.stream.IntStream;

/// A connected graph cut into rows, with every edge between neighboring rows.
///
/// Vertices 0 … n − 1 are the nodes. An edge over several rows passes *bends*, further vertices,
/// one in each row between. All long edges of one source share their bends, so they leave as one
/// trunk and branch off just above their targets:
///
/// ```text
///      x
///     ╱│
///   mul│        x → mul, x → add: one trunk
///     ╲│
///     add
/// ```
///
/// This bounds the bends by nodes × rows, whatever the number of edges, and it is easier to read.
final class Layered {

    /// More bends than this would be a drawing nobody can follow.
    private static final int BEND_LIMIT = 100_000;

    private final IntGraph graph;
    private final int[] layer;
    private final int[] firstBend;
    private final int[] tail;
    private final int[][] up;
    private final int[][] down;
    private final int[][] rows;

    Layered(IntGraph graph, Layering layering) {
        this.graph = graph;
        this.firstBend = firstBends(graph, layering);
        this.layer = new int[firstBend[graph.size()]];
        this.tail = new int[graph.edges()];
        int edges = graph.edges() + vertices() - graph.size();
        int[] upper = new int[edges];
        int[] lower = new int[edges];
        place(layering, upper, lower);
        this.up = ends(upper, IntGraph.group(vertices(), lower));
        this.down = ends(lower, IntGraph.group(vertices(), upper));
        this.rows = rows(layering.count());
    }

    /// Where the bends of each node begin; node n has those from `[n]` to before `[n + 1]`.
    private static int[] firstBends(IntGraph graph, Layering layering) {
        int[] first = new int[graph.size() + 1];
        first[0] = graph.size();
        for (int node = 0; node < graph.size(); node++) {
            int lowest = Arrays.stream(graph.out(node)).map(e -> layering.of(graph.to(e))).max()
                    .orElse(0);
            first[node + 1] = first[node] + Math.max(0, lowest - layering.of(node) - 1);
            if (first[node + 1] - graph.size() > BEND_LIMIT) {
                throw new IllegalArgumentException("Diagram.toSvg: expected edges over at most "
                        + BEND_LIMIT + " rows in all, got more in a graph of " + layering.count()
                        + " rows; draw a part of the graph, or use toDot() and Graphviz");
            }
        }
        return first;
    }

    private void place(Layering layering, int[] upper, int[] lower) {
        for (int node = 0; node < graph.size(); node++) {
            layer[node] = layering.of(node);
            for (int bend = firstBend[node]; bend < firstBend[node + 1]; bend++) {
                layer[bend] = layer[node] + 1 + bend - firstBend[node];
            }
        }
        int next = 0;
        for (int edge = 0; edge < graph.edges(); edge++) {
            int source = graph.from(edge);
            int span = layer[graph.to(edge)] - layer[source];
            tail[edge] = span == 1 ? source : firstBend[source] + span - 2;
            upper[next] = tail[edge];
            lower[next++] = graph.to(edge);
        }
        for (int node = 0; node < graph.size(); node++) {
            for (int bend = firstBend[node]; bend < firstBend[node + 1]; bend++) {
                upper[next] = bend == firstBend[node] ? node : bend - 1;
                lower[next++] = bend;
            }
        }
    }

    private static int[][] ends(int[] end, int[][] edges) {
        int[][] ends = new int[edges.length][];
        Arrays.setAll(ends, v -> Arrays.stream(edges[v]).map(e -> end[e]).toArray());
        return ends;
    }

    /// The rows, ordered as a walk from the outputs finds the vertices, first inputs first: trees
    /// come out without crossings, and inputs from left to right.
    private int[][] rows(int count) {
        ImmutableIntArray.Builder found = ImmutableIntArray.builder(vertices());
        boolean[] seen = new boolean[vertices()];
        Deque<Integer> stack = new ArrayDeque<>();
        for (int end = 0; end < vertices(); end++) {
            if (down[end].length == 0) {
                stack.push(end);
            }
            while (!stack.isEmpty()) {
                int vertex = stack.pop();
                if (!seen[vertex]) {
                    seen[vertex] = true;
                    found.add(vertex);
                    for (int i = up[vertex].length - 1; i >= 0; i--) {
                        stack.push(up[vertex][i]);
                    }
                }
            }
        }
        int[] order = found.build().toArray();
        int[][] rows = IntGraph.group(count, Arrays.stream(order).map(v -> layer[v]).toArray());
        Arrays.setAll(rows, r -> Arrays.stream(rows[r]).map(i -> order[i]).toArray());
        return rows;
    }

    IntGraph graph() {
        return graph;
    }

    int vertices() {
        return firstBend[graph.size()];
    }

    boolean isBend(int vertex) {
        return vertex >= graph.size();
    }

    int layer(int vertex) {
        return layer[vertex];
    }

    /// The vertices right above, with repetition, in the order of the inputs.
    int[] up(int vertex) {
        return up[vertex];
    }

    /// The vertices right below, with repetition.
    int[] down(int vertex) {
        return down[vertex];
    }

    /// The rows from top to bottom, in the order the walk from the outputs found them.
    int[][] rows() {
        return rows;
    }

    /// The vertex from which an edge branches off: its source, or the bend above its target.
    int tail(int edge) {
        return tail[edge];
    }

    /// The bends of a node's trunk, from top to bottom.
    int[] trunk(int node) {
        return IntStream.range(firstBend[node], firstBend[node + 1]).toArray();
    }
}
