package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.graph.Graphs;
import io.atled.autograd.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TensorGraphTest {
    private final Tensor x = Tensor.of(1f, 2).variable().named("x");
    private final Tensor w = Tensor.of(3f, 4).variable();
    private final Tensor product = x.mul(w);
    private final Tensor loss = product.add(x).sum().named("loss");

    private static Diagram.Node box(Diagram diagram, String title) {
        return diagram.nodes().stream().filter(n -> n.title().equals(title)).findFirst()
                .orElseThrow(() -> new AssertionError(title + " is not in " + diagram.nodes()));
    }

    @Test
    void everyTensorIsANodeAndEveryUseAnEdge() {
        TensorGraph graph = TensorGraph.of(loss);
        assertEquals(5, graph.network().nodes().size());
        assertEquals(5, graph.network().edges().size());
        assertTrue(graph.node(x).isPresent());
        assertEquals(Optional.empty(), graph.node(Tensor.of(1f)));
        assertFalse(Graphs.hasCycle(graph.graph()));
    }

    @Test
    void inputsHaveSmallerNumbersThanTheirConsumers() {
        for (TensorGraph.Edge edge : TensorGraph.of(loss).network().edges()) {
            assertTrue(edge.input().id() < edge.consumer().id());
            assertSame(edge.input().tensor(),
                    edge.consumer().tensor().inputs().get(edge.position()));
        }
    }

    @Test
    void aTensorUsedTwiceInOneOperationHasTwoEdges() {
        TensorGraph graph = TensorGraph.of(x.mul(x));
        assertEquals(2, graph.network().nodes().size());
        assertEquals(2, graph.network().edges().size());
        assertEquals(1, graph.graph().edges().size());
    }

    @Test
    void nodesAreNamedByLabelOperationOrKindOfLeaf() {
        TensorGraph graph = TensorGraph.of(loss.mul(Tensor.of(5f)));
        List<String> names = graph.network().nodes().stream().map(TensorGraph.Node::name).toList();
        assertEquals(List.of("x", "variable", "mul", "add", "loss", "constant", "mul"), names);
    }

    @Test
    void dependentsAreWhatWouldChange() {
        TensorGraph graph = TensorGraph.of(loss);
        assertEquals(4, graph.dependents(x).size());
        assertEquals(1, graph.dependents(loss).size());
        assertTrue(graph.dependents(Tensor.of(1f)).isEmpty());
    }

    @Test
    void severalRootsShareTheirNodes() {
        TensorGraph graph = TensorGraph.of(loss, product);
        assertEquals(5, graph.network().nodes().size());
        assertEquals(Diagram.Kind.OUTPUT, box(graph.diagram("two"), "mul").kind());
        assertEquals(5, TensorGraph.of(loss, loss).network().nodes().size());
    }

    @Test
    void theSnapshotCannotBeChanged() {
        var nodes = TensorGraph.of(loss).network().nodes();
        assertThrows(UnsupportedOperationException.class, nodes::clear);
    }

    @Test
    void theDiagramShowsShapesValuesAndKinds() {
        Diagram diagram = TensorGraph.of(loss).diagram("a loss");
        assertEquals("a loss", diagram.title());
        Diagram.Node leaf = box(diagram, "x");
        assertEquals(Diagram.Kind.VARIABLE, leaf.kind());
        assertEquals(List.of("F32 (2)", "[1. 2.]"), leaf.lines());
        Diagram.Node root = box(diagram, "loss");
        assertEquals(Diagram.Kind.OUTPUT, root.kind());
        assertEquals(List.of("sum", "F32 ()", "14."), root.lines());
        assertEquals(Diagram.Kind.OPERATION, box(diagram, "add").kind());
    }

    @Test
    void gradientsAreShownWithTheirVariables() {
        Diagram diagram = TensorGraph.of(loss).with(loss.gradients()).diagram("");
        assertEquals(List.of("F32 (2)", "[1. 2.]", "gradient [4. 5.]"), box(diagram, "x").lines());
    }

    @Test
    void singleNumbersAreWrittenIntoWhatUsesThem() {
        Diagram diagram = TensorGraph.of(x.mul(2.5)).diagram("");
        assertEquals(2, diagram.nodes().size());
        assertTrue(box(diagram, "mul").lines().contains("input 2: 2.5"),
                () -> diagram.nodes().toString());
        assertEquals(1, diagram.edges().size());
        assertEquals(Diagram.Kind.CONSTANT,
                box(TensorGraph.of(x.mul(Tensor.of(2f, 3))).diagram(""), "constant").kind());
    }

    @Test
    void aSingleConstantIsAGraphToo() {
        Tensor one = Tensor.scalar(1f);
        assertEquals(1, TensorGraph.of(one).diagram("").nodes().size());
        assertTrue(TensorGraph.of().network().nodes().isEmpty());
    }

    @Test
    void deepGraphsNeedNoStack() {
        Tensor y = x;
        for (int i = 0; i < 50_000; i++) {
            y = y.neg();
        }
        TensorGraph graph = TensorGraph.of(y);
        assertEquals(50_001, graph.network().nodes().size());
        assertEquals(50_001, graph.dependents(x).size());
    }

    @Test
    void sharedGraphsStayAsSmallAsTheyAre() {
        Tensor y = x;
        for (int i = 0; i < 60; i++) {
            y = y.add(y);
        }
        assertEquals(61, TensorGraph.of(y).network().nodes().size());
        assertEquals(120, TensorGraph.of(y).network().edges().size());
    }
}
