package io.atled.autograd;

import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewsTest {
    @Provide
    Arbitrary<ViewChain> chains() {
        return ViewChain.arbitrary();
    }

    @Property(tries = 3000)
    void viewsOfViewsShowTheElementsThatIndicesSay(@ForAll("chains") ViewChain chain) {
        for (ViewChain.Pair pair : chain.run(chain.start())) {
            assertEquals(pair.model(), Naive.of(pair.tensor()));
        }
    }

    @Property(tries = 2000)
    void everyReshapeOfAViewIsThatOfItsCopy(@ForAll("chains") ViewChain chain,
            @ForAll @IntRange(max = 100_000) int number) {
        Tensor view = chain.apply(chain.start());
        Tensor copy = Tensor.of(view.shape(), view.toDoubles());
        Shape target = Shape.of(ViewChain.factored(view.size(), new Random(number)));
        assertSameBits(copy.reshape(target), view.reshape(target));
    }

    @Property(tries = 500)
    void elementsOneByOneAreThoseOfTheArray(@ForAll("chains") ViewChain chain) {
        ViewChain.Pair last = chain.run(chain.start()).getLast();
        Naive.by(last.model().sizes(), index -> {
            assertEquals(last.model().get(index), last.tensor().get(index));
            return 0;
        });
    }

    @Property(tries = 500)
    void arithmeticOnViewsIsThatOnCopies(@ForAll("chains") ViewChain chain) {
        for (DType type : List.of(DType.F32, DType.F64)) {
            Tensor view = chain.apply(chain.start().to(type));
            Tensor copy = Tensor.of(view.shape(), view.toDoubles()).to(type);
            assertSameBits(copy.mul(copy).add(1).sqrt(), view.mul(view).add(1).sqrt());
            assertSameBits(copy.silu(), view.silu());
            assertSameBits(copy.greater(7).to(DType.F32), view.greater(7).to(DType.F32));
        }
    }

    /// Views are linear maps of zeros and ones: the pullback is the transposed map, exactly.
    @Property(tries = 300)
    void pullbacksPutEachCotangentWhereItsElementCameFrom(@ForAll("chains") ViewChain chain) {
        Tensor x = chain.start().variable();
        Tensor y = chain.apply(x);
        if (!y.requiresGrad() || y == x) {
            return;
        }
        Tensor dy = random(7, y.shape().toArray()).mul(1024).add(0.5).to(DType.I32).to(DType.F64);
        double[] expected = new double[x.size()];
        double[] from = y.toDoubles();
        double[] weights = dy.toDoubles();
        for (int i = 0; i < from.length; i++) {
            expected[(int) from[i] - 1] += weights[i];
        }
        assertArrayEquals(expected, y.gradients(dy).get(x).toDoubles());
        Tensor dx = random(8, x.shape().toArray());
        assertSameBits(chain.apply(dx), Differentiate.jvp(chain::apply, x.detach(), dx).tangent());
    }

    @Property(tries = 500)
    void padAndConcatMatchTheModel(@ForAll("chains") ViewChain chain,
            @ForAll @IntRange(max = 3) int before, @ForAll @IntRange(max = 3) int after) {
        ViewChain.Pair last = chain.run(chain.start()).getLast();
        for (int axis = 0; axis < last.tensor().rank(); axis++) {
            Tensor t = last.tensor();
            Naive m = last.model();
            assertEquals(m.pad(axis, before, after, 0), Naive.of(t.pad(axis, before, after)));
            assertEquals(m.pad(axis, before, after, -3), Naive.of(t.pad(axis, before, after, -3)));
            assertEquals(m.concat(axis, m.flip(axis)).concat(axis, m),
                    Naive.of(Tensor.concat(axis - t.rank(), List.of(t, t.flip(axis), t))));
        }
    }

    @Property(tries = 500)
    void splitUndoesConcatAndSelectUndoesStack(@ForAll("chains") ViewChain chain) {
        Tensor t = chain.apply(chain.start());
        for (int axis = 0; axis < t.rank(); axis++) {
            int n = t.shape().get(axis);
            List<Tensor> parts = t.split(axis, n / 2, 0, n - n / 2);
            assertEquals(3, parts.size());
            assertSameBits(t, Tensor.concat(axis, parts));
        }
        for (int axis = 0; axis <= t.rank(); axis++) {
            Tensor stacked = Tensor.stack(axis, List.of(t, t.neg()));
            assertSameBits(t, stacked.select(axis, 0));
            assertSameBits(t.neg(), stacked.select(axis, -1));
        }
        assertSameBits(Tensor.stack(t.rank(), List.of(t, t)), Tensor.stack(-1, List.of(t, t)));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void viewsTakeEveryElementType(DType type) {
        Tensor x = Tensor.of(Shape.of(2, 3), 1, 0, 1, 0, 0, 1).to(type);
        Tensor y = x.transpose().flip(0).unsqueeze(1).slice(0, 0, 2);
        assertEquals(type, y.dtype());
        assertArrayEquals(new double[] {1, 1, 0, 0}, y.toDoubles());
        Tensor joined = Tensor.concat(0, List.of(x, x));
        assertEquals(type, joined.dtype());
        assertEquals(Shape.of(4, 3), joined.shape());
    }

    /// Takes no masks.
    private record NoMasks() implements View {
        @Override
        public Layout view(Layout x) {
            return x;
        }

        @Override
        public DType inferType(List<DType> types) {
            if (types.getFirst() == DType.BOOL) {
                throw new DTypeMismatch("noMasks: got BOOL");
            }
            return types.getFirst();
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy;
        }
    }

    @Test
    void aViewOfAStrangerRefusesAsItSays() {
        assertArrayEquals(new double[] {1, 2},
                Tensor.apply(new NoMasks(), Tensor.of(1.0, 2)).toDoubles());
        assertThrows(DTypeMismatch.class, () -> Tensor.apply(new NoMasks(), Tensor.of(true)));
    }

    @Test
    void oneSizeOfAReshapeIsWorkedOut() {
        Tensor x = random(1, 4, 6);
        assertEquals(Shape.of(24), x.reshape(-1).shape());
        assertEquals(Shape.of(3, 8), x.reshape(3, -1).shape());
        assertEquals(Shape.of(2, 12, 1), x.reshape(2, -1, 1).shape());
        assertEquals(Shape.of(0), Tensor.zeros(2, 0).reshape(-1).shape());
        assertEquals(Shape.of(1), Tensor.scalar(1f).reshape(-1).shape());
        assertEquals(Shape.of(), Tensor.of(1f).reshape().shape());
    }

    @Test
    void aReshapeToTheSameShapeIsTheTensorItself() {
        Tensor x = random(1, 2, 3);
        assertSame(x, x.reshape(2, 3));
        assertSame(x, x.expand(2, 3));
        assertSame(x, x.squeeze());
    }

    @Test
    void squeezeTakesNamedAxesOrAllOfSizeOne() {
        Tensor x = random(1, 1, 2, 1, 3);
        assertEquals(Shape.of(2, 3), x.squeeze().shape());
        assertEquals(Shape.of(2, 1, 3), x.squeeze(0).shape());
        assertEquals(Shape.of(1, 2, 3), x.squeeze(-2).shape());
        assertEquals(Shape.of(2, 3), x.squeeze(0, 2).shape());
    }

    @Test
    void negativeBoundsCountFromTheEnd() {
        Tensor x = Tensor.of(1.0, 2, 3, 4, 5);
        assertValues(x.slice(0, -3, -1), Shape.of(2), 3, 4);
        assertValues(x.slice(-1, 0, 5, 2), Shape.of(3), 1, 3, 5);
        assertValues(x.slice(0, 1, 5, 4), Shape.of(1), 2);
        assertValues(x.slice(0, 2, 2), Shape.of(0));
        assertValues(x.slice(0, 5, 5), Shape.of(0));
        assertValues(x.select(0, -1), Shape.of(), 5);
    }

    @Test
    void aStepLongerThanTheAxisTakesItsFirstElement() {
        Tensor x = Tensor.of(1.0, 2, 3);
        assertValues(x.slice(0, 0, 3, Integer.MAX_VALUE), Shape.of(1), 1);
        assertValues(x.slice(0, 1, 3, Integer.MAX_VALUE), Shape.of(1), 2);
    }

    @Test
    void transposeExchangesTwoAxes() {
        Tensor x = random(3, 2, 3, 4);
        assertEquals(Shape.of(2, 4, 3), x.transpose().shape());
        assertEquals(Shape.of(4, 3, 2), x.transpose(0, -1).shape());
        assertSameBits(x, x.transpose(0, 2).transpose(2, 0));
        assertSameBits(x, x.transpose(1, 1));
        assertEquals(x.get(1, 2, 3), x.transpose(0, 1).get(2, 1, 3));
    }

    @Test
    void flipTurnsTheNamedAxesOrAll() {
        Tensor x = Tensor.of(Shape.of(2, 2), 1.0, 2, 3, 4);
        assertValues(x.flip(), Shape.of(2, 2), 4, 3, 2, 1);
        assertValues(x.flip(0), Shape.of(2, 2), 3, 4, 1, 2);
        assertValues(x.flip(-1), Shape.of(2, 2), 2, 1, 4, 3);
        assertEquals(3.0, Tensor.scalar(3.0).flip().item());
    }

    @Test
    void longAxesAreReadInTheRightOrderByEveryBlock() {
        int n = 3000;
        var values = new ArrayList<Double>();
        double[] flat = new double[2 * n];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i;
        }
        Tensor turned = Tensor.of(Shape.of(n, 2), flat).transpose();
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < n; i++) {
                values.add(2.0 * (2 * i + k) + 1);
            }
        }
        assertArrayEquals(values.stream().mapToDouble(v -> v).toArray(),
                turned.mul(2).add(1).toDoubles());
    }

    @Test
    void gradientsFlowThroughJoinedAndPaddedTensors() {
        Tensor a = random(1, 2, 3);
        Tensor b = random(2, 2, 1);
        GradientCheck.assertGradients((x, y) -> Tensor.concat(1, List.of(x, y, x)).square(), a, b);
        GradientCheck.assertGradients(x -> Tensor.stack(-1, List.of(x, x.sin(), x)).exp(), a);
        GradientCheck.assertGradients(x -> x.pad(0, 1, 2, 5).square().mul(x.pad(0, 2, 1)), a);
        GradientCheck.assertGradients(x -> {
            List<Tensor> parts = x.split(1, 1, 2);
            return parts.get(0).mul(parts.get(1));
        }, a);
    }
}
