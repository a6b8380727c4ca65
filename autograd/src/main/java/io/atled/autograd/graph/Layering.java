package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The row of every node of an acyclic graph: every edge leads downwards.
///
/// First a node goes to the row below its lowest input (longest path from the inputs), which makes
/// as few rows as possible. Then whatever has more consumers than inputs sinks to just above its
/// highest consumer, which shortens edges: the weight of a late layer stands beside that layer, not
/// at the very top. So does a node fed by leaves alone, if its consumer is far below: in a
/// recurrent network the inputs of each step stand beside that step.
///
/// **Cost** linear in nodes and edges.
///
/// @param layers the row of each node, by position; row 0 is on top
record Layering(ImmutableList<Integer> layers) {

    private static final int NAMED_IN_ERRORS = 6;

    /// From so many rows on, a node fed by leaves leaves its siblings and sinks to its consumer.
    private static final int FAR = 4;

    /// The rows of a diagram.
    ///
    /// **Throws** `IllegalArgumentException` if there is a cycle, naming nodes on it.
    static Layering of(Diagram diagram) {
        IntGraph graph = IntGraph.of(diagram);
        int[] order = topological(graph, diagram);
        int[] layers = new int[graph.size()];
        for (int node : order) {
            for (int edge : graph.out(node)) {
                layers[graph.to(edge)] = Math.max(layers[graph.to(edge)], layers[node] + 1);
            }
        }
        for (int i = order.length - 1; i >= 0; i--) {
            sink(graph, order[i], layers);
        }
        return new Layering(Arrays.stream(layers).boxed().collect(ImmutableList.toImmutableList()));
    }

    private static void sink(IntGraph graph, int node, int[] layers) {
        int lowest = Arrays.stream(graph.out(node))
                .map(edge -> layers[graph.to(edge)] - 1)
                .min()
                .orElse(layers[node]);
        boolean fedByLeaves = Arrays.stream(graph.in(node))
                .allMatch(edge -> graph.in(graph.from(edge)).length == 0);
        if (graph.out(node).length > graph.in(node).length
                || (fedByLeaves && lowest - layers[node] >= FAR)) {
            layers[node] = lowest;
        }
    }

    /// How many rows there are.
    int count() {
        return layers.stream().mapToInt(layer -> layer + 1).max().orElse(0);
    }

    int of(int node) {
        return layers.get(node);
    }

    /// Inputs before consumers: repeatedly takes a node all of whose inputs are taken (Kahn 1962).
    private static int[] topological(IntGraph graph, Diagram diagram) {
        int[] missing = IntStream.range(0, graph.size()).map(n -> graph.in(n).length).toArray();
        Deque<Integer> ready = new ArrayDeque<>();
        IntStream.range(0, missing.length).filter(n -> missing[n] == 0).forEach(ready::add);
        int[] order = new int[graph.size()];
        int taken = 0;
        while (!ready.isEmpty()) {
            int node = ready.remove();
            order[taken++] = node;
            for (int edge : graph.out(node)) {
                if (--missing[graph.to(edge)] == 0) {
                    ready.add(graph.to(edge));
                }
            }
        }
        if (taken < order.length) {
            throw cycle(graph, diagram, missing);
        }
        return order;
    }

    /// What is left after Kahn's algorithm has an input that is left too: walking from input to
    /// input must come back to a node it has seen, and that one lies on a cycle.
    private static IllegalArgumentException cycle(IntGraph graph, Diagram diagram, int[] missing) {
        int start = IntStream.range(0, missing.length).filter(n -> missing[n] > 0).findFirst()
                .orElseThrow();
        int[] step = new int[missing.length];
        List<Integer> walk = new ArrayList<>();
        int node = start;
        while (step[node] == 0) {
            walk.add(node);
            step[node] = walk.size();
            node = Arrays.stream(graph.in(node)).map(graph::from).filter(n -> missing[n] > 0)
                    .findFirst().orElseThrow();
        }
        List<Integer> cycle = new ArrayList<>(walk.subList(step[node] - 1, walk.size()));
        Collections.reverse(cycle);
        Collections.rotate(cycle, -cycle.indexOf(Collections.min(cycle)));
        return new IllegalArgumentException("Diagram.toSvg: expected a graph without cycles, but "
                + path(diagram, cycle) + " is one; leave out one of its edges, or use toDot(), "
                + "which draws cycles");
    }

    private static String path(Diagram diagram, List<Integer> cycle) {
        String first = diagram.nodes().get(cycle.getFirst()).name();
        String gap = cycle.size() > NAMED_IN_ERRORS ? " → …" : "";
        return cycle.stream().limit(NAMED_IN_ERRORS)
                .map(node -> diagram.nodes().get(node).name())
                .collect(Collectors.joining(" → ", "", gap + " → " + first));
    }
}
