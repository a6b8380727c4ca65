package io.atled.autograd.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What holds of the layout of any graph without cycles.
final class LayoutPropertyTest {

    private static final int TRIES = 150;

    /// Coordinates are sums of a few hundred numbers of up to six digits.
    private static final double ROUNDING = 1e-6;

    @Property(tries = TRIES)
    void everyEdgeLeadsDownwards(@ForAll long seed, @ForAll @IntRange(max = 90) int size) {
        Diagram diagram = Sketch.random(seed, size);
        Layering layering = Layering.of(diagram);
        for (Diagram.Edge edge : diagram.edges()) {
            assertTrue(layering.of(edge.from()) < layering.of(edge.to()), edge::toString);
        }
    }

    @Property(tries = TRIES)
    void boxesDoNotOverlap(@ForAll long seed, @ForAll @IntRange(max = 90) int size) {
        Layout layout = Layout.of(Sketch.random(seed, size));
        ImmutableList<Layout.Box> boxes = layout.boxes();
        assertEquals(size, boxes.size());
        for (int i = 0; i < size; i++) {
            Layout.Box a = boxes.get(i);
            assertTrue(a.left() >= -ROUNDING && a.right() <= layout.width() + ROUNDING);
            assertTrue(a.top() >= -ROUNDING && a.bottom() <= layout.height() + ROUNDING);
            for (Layout.Box b : boxes.subList(0, i)) {
                boolean apart = a.right() <= b.left() || b.right() <= a.left()
                        || a.bottom() <= b.top() || b.bottom() <= a.top();
                assertTrue(apart, () -> a + " overlaps " + b);
            }
        }
    }

    @Property(tries = TRIES)
    void edgesDoNotRunThroughBoxes(@ForAll long seed, @ForAll @IntRange(max = 90) int size) {
        Layout layout = Layout.of(Sketch.random(seed, size));
        for (Layout.Route route : layout.routes()) {
            assertClear(layout, route.trunk(), 1);
            for (Layout.Arrow arrow : route.arrows()) {
                assertClear(layout, arrow.points(), 0);
            }
        }
    }

    /// The control points of a curve lie at the heights of its ends, so the box around both ends
    /// holds the curve. Curves only run between rows, where no box is at all.
    private static void assertClear(
            Layout layout, ImmutableList<Layout.Point> points, int firstCurve) {
        for (int i = 0; i + 1 < points.size(); i++) {
            Layout.Point a = points.get(i);
            Layout.Point b = points.get(i + 1);
            assertTrue(a.y() <= b.y() + ROUNDING);
            assertTrue(i % 2 == firstCurve || a.x() == b.x());
            for (Layout.Box box : layout.boxes()) {
                boolean beside = Math.max(a.x(), b.x()) <= box.left()
                        || Math.min(a.x(), b.x()) >= box.right();
                boolean above = b.y() <= box.top() + ROUNDING || a.y() >= box.bottom() - ROUNDING;
                assertTrue(beside || above, () -> a + " to " + b + " meets " + box);
            }
        }
    }

    @Property(tries = TRIES)
    void arrowsEndOnTheirTargets(@ForAll long seed, @ForAll @IntRange(max = 90) int size) {
        Layout layout = Layout.of(Sketch.random(seed, size));
        for (Layout.Route route : layout.routes()) {
            for (Layout.Arrow arrow : route.arrows()) {
                Layout.Point tip = arrow.points().get(2);
                Layout.Box target = layout.boxes().stream()
                        .filter(box -> box.node().id() == arrow.edge().to())
                        .findFirst().orElseThrow();
                assertEquals(target.top(), tip.y(), ROUNDING);
                assertTrue(tip.x() > target.left() && tip.x() < target.right());
            }
        }
    }

    @Property(tries = 40)
    void theSameDiagramGivesTheSameText(
            @ForAll long seed, @ForAll @IntRange(max = 60) int size) {
        Diagram one = Sketch.random(seed, size);
        Diagram two = Sketch.random(seed, size);
        assertEquals(one.toSvg(), two.toSvg());
        assertEquals(one.toDot(), two.toDot());
        assertEquals(one.toMermaid(), two.toMermaid());
    }

    @Property(tries = TRIES)
    void sweepsNeverAddCrossings(@ForAll long seed, @ForAll @IntRange(max = 90) int size) {
        Diagram diagram = Sketch.random(seed, size);
        Layered layered = new Layered(IntGraph.of(diagram), Layering.of(diagram));
        long before = Ordering.crossings(layered, layered.rows());
        assertTrue(Ordering.crossings(layered, Ordering.of(layered)) <= before);
    }
}
