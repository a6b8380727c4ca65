package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.graph.Graphs;
import io.atled.autograd.Scalar;
import io.atled.autograd.ScalarNode;
import io.atled.autograd.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ScalarGraphTest {
    /// Twice as many nodes, more than a recursion could follow on a usual stack.
    private static final int LONG = 20_000;

    private final Tape tape = new Tape();
    private final Scalar w = tape.variable("w", 0.5);
    /// (3w − 1)², so 0.25 with the slope 6·(3w − 1) = 3.
    private final Scalar loss = w.mul(3).sub(1).square();

    @Test
    void nodesStandAfterTheirOperandsAndTheRootIsLast() {
        assertEquals(List.of("w", "3.0", "mul", "1.0", "sub", "square"), names(loss));
    }

    @Test
    void whatTheRootDoesNotComeFromIsLeftOut() {
        Scalar other = tape.variable("other", 2);
        Scalar later = loss.mul(other);
        assertEquals(6, ScalarGraph.of(loss).graph().nodes().size());
        assertEquals(8, ScalarGraph.of(later).graph().nodes().size());
    }

    @Test
    void anEdgeRunsFromOperandToConsumerAndKnowsItsPosition() {
        var network = ScalarGraph.of(loss).network();
        ScalarNode sub = node(loss, "sub");
        assertEquals(ImmutableSet.of(new ScalarGraph.Edge(node(loss, "mul"), sub, 0),
                new ScalarGraph.Edge(node(loss, "1.0"), sub, 1)), network.inEdges(sub));
        assertEquals(ImmutableSet.of(node(loss, "square")), network.successors(sub));
        network.edges().forEach(edge -> {
            assertEquals(edge.operand(), network.incidentNodes(edge).source());
            assertEquals(edge.consumer(), network.incidentNodes(edge).target());
        });
        assertEquals(5, network.edges().size());
    }

    @Test
    void aNumberTimesItselfHasTwoEdgesInTheNetworkAndOneInTheGraph() {
        Scalar y = w.mul(w);
        ScalarNode x = node(y, "w");
        ScalarNode mul = node(y, "mul");
        assertEquals(ImmutableSet.of(new ScalarGraph.Edge(x, mul, 0),
                new ScalarGraph.Edge(x, mul, 1)),
                ScalarGraph.of(y).network().edgesConnecting(x, mul));
        assertEquals(1, ScalarGraph.of(y).graph().edges().size());
        var arrow = new Diagram.Edge(x.id(), mul.id(), "");
        assertEquals(List.of(arrow, arrow), ScalarGraph.of(y).diagram("square").edges());
    }

    @Test
    void aSharedNodeIsThereOnce() {
        Scalar shared = w.exp();
        Scalar y = shared.mul(w).add(shared);
        assertEquals(List.of("w", "exp", "mul", "add"), names(y));
        assertEquals(2, ScalarGraph.of(y).graph().outDegree(node(y, "exp")));
    }

    @Test
    void everyNodeOfTheDiagramShowsItsValueAndItsGradient() {
        Diagram diagram = ScalarGraph.of(loss).diagram("one weight");
        assertEquals("one weight", diagram.title());
        assertEquals(List.of("value 0.5000", "gradient 3"), drawn(diagram, "w").lines());
        assertEquals(List.of("value 1.500", "gradient 1"), drawn(diagram, "mul").lines());
        assertEquals(List.of("value 0.5000", "gradient 1"), drawn(diagram, "sub").lines());
        assertEquals(List.of("value 0.2500", "gradient 1"), drawn(diagram, "square").lines());
    }

    @Test
    void gradientsOfAllUsesAreAddedUp() {
        Diagram diagram = ScalarGraph.of(w.mul(w).add(w)).diagram("");
        assertEquals(List.of("value 0.5000", "gradient 2"), drawn(diagram, "w").lines(), "2w + 1");
    }

    @Test
    void aConstantIsDrawnAsItsNumberWithoutGradient() {
        Diagram diagram = ScalarGraph.of(w.mul(3).add(w.mul(3)).add(0.25)).diagram("");
        Diagram.Node quarter = drawn(diagram, "0.2500");
        assertEquals(Diagram.Kind.CONSTANT, quarter.kind());
        assertEquals(List.of(), quarter.lines());
        assertEquals(2, diagram.nodes().stream().filter(n -> n.title().equals("3")).count(),
                "a node for each place where it is written");
    }

    @Test
    void whatIsDetachedIsAConstant() {
        Diagram diagram = ScalarGraph.of(w.mul(w.exp().detach())).diagram("");
        assertEquals(Diagram.Kind.CONSTANT, drawn(diagram, "1.649").kind());
        assertEquals(3, diagram.nodes().size(), "nothing of what gave it");
    }

    @Test
    void theKindOfANodeChoosesItsLook() {
        Diagram diagram = ScalarGraph.of(loss).diagram("");
        assertEquals(Diagram.Kind.VARIABLE, drawn(diagram, "w").kind());
        assertEquals(Diagram.Kind.CONSTANT, drawn(diagram, "3").kind());
        assertEquals(Diagram.Kind.OPERATION, drawn(diagram, "mul").kind());
        assertEquals(Diagram.Kind.OUTPUT, drawn(diagram, "square").kind());
        assertTrue(diagram.nodes().stream().noneMatch(Diagram.Node::marked));
    }

    @Test
    void aVariableAloneIsAGraphOfOneNode() {
        Diagram diagram = ScalarGraph.of(w).diagram("");
        assertEquals(List.of(Diagram.Kind.OUTPUT),
                diagram.nodes().stream().map(Diagram.Node::kind).toList());
        assertEquals(List.of("value 0.5000", "gradient 1"), drawn(diagram, "w").lines());
        assertEquals(List.of(), diagram.edges());
    }

    @Test
    void aConstantAloneHasNoGradientToShow() {
        ScalarGraph graph = ScalarGraph.of(Scalar.of(2).exp());
        assertEquals(1, graph.graph().nodes().size());
        assertEquals(List.of(), drawn(graph.diagram(""), "7.389").lines());
    }

    @Test
    void aRecordedDerivativeHasAGraphToo() {
        Scalar slope = loss.derivative(w);
        Diagram diagram = ScalarGraph.of(slope).diagram("");
        assertEquals(List.of("value 0.5000", "gradient 18"), drawn(diagram, "w").lines(),
                "the second derivative");
        assertEquals("value 3", diagram.nodes().getLast().lines().getFirst());
    }

    @Test
    void numbersThatAreNotFiniteAreShownAsTheyAre() {
        Scalar zero = tape.variable("zero", 0);
        Diagram diagram = ScalarGraph.of(zero.reciprocal()).diagram("");
        assertEquals(List.of("value Infinity", "gradient 1"), diagram.nodes().getLast().lines());
        assertEquals("gradient -Infinity", drawn(diagram, "zero").lines().getLast());
    }

    @Test
    void theDrawingHoldsNamesValuesAndGradients() {
        String svg = ScalarGraph.of(loss).diagram("one weight").toSvg();
        for (String text : List.of("one weight", "square", "value 0.2500", "gradient 3")) {
            assertTrue(svg.contains(text), text);
        }
    }

    @Test
    void aForgottenScalarHasNoGraph() {
        tape.clear();
        String message = assertThrows(IllegalStateException.class, () -> ScalarGraph.of(loss))
                .getMessage();
        assertTrue(message.contains("nodes") && message.contains("record it again"), message);
    }

    @Test
    void aLongChainIsAnOrdinaryInput() {
        Scalar y = w;
        for (int i = 0; i < LONG; i++) {
            y = y.mul(w).sin();
        }
        ScalarGraph graph = ScalarGraph.of(y);
        assertEquals(3 * LONG, graph.network().edges().size());
        assertEquals(2 * LONG + 1, graph.diagram("long").nodes().size());
    }

    @Property(tries = 100)
    void everyUseIsAnEdgeAndEveryNodeLeadsToTheRoot(@ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll long seed) {
        Scalar root = program(size, new Random(seed));
        var network = ScalarGraph.of(root).network();
        ImmutableList<ScalarNode> nodes = root.nodes();
        assertEquals(nodes, ImmutableList.copyOf(network.nodes()));
        assertEquals(nodes.stream().mapToInt(node -> node.inputs().size()).sum(),
                network.edges().size());
        assertFalse(Graphs.hasCycle(network));
        assertEquals(network.nodes(), Graphs.reachableNodes(
                Graphs.transpose(network.asGraph()), nodes.getLast()));
        network.edges().forEach(edge -> assertTrue(
                nodes.indexOf(edge.operand()) < nodes.indexOf(edge.consumer()), edge.toString()));
    }

    /// A program of `size` operations on two variables and constants, drawn at random.
    private static Scalar program(int size, Random random) {
        var tape = new Tape();
        List<Scalar> known = new ArrayList<>(List.of(
                tape.variable("a", 0.5), tape.variable("b", -2), Scalar.of(3)));
        Scalar last = known.getFirst();
        for (int i = 0; i < size; i++) {
            Scalar operand = known.get(random.nextInt(known.size()));
            last = switch (random.nextInt(3)) {
                case 0 -> last.add(operand);
                case 1 -> last.mul(operand);
                default -> operand.isConstant() ? last.tanh() : operand.tanh();
            };
            known.add(last);
        }
        return last;
    }

    /// Names in the order of the graph; of constants, the numbers.
    private static List<String> names(Scalar root) {
        return ScalarGraph.of(root).graph().nodes().stream().map(ScalarGraphTest::name).toList();
    }

    private static String name(ScalarNode node) {
        return node.kind() == ScalarNode.Kind.CONSTANT ? Double.toString(node.value())
                : node.name();
    }

    private static ScalarNode node(Scalar root, String name) {
        return ScalarGraph.of(root).graph().nodes().stream().filter(n -> name(n).equals(name))
                .findFirst().orElseThrow();
    }

    private static Diagram.Node drawn(Diagram diagram, String title) {
        return diagram.nodes().stream().filter(n -> n.title().equals(title)).findFirst()
                .orElseThrow();
    }
}
