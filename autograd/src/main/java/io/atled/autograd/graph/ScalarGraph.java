package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.ImmutableGraph;
import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.NetworkBuilder;
import io.atled.autograd.Scalar;
import io.atled.autograd.ScalarGradients;
import io.atled.autograd.ScalarNode;
import java.util.Locale;
import java.util.Optional;

/// The graph behind a scalar, as data: a Guava network from operands to what is computed.
///
/// Drawn, every node shows its value and its gradient, which is how back-propagation is best
/// understood:
///
/// ```java
/// var tape = new Tape();
/// Scalar w = tape.variable("w", 0.5);
/// Scalar loss = w.mul(3).sub(1).square();
/// ScalarGraph.of(loss).diagram("one weight").write(Path.of("weight.svg"));
/// ```
public final class ScalarGraph {
    private final Scalar root;
    private final ImmutableMap<Integer, ScalarNode> nodes;

    /// One use of a value.
    ///
    /// @param operand what is used
    /// @param consumer what is computed from it
    /// @param position which operand of the consumer it is, from 0
    public record Edge(ScalarNode operand, ScalarNode consumer, int position) {}

    private ScalarGraph(Scalar root) {
        this.root = root;
        this.nodes = Maps.uniqueIndex(root.nodes(), ScalarNode::id);
    }

    /// Everything that `root` was computed from.
    public static ScalarGraph of(Scalar root) {
        return new ScalarGraph(root);
    }

    /// The graph with one edge for each use, so that x·x has two.
    public ImmutableNetwork<ScalarNode, Edge> network() {
        ImmutableNetwork.Builder<ScalarNode, Edge> network = NetworkBuilder.directed()
                .allowsParallelEdges(true).<ScalarNode, Edge>immutable();
        nodes.values().forEach(network::addNode);
        edges().forEach(e -> network.addEdge(e.operand(), e.consumer(), e));
        return network.build();
    }

    /// The graph with at most one edge between two nodes.
    public ImmutableGraph<ScalarNode> graph() {
        ImmutableGraph.Builder<ScalarNode> graph = GraphBuilder.directed().<ScalarNode>immutable();
        nodes.values().forEach(graph::addNode);
        edges().forEach(e -> graph.putEdge(e.operand(), e.consumer()));
        return graph.build();
    }

    private ImmutableList<Edge> edges() {
        var edges = ImmutableList.<Edge>builder();
        for (ScalarNode node : nodes.values()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                ScalarNode operand = nodes.get(node.inputs().get(i));
                if (operand != null) {
                    edges.add(new Edge(operand, node, i));
                }
            }
        }
        return edges.build();
    }

    /// The graph ready to be drawn, each node with its value and, if the root is not a constant,
    /// its gradient.
    public Diagram diagram(String title) {
        Optional<ScalarGradients> gradients = root.isConstant() ? Optional.empty()
                : Optional.of(root.gradients());
        var drawn = ImmutableList.<Diagram.Node>builder();
        nodes.values().forEach(node -> drawn.add(new Diagram.Node(node.id(), kind(node),
                node.kind() == ScalarNode.Kind.CONSTANT ? number(node.value()) : node.name(),
                lines(node, gradients), false)));
        var arrows = edges().stream()
                .map(e -> new Diagram.Edge(e.operand().id(), e.consumer().id(), ""))
                .collect(ImmutableList.toImmutableList());
        return new Diagram(title, drawn.build(), arrows);
    }

    private static ImmutableList<String> lines(ScalarNode node,
            Optional<ScalarGradients> gradients) {
        if (node.kind() == ScalarNode.Kind.CONSTANT || gradients.isEmpty()) {
            return ImmutableList.of();
        }
        return ImmutableList.of("value " + number(node.value()),
                "gradient " + number(gradients.get().adjoint(node.id())));
    }

    private Diagram.Kind kind(ScalarNode node) {
        if (node.equals(nodes.values().asList().getLast())) {
            return Diagram.Kind.OUTPUT;
        }
        return switch (node.kind()) {
            case VARIABLE -> Diagram.Kind.VARIABLE;
            case CONSTANT -> Diagram.Kind.CONSTANT;
            case OPERATION -> Diagram.Kind.OPERATION;
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
