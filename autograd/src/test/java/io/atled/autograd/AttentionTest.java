package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Attention.ScaledDotProductAttention;
import io.atled.autograd.Attention.Sight;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttentionTest {
    /// A few dozen roundings of numbers about 1.
    private static final double ROUNDING = 1e-13;
    /// The same in F32.
    private static final double ROUNDING_F32 = 1e-5;

    private final SplittableRandom random = new SplittableRandom(3);

    private Tensor drawn(int... sizes) {
        return Tensor.normal(Shape.of(sizes), 0, 1, random).to(DType.F64);
    }

    /// softmax(q·kᵀ/√d + bias)·v in verbs.
    private static Tensor formula(Tensor q, Tensor k, Tensor v, Tensor bias) {
        Tensor scores = q.matmul(k.transpose()).div(Math.sqrt(q.shape().get(-1)));
        return scores.add(bias).softmax(-1).matmul(v);
    }

    /// 0 where `shown`, −∞ elsewhere.
    private static Tensor bias(Tensor shown) {
        return shown.where(Tensor.zeros(DType.F64, Shape.of()), Double.NEGATIVE_INFINITY);
    }

    private static Tensor past(int n) {
        return Tensor.arange(n).unsqueeze(1).greaterEqual(Tensor.arange(n));
    }

    @Test
    void agreesWithItsFormulaForSizesAroundTheBlocks() {
        for (int n : new int[] {1, 2, 31, 64, 65, 128, 129, 300, 1100}) {
            Tensor q = drawn(2, n, 5);
            Tensor k = drawn(2, n, 5);
            Tensor v = drawn(n, 3);
            Tensor none = Tensor.scalar(0.0);
            assertNear(formula(q, k, v, none), q.scaledDotProductAttention(k, v), ROUNDING);
            assertNear(formula(q, k, v, bias(past(n))),
                    q.scaledDotProductAttention(k, v, Sight.PAST), ROUNDING);
        }
    }

    @Test
    void gradientsAgreeWithThoseOfTheFormulaForSizesAroundTheBlocks() {
        for (int n : new int[] {1, 64, 65, 129, 200}) {
            List<Tensor> x = List.of(drawn(2, n, 5), drawn(n, 5), drawn(2, n, 3));
            Tensor dy = drawn(2, n, 3);
            for (Sight sight : Sight.values()) {
                Tensor bias = sight == Sight.ALL ? Tensor.scalar(0.0) : bias(past(n));
                List<Tensor> wanted = Differentiate.grad((List<Tensor> in) -> formula(in.get(0),
                        in.get(1), in.get(2), bias).mul(dy).sum()).apply(x);
                List<Tensor> found = Differentiate.grad((List<Tensor> in) -> in.get(0)
                        .scaledDotProductAttention(in.get(1), in.get(2), sight).mul(dy).sum())
                        .apply(x);
                for (int i = 0; i < x.size(); i++) {
                    assertNear(wanted.get(i), found.get(i), ROUNDING * n);
                }
            }
        }
    }

    @Test
    void singlePrecisionAgreesWithDouble() {
        Tensor q = drawn(2, 3, 140, 16);
        Tensor k = drawn(2, 3, 140, 16);
        Tensor v = drawn(2, 3, 140, 16);
        Tensor exact = q.scaledDotProductAttention(k, v, Sight.PAST);
        Tensor single = q.to(DType.F32).scaledDotProductAttention(k.to(DType.F32),
                v.to(DType.F32), Sight.PAST);
        assertEquals(DType.F32, single.dtype());
        assertNear(exact, single.to(DType.F64), ROUNDING_F32);
    }

    @Test
    void gradientsAgreeWithDifferencesOfAnyOrder() {
        GradientCheck.of(x -> x.get(0).scaledDotProductAttention(x.get(1), x.get(2), Sight.PAST),
                List.of(drawn(2, 3, 2), drawn(3, 2), drawn(3, 2))).run().orThrow();
        Tensor k = drawn(4, 2);
        Tensor v = drawn(4, 2);
        GradientCheck.assertGradients(q -> Differentiate.grad((Tensor in) ->
                in.scaledDotProductAttention(k, v).square().sum()).apply(q), drawn(3, 2));
    }

    @Test
    void masksHideOrAddAndBroadcastOverHeads() {
        Tensor q = drawn(2, 3, 4, 5);
        Tensor k = drawn(2, 3, 6, 5);
        Tensor v = drawn(2, 3, 6, 2);
        Tensor padding = Tensor.of(Shape.of(2, 1, 1, 6), true, true, true, false, false, false,
                true, true, true, true, true, false);
        assertNear(formula(q, k, v, bias(padding)),
                q.scaledDotProductAttention(k, v, Sight.ALL, padding), ROUNDING);
        assertSameBits(q.scaledDotProductAttention(k, v, Sight.ALL, padding),
                q.scaledDotProductAttention(k, v, Sight.ALL, bias(padding)));
        Tensor distance = drawn(3, 4, 6);
        assertNear(formula(q, k, v, distance),
                q.scaledDotProductAttention(k, v, Sight.ALL, distance), ROUNDING);
    }

    @Test
    void aMaskAndThePastHideTogether() {
        Tensor q = drawn(4, 3);
        Tensor k = drawn(4, 3);
        Tensor v = drawn(4, 2);
        Tensor mask = Tensor.of(true, false, true, true);
        assertNear(formula(q, k, v, bias(mask.and(past(4)))),
                q.scaledDotProductAttention(k, v, Sight.PAST, mask), ROUNDING);
    }

    @Test
    void aQueryThatSeesNothingGetsZerosAndPassesNoneBack() {
        List<Tensor> x = List.of(drawn(2, 3), drawn(4, 3), drawn(4, 2));
        Tensor shown = Tensor.of(true, false).unsqueeze(1);
        for (Tensor mask : List.of(shown, bias(shown))) {
            Tensor y = x.get(0).scaledDotProductAttention(x.get(1), x.get(2), Sight.ALL, mask);
            assertArrayEquals(new double[2], y.select(0, 1).toDoubles());
            assertNear(x.get(0).slice(0, 0, 1).scaledDotProductAttention(x.get(1), x.get(2))
                    .select(0, 0), y.select(0, 0), ROUNDING);
            List<Tensor> dx = Differentiate.grad((List<Tensor> in) -> in.get(0)
                    .scaledDotProductAttention(in.get(1), in.get(2), Sight.ALL, mask).square()
                    .sum()).apply(x);
            assertArrayEquals(new double[3], dx.getFirst().select(0, 1).toDoubles());
            dx.forEach(d -> assertTrue(Double.isFinite(d.sum().item())));
        }
        Tensor none = x.get(0).scaledDotProductAttention(Tensor.zeros(DType.F64, Shape.of(0, 3)),
                Tensor.zeros(DType.F64, Shape.of(0, 2)));
        assertArrayEquals(new double[4], none.toDoubles());
    }

    @Test
    void weightsAddUpToOneAndGiveTheResult() {
        Tensor q = drawn(2, 3, 5);
        Tensor k = drawn(2, 4, 5);
        Tensor v = drawn(2, 4, 2);
        Tensor mask = Tensor.of(true, true, false, true);
        Tensor p = q.attentionWeights(k, Sight.ALL, mask);
        assertNear(Tensor.ones(DType.F64, Shape.of(2, 3)), p.sum(-1), ROUNDING);
        assertEquals(0, p.select(-1, 2).sum().item());
        assertNear(p.matmul(v), q.scaledDotProductAttention(k, v, Sight.ALL, mask), ROUNDING);
        assertNear(Tensor.of(1.0, 0, 0), q.attentionWeights(q, Sight.PAST).select(0, 0)
                .select(0, 0), ROUNDING);
    }

    @Test
    void scoresOfAnySizeAreExact() {
        Tensor q = Tensor.of(Shape.of(1, 1), 1e4);
        Tensor k = Tensor.of(Shape.of(3, 1), 1e4, 1e4, -1e4);
        Tensor v = Tensor.of(Shape.of(3, 1), 1.0, 3, 5);
        assertEquals(2, q.scaledDotProductAttention(k, v).item());
        assertTrue(Double.isNaN(q.scaledDotProductAttention(k.mul(Double.POSITIVE_INFINITY), v)
                .item()));
    }

    @Test
    void anotherScaleIsAnAttribute() {
        Tensor q = drawn(3, 4);
        Tensor k = drawn(3, 4);
        Tensor v = drawn(3, 4);
        assertNear(q.mul(3).scaledDotProductAttention(k, v), Tensor.apply(
                new ScaledDotProductAttention(1.5, Sight.ALL), q, k, v), ROUNDING);
    }

    @Test
    void headsSplitAndJoinedByViewsAreNotCopied() {
        Tensor x = drawn(2, 6, 3, 4);
        Tensor q = x.permute(0, 2, 1, 3);
        Tensor y = q.scaledDotProductAttention(q, q);
        assertTrue(y.permute(0, 2, 1, 3).array().layout().isContiguous());
        List<Tensor> dx = Recording.off(() -> y.detach().then(dy -> new ScaledDotProductAttention(1,
                Sight.ALL).vjps(List.of(0, 1, 2), dy, y, List.of(q, q, q))));
        dx.forEach(d -> assertTrue(d.permute(0, 2, 1, 3).array().layout().isContiguous()));
        Tensor turned = drawn(4, 6).transpose().scaledDotProductAttention(drawn(5, 4),
                drawn(5, 3));
        assertEquals(Shape.of(6, 3), turned.shape());
    }

    @Test
    void thereMayBeMoreScoresThanATensorHasElements() {
        var all = new ScaledDotProductAttention(1, Sight.ALL);
        var past = new ScaledDotProductAttention(1, Sight.PAST);
        Shape heads = Shape.of(8, 16, 4096, 1);
        assertEquals(heads, all.infer(List.of(heads, heads, heads)));
        assertEquals(heads, past.infer(List.of(heads, heads, heads, Shape.of(16, 1, 4096))));
        Shape one = Shape.of(47_000, 1);
        assertEquals(one, past.infer(List.of(one, one, one, Shape.of(47_000))));
        Shape keys = Shape.of(70_000_000, 1);
        assertEquals(Shape.of(32, 1), all.infer(List.of(Shape.of(32, 1), keys, keys,
                Shape.of(32, 1))));
        assertError(ShapeMismatch.class, () -> all.infer(List.of(heads, heads, heads,
                Shape.of(4095))), "must broadcast", "= (8,16,4096,4096), got (4095)");
    }

    @Test
    void whatTakesTooManyScoresAtOnceIsRefusedBeforeAnyWork() {
        Tensor x = Tensor.ones(8, 16, 4096, 1);
        Tensor mask = Tensor.zeros(4096);
        String[] parts = {"scaledDotProductAttention: ", "a gradient by the mask",
            "gradients of gradients", "(8,16,4096,4096) has more than 2^31 - 1 elements",
            "some of the queries at a time"};
        var rule = new ScaledDotProductAttention(1, Sight.ALL);
        assertError(ShapeMismatch.class, () -> Recording.off(() ->
                rule.vjps(List.of(0, 3), x, x, List.of(x, x, x, mask))), parts);
        assertError(ShapeMismatch.class, () -> rule.inVerbs(0, List.of(x, x, x, x)), parts);
        assertError(ShapeMismatch.class, () -> x.attentionWeights(x, Sight.PAST), parts);
    }

    @Test
    void wrongInputsAreRefusedWithAWayOut() {
        Tensor q = drawn(3, 4);
        assertError(ShapeMismatch.class,
                () -> q.scaledDotProductAttention(drawn(5, 3), drawn(5, 2)),
                "scaledDotProductAttention: ",
                "(…,m,d), (…,n,d) and (…,n,c)", "(3,4), (5,3) and (5,2)", "as many features");
        assertError(ShapeMismatch.class,
                () -> q.scaledDotProductAttention(drawn(5, 4), drawn(6, 2)),
                "each key a value");
        assertError(ShapeMismatch.class, () -> q.scaledDotProductAttention(drawn(5, 4), drawn(5, 2),
                Sight.PAST), "as many queries as keys", "3 and 5", "mask (m,n)");
        assertError(ShapeMismatch.class, () -> drawn(4).scaledDotProductAttention(q, q),
                "rows of features", "unsqueeze");
        assertError(ShapeMismatch.class, () -> drawn(2, 3, 4).scaledDotProductAttention(
                drawn(3, 5, 4), drawn(3, 5, 4)), "(2,3,4), (3,5,4) and (3,5,4)");
        assertError(ShapeMismatch.class, () -> q.scaledDotProductAttention(q, q, Sight.ALL,
                drawn(2, 3, 3)), "the mask must broadcast", "(3,3)", "(2,3,3)", "(batch,1,1,n)");
        assertError(ShapeMismatch.class, () -> q.attentionWeights(drawn(5, 3), Sight.ALL),
                "as many features");
        assertError(DTypeMismatch.class, () -> q.scaledDotProductAttention(q, q, Sight.ALL,
                Tensor.of(1, 0, 1)), "the mask must be BOOL", "F64", "I32");
        assertError(DTypeMismatch.class, () -> q.scaledDotProductAttention(q.to(DType.F32), q),
                "F32", "F64");
    }
}
