package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Attention with more scores than an array has elements, of which one block is computed.
class AttentionBlockTest {
    private static final int LENGTH = 47_000;

    private static NdArray random(int... sizes) {
        Shape shape = Shape.of(sizes);
        return NdArray.wrap(shape, new Random(7).doubles(shape.size(), -1, 1).toArray());
    }

    private static NdArray expand(NdArray x, int... sizes) {
        return x.view(x.layout().expand(Shape.of(sizes)));
    }

    private static NdArray rows(NdArray x, int from, int count) {
        return x.view(x.layout().slice(x.shape().rank() - 2, from, 1, count));
    }

    /// The result of the queries from number `from` on, and nothing else.
    private static double[] block(AttentionHeads heads, Shape out, int head, int from) {
        NdArray y = NdArray.allocate(heads.q().dtype(), out);
        Shape lead = out.range(0, out.rank() - 2);
        var block = new AttentionBlock<double[]>(heads, lead, new AttentionRows64(heads.scale()),
                Gemm.F64);
        block.value(head, from, MatrixStack.of(y, lead));
        int width = out.get(-1);
        int at = (head * out.get(-2) + from) * width;
        return Arrays.copyOfRange(y.doubles(), at, at + heads.rowsAt(from) * width);
    }

    private static AttentionHeads attention(NdArray q, NdArray x, @Nullable NdArray mask,
            boolean past) {
        return new AttentionHeads(q, x, x, mask, 0.7, past);
    }

    /// The last queries see as much of the past as those few at the end of a mask show.
    @Test
    void aBlockOfALongSequenceIsThatOfItsQueriesAlone() {
        NdArray x = random(LENGTH, 1);
        AttentionHeads whole = attention(x, x, null, false);
        int from = (LENGTH - 1) / whole.rowsAt(0) * whole.rowsAt(0);
        NdArray last = rows(x, from, whole.rowsAt(from));
        Shape out = last.shape();
        assertArrayEquals(attention(last, x, null, false).value(out).doubles(),
                block(whole, x.shape(), 0, from));
        NdArray weight = random(1, LENGTH);
        assertArrayEquals(attention(last, x, weight, false).value(out).doubles(),
                block(attention(x, x, weight, false), x.shape(), 0, from));
        boolean[] shown = new boolean[out.get(0) * LENGTH];
        for (int r = 0; r < out.get(0); r++) {
            Arrays.fill(shown, r * LENGTH, r * LENGTH + from + r + 1, true);
        }
        NdArray mask = NdArray.wrap(Shape.of(out.get(0), LENGTH), shown);
        assertArrayEquals(attention(last, x, mask, false).value(out).doubles(),
                block(attention(x, x, null, true), x.shape(), 0, from));
    }

    /// A mask for the keys of each head, one for the queries, and a single number.
    @Test
    void aMaskSpreadsOverManyHeads() {
        NdArray one = random(4096, 1);
        NdArray x = expand(one, 8, 16, 4096, 1);
        NdArray keys = random(16, 1, 4096);
        NdArray own = NdArray.wrap(Shape.of(4096),
                Arrays.copyOfRange(keys.doubles(), 5 * 4096, 6 * 4096));
        NdArray last = rows(one, 4064, 32);
        int head = 3 * 16 + 5;
        assertArrayEquals(attention(last, one, own, false).value(last.shape()).doubles(),
                block(attention(x, x, keys, false), x.shape(), head, 4064));
        NdArray none = NdArray.wrap(Shape.of(), new double[] {Double.NEGATIVE_INFINITY});
        assertArrayEquals(new double[32], block(attention(x, x, none, false), x.shape(), head, 0));
        boolean[] shown = new boolean[4096];
        Arrays.fill(shown, 4070, 4096, true);
        double[] y = block(attention(x, x, NdArray.wrap(Shape.of(4096, 1), shown), false),
                x.shape(), head, 4064);
        assertArrayEquals(new double[6], Arrays.copyOf(y, 6));
        assertArrayEquals(Arrays.copyOfRange(attention(last, one, null, false).value(last.shape())
                .doubles(), 6, 32), Arrays.copyOfRange(y, 6, 32));
    }

    @Test
    void aBlockOfVeryManyKeysHasFewerQueries() {
        NdArray q = random(32, 1);
        NdArray k = expand(random(1, 1), 70_000_000, 1);
        assertEquals(1, attention(q, k, null, false).rowsAt(0));
        assertEquals(32, attention(q, expand(random(1, 1), 1 << 21, 1), null, false).rowsAt(0));
        assertEquals(16, attention(q, expand(random(1, 1), 1 << 22, 1), null, false).rowsAt(0));
    }

    @Test
    void queriesBroadcastOverManyHeadsNeedNotFitInAnArray() {
        NdArray q = expand(random(1, 1), 1000, 4096);
        NdArray y = MatrixStack.like(q, Shape.of(600, 1000, 1));
        assertEquals(Shape.of(600, 1000, 1), y.shape());
    }
}
