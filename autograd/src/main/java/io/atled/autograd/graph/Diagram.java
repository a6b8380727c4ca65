package io.atled.autograd.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.graph.EndpointPair;
import com.google.common.graph.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/// A graph ready to be drawn: nodes with the text they show, and edges from inputs to consumers.
///
/// ```java
/// var x = new Diagram.Node(0, Diagram.Kind.VARIABLE, "x", ImmutableList.of("F32 (3)"), false);
/// var y = new Diagram.Node(1, Diagram.Kind.OUTPUT, "tanh", ImmutableList.of("F32 (3)"), false);
/// var edge = new Diagram.Edge(0, 1, "");
/// var diagram = new Diagram("y", ImmutableList.of(x, y), ImmutableList.of(edge));
/// diagram.write(Path.of("y.svg"));
/// ```
///
/// The order of the edges matters a little: the first input of a node is drawn to the left of its
/// second one where that costs no crossing. The same diagram always gives the same text.
///
/// @param title shown above the graph; empty for none
/// @param nodes what is drawn; the ids are unique
/// @param edges which node feeds which; parallel edges are kept (`x · x` has two)
public record Diagram(String title, ImmutableList<Node> nodes, ImmutableList<Edge> edges) {

    /// What a node stands for; it chooses the color and the outline.
    public enum Kind {
        /// A value nobody asks a gradient of.
        CONSTANT,
        /// A leaf whose gradient is asked for.
        VARIABLE,
        /// A value computed by an operation.
        OPERATION,
        /// A value the graph was recorded for, such as the loss.
        OUTPUT;

        /// The kind in lower case, as legends and style classes show it.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One box.
    ///
    /// @param id what edges name; unique in its diagram
    /// @param kind chooses color and outline
    /// @param title the first, bold line, such as `matmul`
    /// @param lines what stands below it, such as `F32 (32, 10)`
    /// @param marked whether the box is drawn in red, as the culprit of a failed check is
    public record Node(
            int id, Kind kind, String title, ImmutableList<String> lines, boolean marked) {

        /// Checks that nothing is missing.
        public Node {
            requireNonNull(kind, "Diagram.Node: expected a kind, got null; pass Kind.OPERATION");
            requireNonNull(title, "Diagram.Node: expected a title, got null; pass \"\" for none");
            requireNonNull(lines, "Diagram.Node: expected lines, got null; pass an empty list");
        }

        /// `7 'add'`: how errors and tooltips name the node.
        String name() {
            return id + " '" + title + "'";
        }
    }

    /// One arrow from an input to a consumer.
    ///
    /// @param from the id of the input
    /// @param to the id of the consumer
    /// @param label shown next to the arrow head; empty for none
    public record Edge(int from, int to, String label) {

        /// Checks that nothing is missing.
        public Edge {
            requireNonNull(label, "Diagram.Edge: expected a label, got null; pass \"\" for none");
        }
    }

    /// Checks that ids are unique and that edges name existing nodes.
    public Diagram {
        requireNonNull(title, "Diagram: expected a title, got null; pass \"\" for none");
        requireNonNull(nodes, "Diagram: expected nodes, got null; pass an empty list");
        requireNonNull(edges, "Diagram: expected edges, got null; pass an empty list");
        Set<Integer> ids = new HashSet<>();
        for (Node node : nodes) {
            if (!ids.add(node.id())) {
                throw new IllegalArgumentException("Diagram: expected unique node ids, but node "
                        + node.name() + " has an id that is taken; number the nodes 0, 1, 2, …");
            }
        }
        for (Edge edge : edges) {
            checkEnd(ids, edge, edge.from());
            checkEnd(ids, edge, edge.to());
        }
    }

    private static void checkEnd(Set<Integer> ids, Edge edge, int end) {
        if (!ids.contains(end)) {
            throw new IllegalArgumentException("Diagram: expected edges between existing nodes, "
                    + "but " + edge.from() + " → " + edge.to() + " names " + end
                    + "; add a node with that id, or leave the edge out");
        }
    }

    /// A diagram of a directed Guava network, such as the view of a recorded graph.
    ///
    /// Nodes and edges keep the order of the network. **Throws** `IllegalArgumentException` if the
    /// network is undirected, or if `node` gives two nodes the same id.
    ///
    /// @param <N> the nodes of the network
    /// @param <E> its edges
    /// @param title shown above the graph; empty for none
    /// @param network what is drawn
    /// @param node how a node of the network is shown
    /// @param label what stands at an edge; `e -> ""` for nothing
    /// @return the diagram, not laid out yet
    public static <N, E> Diagram of(
            String title,
            Network<N, E> network,
            Function<? super N, Node> node,
            Function<? super E, String> label) {
        if (!network.isDirected()) {
            throw new IllegalArgumentException("Diagram.of: expected a directed network, got an "
                    + "undirected one; build it with NetworkBuilder.directed()");
        }
        ImmutableMap<N, Node> nodes = Maps.toMap(network.nodes(), node::apply);
        ImmutableList.Builder<Edge> edges = ImmutableList.builder();
        for (E edge : network.edges()) {
            EndpointPair<N> ends = network.incidentNodes(edge);
            Node from = requireNonNull(nodes.get(ends.source()));
            Node to = requireNonNull(nodes.get(ends.target()));
            edges.add(new Edge(from.id(), to.id(), label.apply(edge)));
        }
        return new Diagram(title, nodes.values().asList(), edges.build());
    }

    /// The diagram in the [DOT language](https://graphviz.org/doc/info/lang.html) of Graphviz,
    /// which lays out graphs of any size. All text is escaped.
    public String toDot() {
        return DotText.of(this);
    }

    /// The diagram as a [Mermaid](https://mermaid.js.org) flowchart, which Markdown viewers such as
    /// GitHub's draw inside a `mermaid` code block. All text is escaped.
    ///
    /// Mermaid refuses more than 500 edges unless its `maxEdges` is raised.
    public String toMermaid() {
        return MermaidText.of(this);
    }

    /// The diagram as a self-contained SVG document: inputs on top, consumers below, details in
    /// tooltips. It loads nothing, runs nothing, and turns dark where the viewer prefers it.
    ///
    /// **Throws** `IllegalArgumentException` if the graph has a cycle (the message names a node on
    /// it), or if it is too large to be read: more than 2,000 nodes, or too many edges over many
    /// rows.
    public String toSvg() {
        return SvgDrawing.of(this);
    }

    /// Writes the diagram to a file, in the format its extension names: `.dot` or `.gv` for
    /// Graphviz, `.mmd` for Mermaid, `.svg` for a drawing.
    ///
    /// **Throws** `IllegalArgumentException` on any other extension, and if the graph cannot be
    /// drawn ([#toSvg()]); no file is touched then. `UncheckedIOException` if writing fails.
    public void write(Path file) {
        String text = render(file);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Diagram.write: cannot write " + file
                    + "; check that its folder is writable", e);
        }
    }

    private String render(Path file) {
        String name = String.valueOf(file.getFileName());
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "dot", "gv" -> toDot();
            case "mmd" -> toMermaid();
            case "svg" -> toSvg();
            default -> throw new IllegalArgumentException("Diagram.write: expected a file name "
                    + "ending in .dot, .gv, .mmd or .svg, got '" + name
                    + "'; choose one of these extensions");
        };
    }
}
