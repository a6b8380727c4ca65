package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.between;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReductionsTest {
    /// Sums in another order differ in the last digits.
    private static final double ORDER = 1e-12;
    /// What `Runs` promises for sums in F32, whatever their length: below 3e-6 Σ|x|.
    private static final double F32_SUM = 3e-6;

    /// A verb beside what it means on the elements of one group.
    private record Case(String name, BiFunction<Tensor, Axes, Tensor> verb,
            ToDoubleFunction<double[]> meaning, boolean ofNothing) {}

    private static final List<Case> CASES = List.of(
            new Case("sum", Tensor::sum, g -> Arrays.stream(g).sum(), true),
            new Case("mean", Tensor::mean, ReductionsTest::mean, true),
            new Case("prod", Tensor::prod, g -> Arrays.stream(g).reduce(1, (a, b) -> a * b), true),
            new Case("max", Tensor::max, g -> Arrays.stream(g).max().getAsDouble(), false),
            new Case("min", Tensor::min, g -> Arrays.stream(g).min().getAsDouble(), false),
            new Case("variance", (x, a) -> x.variance(1, a), g -> variance(g, 1), true),
            new Case("population variance", (x, a) -> x.variance(0, a), g -> variance(g, 0), true),
            new Case("std", (x, a) -> x.std(1, a), g -> Math.sqrt(variance(g, 1)), true),
            new Case("norm", (x, a) -> x.norm(2, a),
                    g -> Math.sqrt(Arrays.stream(g).map(v -> v * v).sum()), true),
            new Case("1-norm", (x, a) -> x.norm(1, a),
                    g -> Arrays.stream(g).map(Math::abs).sum(), true),
            new Case("3-norm", (x, a) -> x.norm(3, a), g -> Math.cbrt(
                    Arrays.stream(g).map(v -> Math.pow(Math.abs(v), 3)).sum()), true),
            new Case("∞-norm", (x, a) -> x.norm(Double.POSITIVE_INFINITY, a),
                    g -> Arrays.stream(g).map(Math::abs).max().getAsDouble(), false),
            new Case("logSumExp", Tensor::logSumExp,
                    g -> Math.log(Arrays.stream(g).map(Math::exp).sum()), true));

    private static final List<Case> PLACES = List.of(
            new Case("argmax", Tensor::argmax, g -> first(g, 1), false),
            new Case("argmin", Tensor::argmin, g -> first(g, -1), false));

    private static final List<Case> ALL = Stream.of(CASES, PLACES).flatMap(List::stream).toList();

    private static double first(double[] group, int sign) {
        int best = 0;
        for (int i = 1; i < group.length; i++) {
            best = sign * group[i] > sign * group[best] ? i : best;
        }
        return best;
    }

    private static double mean(double[] group) {
        return Arrays.stream(group).sum() / group.length;
    }

    private static double variance(double[] group, int correction) {
        double mean = mean(group);
        return Arrays.stream(group).map(v -> (v - mean) * (v - mean)).sum()
                / Math.max(0, group.length - correction);
    }

    @Provide
    Arbitrary<ViewChain> chains() {
        return ViewChain.arbitrary();
    }

    /// The layout that `chain` makes, over numbers between −1.5 and 1.5.
    private static Tensor laidOut(ViewChain chain) {
        Tensor x = chain.start();
        return chain.apply(x.mul(2.7).sin().mul(1.5));
    }

    private static int[] flagged(boolean[] flags) {
        return IntStream.range(0, flags.length).filter(a -> flags[a]).toArray();
    }

    @Property(tries = 400)
    void everySubsetOfAxesOfEveryLayoutMatchesPlainLoops(@ForAll("chains") ViewChain chain) {
        Tensor x = laidOut(chain);
        Naive model = Naive.of(x);
        for (int subset = 0; subset < 1 << Math.min(4, x.rank()); subset++) {
            boolean[] flags = new boolean[x.rank()];
            for (int axis = 0; axis < flags.length; axis++) {
                flags[axis] = (subset >> axis & 1) == 1;
            }
            int[] axes = flagged(flags);
            if (axes.length == 0) {
                Arrays.fill(flags, true);                      // none named means all
            }
            boolean nothing = x.size() == 0;
            for (Case c : ALL) {
                if (nothing && !c.ofNothing) {
                    continue;
                }
                Naive expected = model.fold(flags, c.meaning);
                Tensor kept = c.verb.apply(x, Axes.of(axes).kept());
                assertEquals(expected.shape(), kept.shape(), c.name);
                assertNear(expected.values(), kept.toDoubles(), ORDER);
                assertSameBits(kept, c.verb.apply(x, Axes.of(axes)).reshape(kept.shape()));
            }
        }
    }

    @Property(tries = 200)
    void stridedAndContiguousGiveTheSameBits(@ForAll("chains") ViewChain chain) {
        for (DType type : List.of(DType.F32, DType.F64)) {
            Tensor view = laidOut(chain).to(type);
            Tensor strided = chain.apply(chain.start().mul(2.7).sin().mul(1.5).to(type));
            Tensor copy = Tensor.of(view.shape(), view.toDoubles()).to(type);
            for (Case c : ALL) {
                for (int axis = 0; axis < copy.rank() && copy.size() > 0; axis++) {
                    assertSameBits(c.verb.apply(copy, Axes.of(axis)),
                            c.verb.apply(strided, Axes.of(axis)));
                }
            }
        }
    }

    @Test
    void largeStridedReductionsGiveTheBitsOfTheCopy() {
        Tensor x = random(1, 17, 300, 21).to(DType.F32);
        Tensor view = x.permute(2, 0, 1).flip(1);
        Tensor copy = Tensor.of(view.shape(), view.toFloats());
        for (Case c : ALL) {
            for (int[] axes : new int[][] {{}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}}) {
                assertSameBits(c.verb.apply(copy, Axes.of(axes)),
                        c.verb.apply(view, Axes.of(axes)));
            }
        }
    }

    @Test
    void sumsOfAMillionSinglePrecisionNumbersKeepTheirDigits() {
        int n = 1_000_000;
        Tensor x = between(0, 1, 5, n).to(DType.F32);
        double exact = Arrays.stream(x.toDoubles()).sum();
        assertEquals(exact, x.sum().item(), F32_SUM * exact);
        assertEquals(exact, x.reshape(n, 1).sum(0).item(), F32_SUM * exact);
        assertEquals(exact, x.reshape(1000, 1000).sum(0).sum().item(), F32_SUM * exact);
        assertEquals(exact / n, x.mean().item(), F32_SUM);
        Tensor tenths = Tensor.full(DType.F32, Shape.of(n), 0.1);
        assertEquals(n * (double) 0.1f, tenths.sum().item(), F32_SUM * 1e5);
    }

    @Test
    void cancellingSumsKeepTheSmallTerms() {
        int n = 100_000;
        double[] values = new double[2 * n + 1];
        for (int i = 0; i < n; i++) {
            values[i] = 1e4;
            values[n + 1 + i] = -1e4;
        }
        values[n] = 1;
        assertEquals(1, Tensor.of(values).sum().item(), 1e-6);
    }

    @Test
    void aLargeMeanCostsTheVarianceNoDigits() {
        Tensor x = random(3, 1000);
        double expected = x.variance().item();
        assertEquals(expected, x.add(1e6).variance().item(), 1e-8);
        assertEquals(expected, x.add(1e3).to(DType.F32).variance().item(), 1e-4);
    }

    @Test
    void nothingHasTheIdentityOfEachReduction() {
        Tensor empty = Tensor.zeros(DType.F64, Shape.of(2, 0));
        assertValues(empty.sum(1), Shape.of(2), 0, 0);
        assertValues(empty.prod(1), Shape.of(2), 1, 1);
        assertTrue(Double.isNaN(empty.mean().item()));
        assertTrue(Double.isNaN(empty.variance().item()));
        assertEquals(0, empty.norm().item());
        assertEquals(Double.NEGATIVE_INFINITY, empty.logSumExp().item());
        assertEquals(0, empty.max(0).size());
        assertEquals(Shape.of(0), empty.sum(0).shape());
    }

    @Test
    void aSingleNumberReducesToItself() {
        Tensor x = Tensor.scalar(-3.0);
        for (Tensor y : List.of(x.sum(), x.mean(), x.max(), x.min(), x.prod(), x.logSumExp())) {
            assertValues(y, Shape.of(), -3);
        }
        assertEquals(3, x.norm().item());
        assertEquals(0, x.variance(0, Axes.all()).item());
        assertTrue(Double.isNaN(x.variance().item()));
    }

    @Test
    void aNaNIsNeverLost() {
        for (int at : new int[] {0, 1, 50, 99}) {
            double[] values = between(0, 1, 4, 100).toDoubles();
            values[at] = Double.NaN;
            for (DType type : List.of(DType.F32, DType.F64)) {
                Tensor x = Tensor.of(Shape.of(4, 25), values).to(type);
                for (Case c : CASES) {
                    assertTrue(Double.isNaN(c.verb.apply(x, Axes.all()).item()), c.name);
                    assertTrue(Double.isNaN(c.verb.apply(x, Axes.of(0)).toDoubles()[at % 25]),
                            c.name);
                }
            }
        }
    }

    @Test
    void logSumExpNeitherOverflowsNorLosesInfinities() {
        assertEquals(1000 + Math.log(2), Tensor.of(1000.0, 1000).logSumExp().item(), 1e-12);
        assertEquals(-1e4, Tensor.of(-1e4, -2e4).logSumExp().item(), 1e-12);
        double inf = Double.POSITIVE_INFINITY;
        assertEquals(-inf, Tensor.of(-inf, -inf).logSumExp().item());
        assertEquals(inf, Tensor.of(1, inf).logSumExp().item());
        assertEquals(1, Tensor.of(1, -inf).logSumExp().item());
        Tensor x = Tensor.of(1, -inf).variable();
        assertArrayEquals(new double[] {1, 0}, x.logSumExp().gradients().get(x).toDoubles());
    }

    @Test
    void normsOfHugeAndTinyNumbersNeitherOverflowNorVanish() {
        assertEquals(5e200, Tensor.of(3e200, 4e200).norm().item(), 1e188);
        assertEquals(5e-200, Tensor.of(3e-200, 4e-200).norm().item(), 1e-212);
        assertEquals(5e30, Tensor.of(3e30f, 4e30f).norm().item(), 1e24);
        assertEquals(Double.POSITIVE_INFINITY,
                Tensor.of(1, Double.NEGATIVE_INFINITY).norm().item());
    }

    @Test
    void gradientOfMaxSplitsTiesEvenly() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1.0, 5, 5, 2, 2, 2).variable();
        assertValues(x.max(1).sum().gradients().get(x), Shape.of(2, 3), 0, 0.5, 0.5, 1.0 / 3,
                1.0 / 3, 1.0 / 3);
        assertValues(x.min().gradients().get(x), Shape.of(2, 3), 1, 0, 0, 0, 0, 0);
        Tensor direction = Tensor.of(Shape.of(2, 3), 1.0, 2, 4, 3, 6, 9);
        assertValues(Differentiate.jvp((Tensor t) -> t.max(1), x, direction).tangent().detach(),
                Shape.of(2), 3, 6);
    }

    @Test
    void gradientOfProdIsExactWhereElementsAreZero() {
        Tensor none = Tensor.of(2.0, 3, 4).variable();
        assertValues(none.prod().gradients().get(none), Shape.of(3), 12, 8, 6);
        Tensor one = Tensor.of(2.0, 0, 4).variable();
        assertValues(one.prod().gradients().get(one), Shape.of(3), 0, 8, 0);
        Tensor two = Tensor.of(0.0, 3, 0).variable();
        assertValues(two.prod().gradients().get(two), Shape.of(3), 0, 0, 0);
        assertValues(Differentiate.hessian(Tensor::prod).apply(Tensor.of(0.0, 3, 0)),
                Shape.of(3, 3), 0, 0, 3, 0, 0, 0, 3, 0, 0);
    }

    /// The product is lost, the products of the others are not.
    @Test
    void gradientOfProdIsExactWhereTheProductUnderflowsOrOverflows() {
        Tensor tiny = Tensor.of(1e-200, 2e-200, 1e100).variable();
        double[] d = tiny.prod().gradients().get(tiny).toDoubles();
        assertEquals(2e-100, d[0], 1e-112);
        assertEquals(1e-100, d[1], 1e-112);
        Tensor huge = Tensor.of(1e200, 2e150).variable();
        assertEquals(2e150, huge.prod().gradients().get(huge).get(0), 1e138);
        Tensor narrow = Tensor.of(1e-30f, 1e-10f).variable();
        assertEquals(1e-10f, narrow.prod().gradients().get(narrow).get(0), 1e-16);
    }

    @Test
    void gradientOfTheNormOfNothingButZerosIsZero() {
        Tensor x = Tensor.zeros(DType.F64, Shape.of(3)).variable();
        assertValues(x.norm().gradients().get(x), Shape.of(3), 0, 0, 0);
        assertValues(x.norm(3, Axes.all()).gradients().get(x), Shape.of(3), 0, 0, 0);
    }

    @Test
    void gradientsOverAnyAxesMatchDifferences() {
        Tensor x = between(0.5, 2, 9, 2, 3, 2);
        for (Case c : CASES) {
            for (int[] axes : new int[][] {{}, {1}, {0, 2}, {-1}}) {
                GradientCheck.of(t -> c.verb.apply(t, Axes.of(axes)), x).named(c.name).run()
                        .orThrow();
                GradientCheck.of(t -> c.verb.apply(t, Axes.of(axes).kept()).mul(t), x)
                        .named(c.name).run().orThrow();
            }
        }
    }

    @Test
    void sumToUndoesBroadcasting() {
        Tensor x = random(2, 4, 2, 3);
        assertSameBits(x.sum(0), x.sumTo(Shape.of(2, 3)));
        assertSameBits(x.sum(Axes.of(0, 1).kept()).reshape(1, 3), x.sumTo(Shape.of(1, 3)));
        assertSameBits(x.sum(), x.sumTo(Shape.of()));
        assertSameBits(x, x.sumTo(x.shape()));
        assertValues(Tensor.zeros(DType.F64, Shape.of(0, 2)).sumTo(Shape.of(1, 2)),
                Shape.of(1, 2), 0, 0);
        assertEquals(Shape.of(1, 1), Tensor.ones(1, 1, 1).sumTo(Shape.of(1, 1)).shape());
    }

    @Test
    void axesOfOneElementChangeNeitherTypeNorValue() {
        Tensor x = random(9, 1, 3, 1, 4, 1).to(DType.F32);
        Tensor plain = x.reshape(3, 4);
        assertSameBits(plain.sum(1), x.sum(Axes.of(0, 2, 3, 4)).reshape(3));
        assertSameBits(plain.sum(1), x.sum(Axes.of(0, 3)).reshape(3));
        assertSameBits(plain.sum(0), x.sum(Axes.of(0, 1)).reshape(4));
        assertSameBits(plain.prod(Axes.of(1)), x.prod(Axes.of(0, 3)).reshape(3));
        assertSameBits(plain, x.sum(Axes.of(0, 2)).reshape(3, 4));
    }
}
