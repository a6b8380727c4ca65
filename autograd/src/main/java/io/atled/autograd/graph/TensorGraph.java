package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.Graphs;
import com.google.common.graph.ImmutableGraph;
import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.NetworkBuilder;
import io.atled.autograd.Gradients;
import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The recorded graph behind tensors, as data: a Guava network from inputs to consumers.
///
/// It is a snapshot, to be searched with the algorithms of `com.google.common.graph` and to be
/// drawn by [#diagram(String)]. Inputs have smaller numbers than what is computed from them.
///
/// ```java
/// TensorGraph.of(loss).diagram("loss").write(Path.of("loss.svg"));
/// ```
public final class TensorGraph {
    /// Elements of a tensor that are shown in a drawing.
    private static final int SHOWN = 6;

    private final ImmutableNetwork<Node, Edge> network;
    private final Set<Tensor> roots;
    private final Optional<Gradients> gradients;

    /// One tensor of the graph.
    ///
    /// @param id its number, inputs before consumers
    /// @param tensor the tensor
    public record Node(int id, Tensor tensor) {
        /// Its label, or the name of its operation, or what kind of leaf it is.
        public String name() {
            Op op = tensor.op();
            return !tensor.label().isEmpty() ? tensor.label() : op != null ? op.name()
                    : tensor.requiresGrad() ? "variable" : "constant";
        }
    }

    /// One use of a tensor.
    ///
    /// @param input what is used
    /// @param consumer what is computed from it
    /// @param position which input of the consumer it is, from 0
    public record Edge(Node input, Node consumer, int position) {}

    private TensorGraph(ImmutableNetwork<Node, Edge> network, Set<Tensor> roots,
            Optional<Gradients> gradients) {
        this.network = network;
        this.roots = roots;
        this.gradients = gradients;
    }

    /// Everything that `roots` were computed from.
    public static TensorGraph of(Tensor... roots) {
        var nodes = new IdentityHashMap<Tensor, Node>();
        ImmutableNetwork.Builder<Node, Edge> builder = NetworkBuilder.directed()
                .allowsParallelEdges(true).<Node, Edge>immutable();
        for (Tensor t : inputsFirst(List.of(roots))) {
            var node = new Node(nodes.size(), t);
            nodes.put(t, node);
            builder.addNode(node);
            for (int i = 0; i < t.inputs().size(); i++) {
                Node input = known(nodes, t.inputs().get(i));
                builder.addEdge(input, node, new Edge(input, node, i));
            }
        }
        Set<Tensor> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        Collections.addAll(wanted, roots);
        return new TensorGraph(builder.build(), wanted, Optional.empty());
    }

    private static Node known(Map<Tensor, Node> nodes, Tensor t) {
        Node node = nodes.get(t);
        if (node == null) {
            throw new AssertionError("an input comes after its consumer");
        }
        return node;
    }

    /// All ancestors, each after its inputs; no recursion, since graphs get deep.
    private static List<Tensor> inputsFirst(List<Tensor> roots) {
        var order = new ArrayList<Tensor>();
        Set<Tensor> entered = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Tensor> done = Collections.newSetFromMap(new IdentityHashMap<>());
        var stack = new ArrayDeque<Tensor>(roots);
        while (!stack.isEmpty()) {
            Tensor t = stack.peek();
            if (entered.add(t)) {
                t.inputs().reversed().forEach(stack::push);
            } else {
                stack.pop();
                if (done.add(t)) {
                    order.add(t);
                }
            }
        }
        return order;
    }

    /// The same graph, drawn with the gradient of each variable that has one.
    public TensorGraph with(Gradients values) {
        return new TensorGraph(network, roots, Optional.of(values));
    }

    /// The graph with one edge for each use, so that x·x has two.
    public ImmutableNetwork<Node, Edge> network() {
        return network;
    }

    /// The graph with at most one edge between two tensors.
    public ImmutableGraph<Node> graph() {
        return network.asGraph();
    }

    /// The node of `tensor`, if it is in the graph.
    public Optional<Node> node(Tensor tensor) {
        return network.nodes().stream().filter(n -> n.tensor() == tensor).findFirst();
    }

    /// Everything that depends on `tensor`, itself included; empty if it is not in the graph.
    public Set<Node> dependents(Tensor tensor) {
        return node(tensor).<Set<Node>>map(n -> Graphs.reachableNodes(graph(), n))
                .orElse(Set.of());
    }

    /// The graph ready to be drawn: names, element types, shapes, and values of small tensors.
    /// Constants of one element are written into what uses them.
    public Diagram diagram(String title) {
        var nodes = ImmutableList.<Diagram.Node>builder();
        var edges = ImmutableList.<Diagram.Edge>builder();
        var folded = new HashSet<Node>();
        for (Node node : network.nodes()) {
            if (isNumber(node)) {
                folded.add(node);
                continue;
            }
            nodes.add(new Diagram.Node(node.id(), kind(node), node.name(), lines(node), false));
            for (Edge edge : inEdges(node)) {
                if (!folded.contains(edge.input())) {
                    edges.add(new Diagram.Edge(edge.input().id(), node.id(), ""));
                }
            }
        }
        return new Diagram(title, nodes.build(), edges.build());
    }

    private boolean isNumber(Node node) {
        Tensor t = node.tensor();
        return t.isLeaf() && !t.requiresGrad() && t.size() == 1 && t.label().isEmpty()
                && !roots.contains(t);
    }

    private List<Edge> inEdges(Node node) {
        return network.inEdges(node).stream()
                .sorted((a, b) -> Integer.compare(a.position(), b.position())).toList();
    }

    private Diagram.Kind kind(Node node) {
        Tensor t = node.tensor();
        return roots.contains(t) ? Diagram.Kind.OUTPUT : !t.isLeaf() ? Diagram.Kind.OPERATION
                : t.requiresGrad() ? Diagram.Kind.VARIABLE : Diagram.Kind.CONSTANT;
    }

    private ImmutableList<String> lines(Node node) {
        Tensor t = node.tensor();
        var lines = ImmutableList.<String>builder();
        Op op = t.op();
        if (op != null && !t.label().isEmpty()) {
            lines.add(op.name());
        }
        for (Edge edge : inEdges(node)) {
            if (isNumber(edge.input())) {
                lines.add("input " + (edge.position() + 1) + ": "
                        + edge.input().tensor().format());
            }
        }
        lines.add(t.dtype() + " " + t.shape());
        if (t.size() <= SHOWN) {
            lines.add(oneLine(t));
        }
        gradients.filter(g -> g.reaches(t) && t.size() <= SHOWN)
                .ifPresent(g -> lines.add("gradient " + oneLine(g.get(t))));
        return lines.build();
    }

    private static String oneLine(Tensor t) {
        return t.format().replaceAll("\\s+", " ");
    }
}
