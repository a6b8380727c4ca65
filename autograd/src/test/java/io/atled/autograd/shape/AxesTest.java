package io.atled.autograd.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AxesTest {
    private static final Shape SHAPE = Shape.of(2, 3, 4);

    @Test
    void noneNamedMeansAll() {
        assertEquals(Axes.all(), Axes.of());
        assertArrayEquals(new boolean[] {true, true, true}, Axes.of().flags("sum", SHAPE));
        assertEquals(Shape.of(), Axes.all().reduce("sum", SHAPE));
        assertEquals(Shape.of(1, 1, 1), Axes.all().kept().reduce("sum", SHAPE));
        assertEquals(24, Axes.all().count("sum", SHAPE));
    }

    @Test
    void namedAxesGoAwayOrStayWithSizeOne() {
        assertEquals(Shape.of(2, 4), Axes.of(1).reduce("sum", SHAPE));
        assertEquals(Shape.of(3), Axes.of(-1, 0).reduce("sum", SHAPE));
        assertEquals(Shape.of(2, 1, 4), Axes.of(1).kept().reduce("sum", SHAPE));
        assertEquals(Shape.of(2, 1, 4), Axes.of(1).reduceKept("sum", SHAPE));
        assertEquals(8, Axes.of(0, 2).count("sum", SHAPE));
        assertTrue(Axes.of(1).kept().isKept());
        assertFalse(Axes.of(1).isKept());
    }

    @Test
    void aSingleNumberHasNothingToReduce() {
        assertEquals(Shape.of(), Axes.all().reduce("sum", Shape.of()));
        assertEquals(1, Axes.all().count("sum", Shape.of()));
        assertThrows(ShapeMismatch.class, () -> Axes.of(0).flags("sum", Shape.of()));
    }

    @Test
    void anAxisNamedTwiceIsRefusedAlsoInDisguise() {
        String message = assertThrows(ShapeMismatch.class,
                () -> Axes.of(2, -1).flags("mean", SHAPE)).getMessage();
        assertEquals("mean: axis -1 is named twice in [2, -1] for shape (2,3,4); name each once",
                message);
    }

    @Test
    void axesAreValues() {
        assertEquals(Axes.of(0, 1).kept(), Axes.of(0, 1).kept());
        assertEquals(Axes.of(0, 1).kept().hashCode(), Axes.of(0, 1).kept().hashCode());
        assertNotEquals(Axes.of(0), Axes.of(0).kept());
        assertNotEquals(Axes.of(0), Axes.of(1));
        assertNotEquals(Axes.all(), Axes.of(0));
        assertEquals("[0, 1] kept", Axes.of(0, 1).kept().toString());
        assertEquals("all", Axes.all().toString());
    }

    @Test
    void theArrayGivenInIsCopied() {
        int[] axes = {0};
        Axes first = Axes.of(axes);
        axes[0] = 1;
        assertEquals(Shape.of(3, 4), first.reduce("sum", SHAPE));
    }
}
