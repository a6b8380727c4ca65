package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// The wiring of a diagram over positions 0 … n − 1 instead of ids, for the layout to work on.
final class IntGraph {

    private final int[] from;
    private final int[] to;
    private final int[][] in;
    private final int[][] out;

    private IntGraph(int size, int[] from, int[] to) {
        this.from = from;
        this.to = to;
        this.in = group(size, to);
        this.out = group(size, from);
    }

    static IntGraph of(Diagram diagram) {
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < diagram.nodes().size(); i++) {
            positions.put(diagram.nodes().get(i).id(), i);
        }
        ImmutableList<Diagram.Edge> edges = diagram.edges();
        int[] from = edges.stream().mapToInt(e -> positions.getOrDefault(e.from(), 0)).toArray();
        int[] to = edges.stream().mapToInt(e -> positions.getOrDefault(e.to(), 0)).toArray();
        return new IntGraph(diagram.nodes().size(), from, to);
    }

    /// The indices 0, 1, 2, … grouped by their key, ascending within a group.
    static int[][] group(int groups, int[] keys) {
        int[] counts = new int[groups];
        for (int key : keys) {
            counts[key]++;
        }
        int[][] members = new int[groups][];
        Arrays.setAll(members, g -> new int[counts[g]]);
        for (int i = keys.length - 1; i >= 0; i--) {
            members[keys[i]][--counts[keys[i]]] = i;
        }
        return members;
    }

    int size() {
        return in.length;
    }

    int edges() {
        return from.length;
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    /// The edges into a node, in the order of the diagram.
    int[] in(int node) {
        return in[node];
    }

    /// The edges out of a node, in the order of the diagram.
    int[] out(int node) {
        return out[node];
    }

    /// The connected component of every node, numbered in the order of their first nodes.
    int[] components() {
        int[] component = new int[size()];
        Arrays.fill(component, -1);
        int count = 0;
        for (int node = 0; node < size(); node++) {
            if (component[node] < 0) {
                flood(node, count++, component);
            }
        }
        return component;
    }

    private void flood(int start, int number, int[] component) {
        Deque<Integer> waiting = new ArrayDeque<>();
        waiting.push(start);
        component[start] = number;
        while (!waiting.isEmpty()) {
            int node = waiting.pop();
            for (int edge : in[node]) {
                visit(from[edge], number, component, waiting);
            }
            for (int edge : out[node]) {
                visit(to[edge], number, component, waiting);
            }
        }
    }

    private static void visit(int node, int number, int[] component, Deque<Integer> waiting) {
        if (component[node] < 0) {
            component[node] = number;
            waiting.push(node);
        }
    }
}
