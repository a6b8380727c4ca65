package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProductsTest {
    /// Sums of at most forty products in another order.
    private static final double ORDER = 1e-13;

    /// Σₖ a[…,i,k]·b[…,k,j] by the index of each element.
    private static Naive product(Naive a, Naive b, Shape out) {
        int rank = out.rank();
        int inner = a.sizes()[a.sizes().length - 1];
        return Naive.by(out.toArray(), index -> {
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += a.get(at(a, index, index[rank - 2], k)) * b.get(at(b, index, k,
                        index[rank - 1]));
            }
            return sum;
        });
    }

    private static int[] at(Naive m, int[] index, int row, int column) {
        int rank = m.sizes().length;
        int[] own = new int[rank];
        for (int k = 0; k < rank - 2; k++) {
            own[k] = m.sizes()[k] == 1 ? 0 : index[index.length - rank + k];
        }
        own[rank - 2] = row;
        own[rank - 1] = column;
        return own;
    }

    private static Tensor matrix(int[] lead, int rows, int columns, boolean turned, long seed) {
        int[] sizes = Arrays.copyOf(lead, lead.length + 2);
        sizes[lead.length] = turned ? columns : rows;
        sizes[lead.length + 1] = turned ? rows : columns;
        Tensor x = random(seed, sizes);
        return turned ? x.transpose() : x;
    }

    @Property(tries = 300)
    void batchesOfMatricesInAnyLayoutMatchPlainLoops(@ForAll @IntRange(max = 100_000) int seed) {
        var random = new Random(seed);
        int m = random.nextInt(8);
        int k = random.nextInt(8);
        int n = random.nextInt(8);
        int[] lead = new int[random.nextInt(3)];
        int[] other = new int[random.nextInt(3)];
        int shared = 1 + random.nextInt(3);
        Arrays.setAll(lead, i -> random.nextBoolean() ? shared : 1);
        Arrays.setAll(other, i -> random.nextBoolean() ? shared : 1);
        Tensor a = matrix(lead, m, k, random.nextBoolean(), seed);
        Tensor b = matrix(other, k, n, random.nextBoolean(), seed + 1L);
        Tensor c = a.matmul(b);
        Shape batch = Shape.of(lead).broadcast("batch", Shape.of(other));
        assertEquals(batch.concat(Shape.of(m, n)), c.shape());
        assertNear(product(Naive.of(a), Naive.of(b), c.shape()).values(), c.toDoubles(), ORDER);
    }

    @Test
    void vectorsAreRowsOnTheLeftAndColumnsOnTheRight() {
        Tensor x = Tensor.of(1.0, 2);
        Tensor a = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6);
        assertValues(x.matmul(a), Shape.of(3), 9, 12, 15);
        assertValues(a.transpose().matmul(x), Shape.of(3), 9, 12, 15);
        assertValues(x.matmul(x), Shape.of(), 5);
        Tensor batch = Tensor.stack(0, List.of(a, a.neg()));
        assertValues(x.matmul(batch), Shape.of(2, 3), 9, 12, 15, -9, -12, -15);
        assertValues(batch.transpose().matmul(x), Shape.of(2, 3), 9, 12, 15, -9, -12, -15);
    }

    @Test
    void emptyProductsAreSumsOfNothing() {
        Tensor c = Tensor.zeros(DType.F64, Shape.of(2, 0)).matmul(
                Tensor.zeros(DType.F64, Shape.of(0, 3)));
        assertValues(c, Shape.of(2, 3), 0, 0, 0, 0, 0, 0);
        assertEquals(Shape.of(0, 3), Tensor.zeros(0, 2).matmul(Tensor.zeros(2, 3)).shape());
        assertEquals(Shape.of(4, 0, 0),
                Tensor.zeros(4, 0, 2).matmul(Tensor.zeros(2, 0)).shape());
        assertEquals(0, Tensor.of(new double[0]).dot(Tensor.of(new double[0])).item());
        Tensor a = Tensor.zeros(DType.F64, Shape.of(2, 0)).variable();
        assertEquals(Shape.of(2, 0), a.matmul(Tensor.zeros(DType.F64, Shape.of(0, 3))).sum()
                .gradients().get(a).shape());
    }

    @Test
    void repeatedMatricesAreNotCopiedWrongly() {
        Tensor row = random(1, 1, 5).expand(4, 5);
        Tensor flipped = random(2, 5, 3).flip();
        assertNear(product(Naive.of(row), Naive.of(flipped), Shape.of(4, 3)).values(),
                row.matmul(flipped).toDoubles(), ORDER);
        Tensor one = random(3, 1, 4, 5).expand(3, 4, 5);
        Tensor each = random(4, 3, 5, 2);
        assertNear(product(Naive.of(one), Naive.of(each), Shape.of(3, 4, 2)).values(),
                one.matmul(each).toDoubles(), ORDER);
    }

    @Test
    void aStackOfRowsTimesOneMatrixIsOneLargeProduct() {
        Tensor a = random(1, 3, 4, 5);
        Tensor b = random(2, 5, 2);
        Tensor c = a.matmul(b);
        for (int i = 0; i < 3; i++) {
            assertNear(a.select(0, i).matmul(b), c.select(0, i), ORDER);
        }
        assertNear(a.transpose(0, 1).matmul(b), c.transpose(0, 1), ORDER);
    }

    @Test
    void gradientsOfAllFormsMatchDifferences() {
        int[][][] forms = {{{3, 4}, {4, 2}}, {{4}, {4, 2}}, {{3, 4}, {4}}, {{4}, {4}},
                {{2, 3, 4}, {4, 2}}, {{3, 4}, {2, 4, 2}}, {{2, 3, 4}, {2, 4, 2}},
                {{2, 1, 3, 2}, {3, 2, 2}}, {{2}, {3, 2, 2}}, {{3, 2, 2}, {2}}, {{0, 3}, {3, 2}}};
        for (int[][] form : forms) {
            GradientCheck.assertGradients(Tensor::matmul, random(1, form[0]), random(2, form[1]));
        }
        GradientCheck.assertGradients(Tensor::dot, random(1, 3), random(2, 3));
        GradientCheck.assertGradients(Tensor::outer, random(1, 3), random(2, 2));
        GradientCheck.assertGradients(x -> x.matmul(x.transpose()), random(1, 2, 3));
    }

    @Test
    void affineIsAProductPlusARow() {
        for (int[] sizes : new int[][] {{4, 5}, {5}, {2, 3, 5}, {0, 5}}) {
            Tensor x = random(1, sizes);
            Tensor w = random(2, 3, 5).transpose();
            Tensor b = random(3, 3);
            assertNear(x.matmul(w).add(b), x.affine(w, b), ORDER);
            GradientCheck.assertGradients(t -> t.affine(w, b).square(), x);
            GradientCheck.assertGradients((s, t) -> x.affine(s, t).square(), random(4, 5, 3), b);
        }
        Tensor x = random(5, 3, 300);
        Tensor w = random(6, 300, 40);
        Tensor b = random(7, 1).expand(40);
        assertNear(x.matmul(w).add(b), x.affine(w, b), ORDER);
    }

    @Test
    void anActivationInTheSameOperationChangesNoBit() {
        var activations = List.of(new Activations.Relu(), new Activations.LeakyRelu(0.1),
                new Activations.LeakyRelu(-0.5), new Trigonometry.Tanh(), new Activations.Gelu(),
                new Exponentials.Exp());
        for (int[] sizes : new int[][] {{4, 5}, {5}, {2, 3, 5}, {0, 5}, {300, 5}}) {
            Tensor x = random(1, sizes).variable();
            Tensor w = random(2, 40, 5).variable();
            Tensor b = random(3, 40).variable();
            for (Pointwise.Unary f : activations) {
                Tensor apart = Tensor.apply(f, x.affine(w.transpose(), b));
                Tensor at = x.affine(w.transpose(), b, f);
                assertSameBits(apart, at);
                assertSameBits(apart, Recording.off(() -> x.affine(w.transpose(), b, f)));
                Gradients expected = apart.square().sum().gradients();
                Gradients got = at.square().sum().gradients();
                for (Tensor v : List.of(x, w, b)) {
                    assertSameBits(expected.get(v), got.get(v));
                }
            }
        }
    }

    /// |x|, which runs and differentiates in a way of its own.
    private record OwnAbs() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.abs();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().abs().add(1);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.getFirst().sign()).mul(3);
        }
    }

    @Test
    void anActivationThatRunsInAWayOfItsOwnIsAsked() {
        Tensor x = random(1, 4, 5).variable();
        Tensor w = random(2, 5, 3);
        Tensor b = random(3, 3);
        Tensor apart = Tensor.apply(new OwnAbs(), x.affine(w, b));
        Tensor at = x.affine(w, b, new OwnAbs());
        assertSameBits(apart, at);
        assertSameBits(apart, Recording.off(() -> x.affine(w, b, new OwnAbs())));
        Tensor one = Tensor.apply(new Products.Activated(new Products.Affine(), new OwnAbs()),
                x, w, b);
        assertSameBits(apart, one);
        assertSameBits(apart.sum().gradients().get(x), at.sum().gradients().get(x));
        assertSameBits(apart.sum().gradients().get(x), one.sum().gradients().get(x));
    }

    @Test
    void sumsAreKeptOnlyForActivationsWhoseDerivativeNeedsThem() {
        Tensor x = random(1, 4, 5).variable();
        Tensor w = random(2, 5, 3);
        Tensor b = random(3, 3);
        Tensor relu = x.affine(w, b, new Activations.Relu());
        assertEquals("affine+relu", Objects.requireNonNull(relu.op()).name());
        assertEquals(List.of(x, w, b), relu.inputs());
        Tensor tanh = x.affine(w, b, new Trigonometry.Tanh());
        assertEquals("affine", Objects.requireNonNull(tanh.inputs().getFirst().op()).name());
        Tensor falling = x.affine(w, b, new Activations.LeakyRelu(-1));
        assertEquals("leakyRelu", Objects.requireNonNull(falling.op()).name());
    }

    @Test
    void affineRefusesWhatDoesNotFit() {
        Tensor x = random(1, 2, 3);
        Tensor b = random(2, 4);
        assertMessage("did you mean w.transpose()?", () -> x.affine(random(3, 4, 3), b));
        assertMessage("(…,k)·(k,n)", () -> x.affine(random(3, 5, 4), b));
        assertMessage("b must be (4)", () -> x.affine(random(3, 3, 4), random(4, 1, 4)));
    }

    private static void assertMessage(String part, Executable body) {
        String message = assertThrows(ShapeMismatch.class, body).getMessage();
        assertTrue(message.startsWith("affine: ") && message.contains(part), message);
    }

    @Test
    void dotAndOuterAreTheTwoProductsOfVectors() {
        Tensor a = Tensor.of(1.0, 2, 3);
        Tensor b = Tensor.of(4.0, 5, 6);
        assertEquals(32, a.dot(b).item());
        assertValues(a.slice(0, 0, 2).outer(b), Shape.of(2, 3), 4, 5, 6, 8, 10, 12);
        assertValues(a.outer(b).matmul(a), Shape.of(3), 32, 64, 96);       // a·(bᵀa)
    }

    @Test
    void infinitiesAndNaNsReachTheResult() {
        Tensor a = Tensor.of(Shape.of(2, 2), Double.POSITIVE_INFINITY, 0, Double.NaN, 1);
        Tensor b = Tensor.of(Shape.of(2, 1), 1.0, 2);
        assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, Double.NaN},
                a.matmul(b).toDoubles());
    }

    @Test
    void largeProductsInF32StayCloseToThoseInF64() {
        Tensor a = random(1, 130, 257);
        Tensor b = random(2, 257, 65);
        Tensor narrow = a.to(DType.F32).matmul(b.to(DType.F32));
        assertEquals(DType.F32, narrow.dtype());
        // 257 products below 1 in F32: at worst 257 roundings of sums below 30
        assertNear(a.matmul(b), narrow.to(DType.F64), 2e-5);
    }

    @Test
    void oneMatrixTimesManyTakesTheMemoryOfTheResultOnly() {
        Tensor w = Tensor.ones(2000, 1000);
        Tensor x = Tensor.ones(1, 1).expand(1100, 1000, 1);
        Tensor y = w.matmul(x);
        assertEquals(Shape.of(1100, 2000, 1), y.shape());
        assertEquals(1000, y.get(1099, 1999, 0));
    }
}
