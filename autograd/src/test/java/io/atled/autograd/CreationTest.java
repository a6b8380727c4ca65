package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CreationTest {
    /// Four standard errors of a mean of 10⁵ draws.
    private static final double SAMPLING = 4 / Math.sqrt(1e5);

    @Test
    void javasTypeDecidesTheElementType() {
        assertEquals(DType.F32, Tensor.of(1f).dtype());
        assertEquals(DType.F64, Tensor.of(1.0).dtype());
        assertEquals(DType.I32, Tensor.of(1).dtype());
        assertEquals(DType.BOOL, Tensor.of(true).dtype());
        assertEquals(DType.F32, Tensor.scalar(1f).dtype());
        assertEquals(DType.F64, Tensor.scalar(1.0).dtype());
        assertEquals(Shape.of(), Tensor.scalar(1.0).shape());
        assertEquals(Shape.of(3), Tensor.of(1, 2, 3).shape());
        assertEquals(Shape.of(0), Tensor.of(new float[0]).shape());
    }

    @Test
    void flatArraysFillAShapeRowByRow() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6);
        assertEquals(4, x.get(1, 0));
        assertArrayEquals(new int[] {1, 2, 3, 4}, Tensor.of(Shape.of(4, 1), 1, 2, 3, 4).toInts());
        assertArrayEquals(new boolean[] {true, false},
                Tensor.of(Shape.of(1, 2), true, false).toBooleans());
    }

    @Test
    void nestedArraysGiveTheirShapeAndType() {
        Tensor f = Tensor.ofNested(new float[][] {{1, 2}, {3, 4}, {5, 6}});
        assertEquals(DType.F32, f.dtype());
        assertEquals(Shape.of(3, 2), f.shape());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, f.toFloats());
        Tensor i = Tensor.ofNested(new int[][][] {{{1}, {2}}, {{3}, {4}}});
        assertEquals(Shape.of(2, 2, 1), i.shape());
        assertArrayEquals(new int[] {1, 2, 3, 4}, i.toInts());
        assertEquals(DType.BOOL, Tensor.ofNested(new boolean[] {true}).dtype());
        assertEquals(DType.F64, Tensor.ofNested(new double[] {1}).dtype());
    }

    @Test
    void nestedArraysMayBeEmpty() {
        assertEquals(Shape.of(0, 0), Tensor.ofNested(new double[0][]).shape());
        assertEquals(Shape.of(2, 0), Tensor.ofNested(new double[2][0]).shape());
        assertEquals(Shape.of(0), Tensor.ofNested(new float[0]).shape());
    }

    @Test
    void zerosOnesAndFullTakeEveryType() {
        for (DType type : DType.values()) {
            Tensor zeros = Tensor.zeros(type, Shape.of(2, 2));
            Tensor ones = Tensor.ones(type, Shape.of(2, 2));
            assertEquals(type, zeros.dtype());
            assertEquals(type, ones.dtype());
            assertArrayEquals(new double[4], zeros.toDoubles());
            assertArrayEquals(new double[] {1, 1, 1, 1}, ones.toDoubles());
        }
        assertArrayEquals(new float[] {0, 0, 0}, Tensor.zeros(3).toFloats());
        assertArrayEquals(new float[] {1, 1}, Tensor.ones(1, 2).toFloats());
        assertArrayEquals(new double[] {2.5, 2.5},
                Tensor.full(DType.F64, Shape.of(2), 2.5).toDoubles());
        assertEquals(Shape.of(), Tensor.zeros().shape());
        assertEquals(0, Tensor.full(DType.F32, Shape.of(3, 0), 1).size());
    }

    @Test
    void arangeStopsBeforeItsEnd() {
        assertArrayEquals(new float[] {0, 1, 2}, Tensor.arange(0, 3, 1).toFloats());
        assertArrayEquals(new float[] {0, 1, 2}, Tensor.arange(0, 2.5, 1).toFloats());
        assertArrayEquals(new float[] {3, 1.5f}, Tensor.arange(3, 0, -1.5).toFloats());
        assertArrayEquals(new float[0], Tensor.arange(1, 1, 1).toFloats());
        assertEquals(10, Tensor.arange(0, 1, 0.1).size());
        assertArrayEquals(new int[] {0, 1, 2, 3}, Tensor.arange(4).toInts());
        assertEquals(0, Tensor.arange(0).size());
    }

    @Test
    void arangeMultipliesRatherThanAddsUp() {
        float[] values = Tensor.arange(0, 1000, 0.1).toFloats();
        assertEquals(999.9f, values[9999]);
    }

    @Test
    void linspaceHasExactEnds() {
        assertArrayEquals(new float[] {-1, -0.5f, 0, 0.5f, 1},
                Tensor.linspace(-1, 1, 5).toFloats());
        float[] thirds = Tensor.linspace(0.1, 0.7, 7).toFloats();
        assertEquals(0.1f, thirds[0]);
        assertEquals(0.7f, thirds[6]);
        assertArrayEquals(new float[] {3}, Tensor.linspace(3, 8, 1).toFloats());
        assertEquals(0, Tensor.linspace(0, 1, 0).size());
        assertArrayEquals(new float[] {1, 0}, Tensor.linspace(1, 0, 2).toFloats());
    }

    @Test
    void eyeIsTheIdentityOfTheProduct() {
        Tensor x = Tensor.uniform(Shape.of(3, 3), -1, 1, new SplittableRandom(1));
        assertSameBits(x, x.matmul(Tensor.eye(3)));
        assertEquals(0, Tensor.eye(0).size());
    }

    @Test
    void oneHotPutsAOneAtEachLabel() {
        Tensor hot = Tensor.oneHot(Tensor.of(2, 0), 3);
        assertArrayEquals(new float[][] {{0, 0, 1}, {1, 0, 0}}, hot.toArray(float[][].class));
        assertEquals(Shape.of(2, 2, 4),
                Tensor.oneHot(Tensor.zeros(DType.I32, Shape.of(2, 2)), 4).shape());
        assertEquals(Shape.of(5), Tensor.oneHot(Tensor.of(Shape.of(), 1), 5).shape());
    }

    @Test
    void randomNumbersComeFromThePassedGeneratorAlone() {
        Tensor a = Tensor.normal(Shape.of(50), 0, 1, new SplittableRandom(7));
        Tensor b = Tensor.normal(Shape.of(50), 0, 1, new SplittableRandom(7));
        assertSameBits(a, b);
        assertTrue(a.notEqualTo(Tensor.normal(Shape.of(50), 0, 1, new SplittableRandom(8)))
                .to(DType.F32).sum().item() > 40);
    }

    @Test
    void drawsHaveTheMomentsTheyPromise() {
        var random = new SplittableRandom(3);
        Tensor normal = Tensor.normal(Shape.of(100, 1000), 2, 3, random);
        assertEquals(2, normal.mean().item(), 3 * SAMPLING);
        assertEquals(3, normal.std().item(), 3 * SAMPLING);
        Tensor uniform = Tensor.uniform(Shape.of(100_000), -1, 3, random);
        assertEquals(1, uniform.mean().item(), 4 * SAMPLING);
        assertTrue(uniform.min().item() >= -1 && uniform.max().item() < 3);
        assertNear(new double[] {5, 5}, Tensor.normal(Shape.of(2), 5, 0, random).toDoubles(), 0);
    }

    /// 1 − 2⁻⁵³ as a float is 1: the upper end would be drawn once in 3·10⁷ times.
    @Test
    void uniformNeverGivesItsUpperEnd() {
        RandomGenerator highest = () -> -1L;
        assertTrue(highest.nextDouble() < 1);
        for (double high : new double[] {1, 3, 0.1, -1e-3, 1e-40}) {
            double drawn = Tensor.uniform(Shape.of(1), -2, high, highest).item();
            assertTrue(drawn < (float) high, drawn + " drawn below " + high);
        }
    }
}
