package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.autograd.shape.Slide;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoolsTest {
    private static final double NAN = Double.NaN;
    private static final double LEAST = Double.NEGATIVE_INFINITY;

    @Property(tries = 300)
    void theLargestElementOfEachWindowIsFound(@ForAll @IntRange(max = 100_000) int seed) {
        var random = new Random(seed);
        int size = 1 + random.nextInt(4);
        Window window = Window.of(size).stride(1 + random.nextInt(3))
                .padding(random.nextInt(1 + size / 2));
        Tensor exact = random(seed, 1 + random.nextInt(3), size + random.nextInt(20),
                size + random.nextInt(40)).mul(3);
        Tensor x = exact.to(DType.I32).to(random.nextBoolean() ? DType.F32 : DType.F64);
        Tensor index = x.maxPool2dIndices(window);
        Tensor y = x.maxPool2d(window);
        Slide slide = window.slides("maxPool2d", Slides.plane(x.shape(), 2)).getFirst();
        int[] at = {random.nextInt(index.shape().get(0)), random.nextInt(index.shape().get(1)),
            random.nextInt(index.shape().get(2))};
        double largest = LEAST;
        int where = -1;
        Naive elements = Naive.of(x);
        int width = x.shape().get(2);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                int row = at[1] * slide.stride() + i - slide.before();
                int column = at[2] * slide.stride() + j - slide.before();
                boolean inside = row >= 0 && row < x.shape().get(1) && column >= 0
                        && column < width;
                double value = inside ? elements.get(new int[] {at[0], row, column}) : LEAST;
                if (value > largest) {
                    largest = value;
                    where = row * width + column;
                }
            }
        }
        assertEquals(where, Naive.of(index).get(at));
        assertEquals(largest, Naive.of(y).get(at));
    }

    @Test
    void aNanCountsAsLargestAndMinusInfinityIsFound() {
        Tensor x = Tensor.ofNested(new double[][] {{1, NAN, LEAST, LEAST}, {NAN, 5, LEAST, LEAST}});
        for (Tensor t : List.of(x, x.to(DType.F32))) {
            assertArrayEquals(new int[] {1, 2}, t.maxPool2dIndices(Window.of(2)).toInts());
            assertArrayEquals(new double[] {NAN, LEAST}, t.maxPool2d(2).toDoubles());
        }
        Tensor edge = Tensor.full(DType.F64, Shape.of(3, 3), LEAST);
        assertArrayEquals(new int[] {0, 1, 3, 4},
                edge.maxPool2dIndices(Window.of(2).stride(2).padding(1)).toInts());
    }

    @Test
    void theGradientGoesToTheFirstOfTies() {
        Tensor x = Tensor.ones(DType.F64, Shape.of(1, 2, 4)).variable();
        Tensor dx = x.maxPool2d(2).mul(Tensor.of(3.0, 4)).sum().gradients().get(x);
        assertArrayEquals(new double[] {3, 0, 4, 0, 0, 0, 0, 0}, dx.toDoubles());
    }

    @Test
    void windowsThatStickOutAreDroppedOrKept() {
        Tensor x = Tensor.arange(5).to(DType.F64).variable();
        Window window = Window.of(2);
        assertArrayEquals(new double[] {1, 3}, x.maxPool1d(window).toDoubles());
        Window kept = window.edge(Window.Edge.KEPT);
        assertArrayEquals(new double[] {1, 3, 4}, x.maxPool1d(kept).toDoubles());
        assertArrayEquals(new double[] {0.5, 2.5, 4}, x.avgPool1d(kept).toDoubles());
        assertEquals(Shape.of(2), x.avgPool1d(Window.of(3).stride(4).padding(1)
                .edge(Window.Edge.KEPT)).shape());
    }

    @Test
    void aStrideBeyondTheEndLeavesOnePlace() {
        Tensor x = Tensor.of(1.0, 3, 2);
        Window window = Window.of(2).stride(Integer.MAX_VALUE);
        assertArrayEquals(new double[] {3}, x.maxPool1d(window).toDoubles());
        assertArrayEquals(new double[] {2}, x.avgPool1d(window).toDoubles());
        assertArrayEquals(new double[] {3},
                x.maxPool1d(window.edge(Window.Edge.KEPT)).toDoubles());
    }

    /// The way back was searched in full for each tap, and all weights were packed at once.
    @Test
    void meansOfLargeWindowsAreThoseOfTheirElements() {
        Tensor series = random(1, 1, 1, 100_000).variable();
        Tensor mean = series.avgPool1d(Window.of(100_000));
        assertEquals(series.mean().item(), mean.item(), Values.ROUNDING);
        assertNear(Tensor.full(DType.F64, series.shape(), 1e-5),
                mean.sum().gradients().get(series), 0);
        Tensor planes = random(2, 1, 1600, 800).variable();
        Tensor means = planes.avgPool2d(800);
        assertNear(planes.reshape(1, 2, 800, 1, 800).mean(2, 4), means, Values.ROUNDING);
        assertNear(Tensor.full(DType.F64, planes.shape(), 1.0 / 640_000),
                means.sum().gradients().get(planes), 0);
    }

    @Test
    void aMeanCountsPaddingAsZeros() {
        Tensor x = Tensor.of(3.0, 6, 9);
        assertArrayEquals(new double[] {3, 6, 5},
                x.avgPool1d(Window.of(3).stride(1).padding(1)).toDoubles());
        Tensor planes = random(1, 2, 3, 4, 6);
        assertNear(planes.reshape(2, 3, 2, 2, 3, 2).mean(3, 5), planes.avgPool2d(2),
                Values.ROUNDING);
    }

    @Test
    void adaptiveMeansCoverThePlaneEvenly() {
        Tensor x = random(1, 2, 3, 4, 6);
        assertNear(x.avgPool2d(2), x.adaptiveAvgPool2d(2, 3), Values.ROUNDING);
        assertNear(x.mean(-2, -1), x.adaptiveAvgPool2d(1, 1).reshape(2, 3), Values.ROUNDING);
        assertNear(x, x.adaptiveAvgPool2d(4, 6), 0);
        assertArrayEquals(new double[] {1.5, 2.5}, Tensor.of(1.0, 2, 3).reshape(1, 3)
                .adaptiveAvgPool2d(1, 2).toDoubles());
    }

    @Test
    void anAdaptiveMeanHasNoPartInOtherWindows() {
        double infinite = Double.POSITIVE_INFINITY;
        Tensor x = Tensor.of(infinite, 2, 3, 4, 5, NAN).reshape(1, 6);
        assertArrayEquals(new double[] {infinite, 3.5, NAN},
                x.adaptiveAvgPool2d(1, 3).toDoubles());
        assertArrayEquals(new double[] {infinite, 2.5, 4.5, NAN},
                x.adaptiveAvgPool2d(1, 4).toDoubles());
        assertArrayEquals(new double[] {infinite, 2.5, 4.5, NAN},
                x.transpose().adaptiveAvgPool2d(4, 1).toDoubles());
        Tensor v = Tensor.of(1.0, 2, 3, 4).reshape(1, 4).variable();
        Tensor dy = Tensor.of(6.0, 12, infinite).reshape(1, 3);
        assertArrayEquals(new double[] {3, 9, infinite, infinite},
                v.adaptiveAvgPool2d(1, 3).gradients(dy).get(v).toDoubles());
    }

    @Test
    void unpoolingIsTheAdjointOfPooling() {
        Tensor x = random(1, 2, 3, 6, 7).variable();
        Window window = Window.of(3).stride(2).padding(1);
        Tensor y = x.maxPool2d(window);
        Tensor dy = random(2, y.shape().toArray());
        assertNear(y.gradients(dy).get(x),
                dy.maxUnpool2d(x.maxPool2dIndices(window), 6, 7), 0);
    }

    @Test
    void wrongInputsAreRefusedWithAWayOut() {
        Tensor x = random(1, 2, 3, 5, 6);
        refused(() -> x.maxPool2d(7), "maxPool2d: windows (7,7)", "planes (5,6)");
        refused(() -> Tensor.zeros(DType.F64, Shape.of(1, 1, 3, 3)).maxPool2d(5),
                "maxPool2d: windows (5,5)", "planes (3,3)");
        refused(() -> x.maxPool2dIndices(Window.of(7)), "maxPool2dIndices: windows (7,7)");
        refused(() -> x.maxPool1d(Window.of(7)), "maxPool1d: windows (7)", "planes (6)");
        refused(() -> x.maxPool2d(Window.of(5).dilation(1 << 30)), "maxPool2d: windows (5,5)",
                "cover 4294967297");
        refused(() -> x.avgPool1d(Window.of(2).padding(1 << 30)), "avgPool1d: planes (6)",
                "padding 1073741824 + 1073741824");
        refused(() -> x.maxPool2d(Window.of(2).padding(2)), "place 0", "padding 2 + 2",
                "pad by less");
        refused(() -> x.avgPool2d(9), "avgPool2d", "(9,9)");
        refused(() -> Tensor.of(1.0).maxPool2d(1), "2 axes", "got (1)");
        refused(() -> x.adaptiveAvgPool2d(0, 2), "adaptiveAvgPool2d", "at least 1");
        refused(() -> x.maxUnpool2d(Tensor.of(1, 2), 3, 3), "an index for each", "got (2)");
        assertThrows(IndexOutOfBoundsException.class, () -> Tensor.of(1.0, 2)
                .maxUnpool1d(Tensor.of(0, 3), 3));
        assertThrows(IllegalArgumentException.class, () -> x.maxPool2d(Window.of(1, 2, 3)));
        assertThrows(IllegalArgumentException.class, () -> Window.of(0));
    }

    private static void refused(org.junit.jupiter.api.function.Executable call, String... parts) {
        ShapeMismatch e = assertThrows(ShapeMismatch.class, call);
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
