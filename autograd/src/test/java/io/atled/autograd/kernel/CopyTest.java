package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// [Copy], [Walk] and [NdArray]: elements in row-major order, whatever the layout and type.
class CopyTest {
    /// The storage holds its own places, so that a copy shows where it read.
    private static NdArray places(DType type, int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> i);
        return NdArray.wrap(Shape.of(n), values).to(type);
    }

    private static Layout random(Random random) {
        Shape shape = Shape.of(1 + random.nextInt(4), 1 + random.nextInt(5), 1 + random.nextInt(6));
        Layout layout = Layout.of(shape);
        if (random.nextBoolean()) {
            layout = layout.permute(2, 0, 1);
        }
        int axis = random.nextInt(3);
        int n = layout.shape().get(axis);
        layout = switch (random.nextInt(4)) {
            case 0 -> layout.slice(axis, n - 1, -1, n);
            case 1 -> layout.slice(axis, random.nextInt(n), 1, 1);
            case 2 -> layout.slice(axis, 0, 2, (n + 1) / 2);
            default -> layout;
        };
        return random.nextBoolean() ? layout
                : layout.expand(layout.shape().inserting(0, 1 + random.nextInt(3)));
    }

    @Property(tries = 1000)
    void anyRangeOfAnyLayoutIsGatheredInOrder(@ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Layout layout = random(random);
        int size = layout.shape().size();
        int from = random.nextInt(size + 1);
        int n = random.nextInt(size - from + 1);
        DType[] types = {DType.F32, DType.F64, DType.I32};
        DType type = types[random.nextInt(3)];
        NdArray x = places(type, 120).view(layout);
        double[] out = new double[n + 2];
        Copy.gather(x, from, n, out, 1);
        for (int i = 0; i < n; i++) {
            assertEquals(layout.at(from + i), out[i + 1]);
        }
        assertEquals(0, out[0]);
        assertEquals(0, out[n + 1]);
    }

    @Property(tries = 500)
    void scatterPutsElementsWhereGatherFindsThem(@ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Layout layout = Layout.of(Shape.of(3, 4, 5)).permute(2, 0, 1)
                .slice(random.nextInt(3), 0, 1, 1 + random.nextInt(3));
        NdArray x = places(DType.F32, layout.shape().size());
        NdArray out = NdArray.allocate(DType.F32, Shape.of(60)).view(layout);
        Copy.scatter(x, out);
        assertArrayEquals(x.floats(), out.contiguous().floats());
    }

    @Test
    void everyTypeConvertsToEveryOther() {
        for (DType from : DType.values()) {
            NdArray x = places(from, 2);
            for (DType to : DType.values()) {
                NdArray y = x.to(to);
                assertEquals(to, y.dtype());
                assertEquals(0, y.get(0));
                assertEquals(1, y.get(1));
            }
        }
    }

    @Test
    void conversionsFollowJava() {
        NdArray x = NdArray.wrap(Shape.of(4), new double[] {-1.9, 1e20, Double.NaN, 0.1});
        assertArrayEquals(new int[] {-1, Integer.MAX_VALUE, 0, 0}, x.to(DType.I32).ints());
        assertArrayEquals(new boolean[] {true, true, true, true}, x.to(DType.BOOL).booleans());
        assertEquals(0.1f, x.to(DType.F32).floats()[3]);
    }

    @Test
    void contiguousArraysAreNotCopiedAndOthersAre() {
        NdArray x = places(DType.F32, 6).view(Layout.of(Shape.of(2, 3)));
        assertSame(x, x.contiguous());
        NdArray turned = x.view(x.layout().permute(1, 0));
        assertNotSame(turned.floats(), turned.contiguous().floats());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, turned.contiguous().floats());
        NdArray tail = x.view(x.layout().slice(0, 1, 1, 1));
        assertSame(tail, tail.contiguous());
        assertNotSame(tail.floats(), tail.to(DType.F32).floats());
        assertArrayEquals(new float[] {3, 4, 5}, tail.to(DType.F32).floats());
    }

    @Test
    void emptyArraysCopyNothing() {
        NdArray empty = NdArray.allocate(DType.F64, Shape.of(3, 0));
        assertEquals(0, empty.to(DType.I32).ints().length);
        Copy.scatter(empty, empty);
        assertEquals(0, empty.size());
    }
}
