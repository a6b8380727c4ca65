package io.atled.autograd.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void theSizeIsTheProductOfTheSizes() {
        assertEquals(24, Shape.of(2, 3, 4).size());
        assertEquals(1, Shape.of().size());
        assertEquals(0, Shape.of(3, 0, 5).size());
        assertEquals(0, Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0).size());
    }

    @Test
    void tooManyElementsAreRefused() {
        for (int[] sizes : new int[][] {{65536, 65536}, {Integer.MAX_VALUE, 2},
                {1 << 20, 1 << 20, 1 << 20, 1 << 20}, {1 << 16, 1 << 16, 1 << 16, 1 << 16}}) {
            String message = assertThrows(ShapeMismatch.class, () -> Shape.of(sizes)).getMessage();
            assertTrue(message.contains("2^31 - 1") && message.contains("split"), message);
        }
        assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
    }

    @Test
    void negativeSizesAreRefused() {
        String message = assertThrows(ShapeMismatch.class, () -> Shape.of(2, -1)).getMessage();
        assertTrue(message.contains("at least 0") && message.contains("(2,-1)"), message);
    }

    @Test
    void elementsAreNumberedInRowMajorOrder() {
        assertArrayEquals(new int[] {1, 0, 3}, Shape.of(2, 3, 4).index(15));
        assertArrayEquals(new int[] {1, 2, 3}, Shape.of(2, 3, 4).index(23));
        assertArrayEquals(new int[0], Shape.of().index(0));
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).index(6));
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 0).index(0));
    }

    @Test
    void negativeAxesCountFromTheEnd() {
        assertEquals(4, Shape.of(2, 3, 4).get(-1));
        assertEquals(2, Shape.of(2, 3, 4).get(-3));
        assertEquals(1, Shape.of(2, 3, 4).axis("sum", -2));
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2).get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2).get(-2));
    }

    @Test
    void anAxisOutOfRangeNamesTheOperationAndWhatThereIs() {
        String message = assertThrows(ShapeMismatch.class,
                () -> Shape.of(2, 3).axis("sum", 2)).getMessage();
        assertEquals("sum: axis 2 is out of range for shape (2,3); axes run from -2 to 1", message);
        String none = assertThrows(ShapeMismatch.class,
                () -> Shape.of().axis("sum", 0)).getMessage();
        assertEquals("sum: axis 0 is out of range for shape (); a single number has no axes", none);
    }

    @Test
    void partsAndNeighboursAreShapesOfTheirOwn() {
        Shape shape = Shape.of(2, 3, 4);
        assertEquals(Shape.of(2, 7, 4), shape.with(1, 7));
        assertEquals(Shape.of(2, 4), shape.without(1));
        assertEquals(Shape.of(2, 3, 4, 1), shape.inserting(3, 1));
        assertEquals(Shape.of(1, 2, 3, 4), shape.inserting(0, 1));
        assertEquals(Shape.of(3, 4), shape.range(1, 3));
        assertEquals(Shape.of(), shape.range(1, 1));
        assertEquals(Shape.of(2, 3, 4, 5), shape.concat(Shape.of(5)));
        assertEquals(shape, shape.concat(Shape.of()));
    }

    @Test
    void theArrayGivenInAndOutIsACopy() {
        int[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 9;
        shape.toArray()[1] = 9;
        assertEquals("(2,3)", shape.toString());
    }

    @Test
    void shapesAreValues() {
        assertEquals(Shape.of(2, 3), Shape.of(2, 3));
        assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
        assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
        assertNotEquals(Shape.of(1), Shape.of());
        assertEquals("()", Shape.of().toString());
        assertEquals("(5)", Shape.of(5).toString());
    }

    @Test
    void broadcastingAlignsTheLastAxes() {
        assertEquals(Shape.of(2, 3), Shape.of(2, 3).broadcast("add", Shape.of(3)));
        assertEquals(Shape.of(2, 3), Shape.of(2, 1).broadcast("add", Shape.of(1, 3)));
        assertEquals(Shape.of(4, 2, 3), Shape.of(2, 3).broadcast("add", Shape.of(4, 1, 1)));
        assertEquals(Shape.of(2, 3), Shape.of().broadcast("add", Shape.of(2, 3)));
        assertEquals(Shape.of(0, 3), Shape.of(1, 3).broadcast("add", Shape.of(0, 1)));
    }

    @Test
    void shapesThatDoNotBroadcastSayWhere() {
        String message = assertThrows(ShapeMismatch.class,
                () -> Shape.of(2, 3).broadcast("add", Shape.of(2, 4, 3))).getMessage();
        assertEquals("add: shapes (2,3) and (2,4,3) do not broadcast, 2 ≠ 4 at axis -2; sizes must"
                + " be equal or 1 (reshape or unsqueeze one side)", message);
        assertThrows(ShapeMismatch.class, () -> Shape.of(0).broadcast("add", Shape.of(2)));
    }

    @Property
    void broadcastingIsCommutativeAndReachedFromBothSides(
            @ForAll @Size(max = 4) List<@IntRange(max = 3) Integer> a,
            @ForAll @Size(max = 4) List<@IntRange(max = 3) Integer> b) {
        Shape x = Shape.of(a.stream().mapToInt(n -> n).toArray());
        Shape y = Shape.of(b.stream().mapToInt(n -> n).toArray());
        Shape both;
        try {
            both = x.broadcast("add", y);
        } catch (ShapeMismatch e) {
            assertThrows(ShapeMismatch.class, () -> y.broadcast("add", x));
            assertFalse(x.broadcastsTo(y) || y.broadcastsTo(x));
            return;
        }
        assertEquals(both, y.broadcast("add", x));
        assertTrue(x.broadcastsTo(both) && y.broadcastsTo(both));
        assertEquals(both.equals(y), x.broadcastsTo(y));
        assertEquals(both, both.broadcast("add", x));
        assertArrayEquals(both.toArray(), both.broadcast("add", both).toArray());
    }
}
