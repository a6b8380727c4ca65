package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.NetworkBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagramTest {

    private static final Diagram.Node X = Sketch.node(3, "x");
    private static final Diagram.Node Y = Sketch.node(4, "tanh");

    @Test
    void twoNodesWithOneIdAreRefused() {
        Sketch.assertSays(
                () -> new Diagram("", ImmutableList.of(X, Sketch.node(3, "y")), ImmutableList.of()),
                "Diagram", "unique", "3 'y'", "number the nodes");
    }

    @Test
    void anEdgeToNowhereIsRefused() {
        var edges = ImmutableList.of(new Diagram.Edge(3, 9, ""));
        Sketch.assertSays(() -> new Diagram("", ImmutableList.of(X, Y), edges),
                "Diagram", "existing", "3 → 9", "names 9", "add a node");
    }

    @Test
    void aNetworkBecomesADiagramWithParallelEdges() {
        ImmutableNetwork<String, String> network = NetworkBuilder.directed()
                .allowsParallelEdges(true)
                .<String, String>immutable()
                .addEdge("x", "mul", "left")
                .addEdge("x", "mul", "right")
                .build();
        Diagram diagram = Diagram.of("square", network,
                name -> Sketch.node(name.length(), name), edge -> edge);
        assertEquals(
                ImmutableList.of(Sketch.node(1, "x"), Sketch.node(3, "mul")), diagram.nodes());
        assertEquals(
                ImmutableList.of(
                        new Diagram.Edge(1, 3, "left"), new Diagram.Edge(1, 3, "right")),
                diagram.edges());
    }

    @Test
    void anUndirectedNetworkIsRefused() {
        ImmutableNetwork<String, String> network =
                NetworkBuilder.undirected().<String, String>immutable().build();
        Sketch.assertSays(() -> Diagram.of("", network, name -> X, edge -> edge),
                "Diagram.of", "directed", "NetworkBuilder.directed()");
    }

    @Test
    void theExtensionChoosesTheFormat(@TempDir Path folder) throws IOException {
        Diagram diagram = Sketch.chain(2);
        assertEquals(diagram.toDot(), written(diagram, folder.resolve("a.dot")));
        assertEquals(diagram.toDot(), written(diagram, folder.resolve("a.b.GV")));
        assertEquals(diagram.toMermaid(), written(diagram, folder.resolve("a.mmd")));
        assertEquals(diagram.toSvg(), written(diagram, folder.resolve("a.svg")));
    }

    @Test
    void anUnknownExtensionIsRefusedWithTheKnownOnes(@TempDir Path folder) {
        Path file = folder.resolve("a.png");
        Sketch.assertSays(() -> Sketch.chain(2).write(file),
                "Diagram.write", ".dot", ".gv", ".mmd", ".svg", "a.png");
        assertFalse(Files.exists(file));
    }

    @Test
    void aDrawingThatFailsTouchesNoFile(@TempDir Path folder) {
        Path file = folder.resolve("a.svg");
        Sketch.assertSays(() -> Sketch.chain(2_001).write(file), "got 2001");
        assertFalse(Files.exists(file));
    }

    @Test
    void aMissingFolderIsMadeAndAnImpossibleOneSaid(@TempDir Path folder) throws IOException {
        Sketch.chain(2).write(folder.resolve("missing").resolve("a.svg"));
        assertTrue(Files.exists(folder.resolve("missing").resolve("a.svg")));
        Path file = folder.resolve("missing").resolve("a.svg").resolve("b.svg");
        var error = assertThrows(
                UncheckedIOException.class, () -> Sketch.chain(2).write(file));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("Diagram.write: cannot write " + file), message);
        assertTrue(message.contains("check that its folder is writable"), message);
    }

    private static String written(Diagram diagram, Path file) throws IOException {
        diagram.write(file);
        return Files.readString(file);
    }
}
