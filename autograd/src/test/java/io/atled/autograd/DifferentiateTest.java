package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DifferentiateTest {
    /// Roundings of a few dozen operations.
    private static final double EXACT = 1e-12;

    record Line(Tensor slope, Tensor offset) {
        Tensor at(Tensor x) {
            return slope.mul(x).add(offset);
        }
    }

    record Model(String name, Line line, List<Tensor> more, Map<String, Line> named,
            Optional<Tensor> maybe, Tensor labels, double rate) {}

    private static Tensor num(double value) {
        return Tensor.scalar(value);
    }

    private static Function<Tensor, Tensor> derivative(Function<Tensor, Tensor> f) {
        return Differentiate.grad((Tensor x) -> f.apply(x).sum());
    }

    @Test
    void derivativesNestToAnyOrder() {
        Function<Tensor, Tensor> f = Tensor::sin;
        double[] expected = {Math.sin(0.7), Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7),
                Math.sin(0.7), Math.cos(0.7), -Math.sin(0.7)};
        for (double value : expected) {
            assertEquals(value, f.apply(num(0.7)).item(), EXACT);
            f = derivative(f);
        }
    }

    @Test
    void higherOrdersOfProductsAndPowersAreExact() {
        Function<Tensor, Tensor> f = x -> x.pow(6);
        double factor = 1;
        for (int order = 0; order <= 6; order++) {
            assertEquals(factor * Math.pow(1.5, 6 - order), f.apply(num(1.5)).item(), 1e-9);
            factor *= 6 - order;
            f = derivative(f);
        }
        assertEquals(0, f.apply(num(1.5)).item());
    }

    @Test
    void forwardOverForwardOverReverseAgrees() {
        Tensor x = num(0.3);
        Tensor one = num(1);
        Function<Tensor, Tensor> forward = t -> Differentiate.jvp(Tensor::exp, t, one).tangent();
        Function<Tensor, Tensor> twice = t -> Differentiate.jvp(forward, t, one).tangent();
        assertEquals(Math.exp(0.3), twice.apply(x).item(), EXACT);
        assertEquals(Math.exp(0.3), derivative(twice).apply(x).item(), EXACT);
        assertEquals(Math.exp(0.3),
                Differentiate.jvp(derivative(twice), x, one).tangent().item(), EXACT);
    }

    @Test
    void aRecordInGivesARecordOfGradientsOut() {
        var line = new Line(num(2), num(3));
        Line gradient = Differentiate.grad((Line l) -> l.at(num(5)).square()).apply(line);
        assertEquals(130, gradient.slope().item());
        assertEquals(26, gradient.offset().item());
    }

    @Test
    void valueAndGradGivesBothFromOneRun() {
        int[] runs = {0};
        var both = Differentiate.valueAndGrad((Tensor x) -> {
            runs[0]++;
            return x.square().sum();
        }).apply(Tensor.of(1.0, 2));
        assertEquals(5, both.value().item());
        assertValues(both.gradient(), Shape.of(2), 2, 4);
        assertEquals(1, runs[0]);
        assertFalse(both.value().requiresGrad());
        assertFalse(both.gradient().requiresGrad());
    }

    @Test
    void nestedRecordsListsMapsAndOptionalsKeepTheirForm() {
        var model = new Model("m", new Line(num(1), num(2)), List.of(num(3), num(4)),
                Map.of("a", new Line(num(5), num(6))), Optional.of(num(7)), Tensor.of(1, 2), 0.5);
        Model g = Differentiate.grad((Model m) -> m.line().slope().mul(m.more().get(1))
                .add(m.named().get("a").offset().mul(m.maybe().orElseThrow()))).apply(model);
        assertEquals("m", g.name());
        assertEquals(4, g.line().slope().item());
        assertEquals(0, g.line().offset().item());
        assertEquals(0, g.more().get(0).item());
        assertEquals(1, g.more().get(1).item());
        assertEquals(7, g.named().get("a").offset().item());
        assertEquals(6, g.maybe().orElseThrow().item());
        assertEquals(DType.I32, g.labels().dtype());
        assertArrayEquals(new int[] {0, 0}, g.labels().toInts());
        assertEquals(0.5, g.rate());
    }

    @Test
    void arraysAreTreesToo() {
        Tensor[] g = Differentiate.grad((Tensor[] x) -> x[0].mul(x[1]))
                .apply(new Tensor[] {num(2), num(3)});
        assertEquals(3, g[0].item());
        assertEquals(2, g[1].item());
    }

    @Test
    void oneTensorInTwoPlacesHasTwoGradients() {
        Tensor same = num(3);
        Line g = Differentiate.grad((Line l) -> l.slope().mul(l.offset()).mul(l.slope()))
                .apply(new Line(same, same));
        assertEquals(18, g.slope().item());
        assertEquals(9, g.offset().item());
    }

    @Test
    void anIgnoredArgumentHasTheGradientZero() {
        assertValues(Differentiate.grad((Tensor x) -> num(7)).apply(Tensor.of(1.0, 2)),
                Shape.of(2), 0, 0);
        assertValues(Differentiate.jvp((Tensor x) -> num(7), num(1), num(1)).tangent(),
                Shape.of(), 0);
        assertValues(Differentiate.jacobian(x -> Tensor.of(1.0, 2)).apply(Tensor.of(1.0, 2, 3)),
                Shape.of(2, 3), 0, 0, 0, 0, 0, 0);
        assertEquals(0, Differentiate.hvp(Tensor::sum, num(1), num(1)).item());
    }

    @Test
    void capturedVariablesStayDifferentiable() {
        Tensor a = num(3).variable();
        Tensor slope = Differentiate.grad((Tensor x) -> x.square().mul(a)).apply(num(5));
        assertEquals(30, slope.item());
        assertEquals(10, slope.gradients().get(a).item());
        var both = Differentiate.valueAndGrad((Tensor x) -> x.mul(a)).apply(num(5));
        assertEquals(5, both.value().gradients().get(a).item());
    }

    @Test
    void variablesAsArgumentsStayConnected() {
        Tensor x = num(2).variable();
        Tensor slope = Differentiate.grad((Tensor t) -> t.pow(3)).apply(x);
        assertEquals(12, slope.item(), EXACT);
        assertEquals(12, slope.gradients().get(x).item(), EXACT);
        Tensor tangent = Differentiate.jvp((Tensor t) -> t.pow(3), x, num(1)).tangent();
        assertEquals(12, tangent.gradients().get(x).item(), EXACT);
    }

    /// d/dx x·d/dy(x + y) = d/dx x·1 = 1; an engine that confuses the two gives 2.
    @Test
    void perturbationsOfTwoLevelsAreNotConfused() {
        Function<Tensor, Tensor> reverse = x -> x.mul(
                Differentiate.grad((Tensor y) -> x.add(y)).apply(num(1)));
        assertEquals(1, Differentiate.grad(reverse).apply(num(1)).item());
        assertEquals(1, Differentiate.jvp(reverse, num(1), num(1)).tangent().item());
        Function<Tensor, Tensor> forward = x -> x.mul(
                Differentiate.jvp((Tensor y) -> x.add(y), num(1), num(1)).tangent());
        assertEquals(1, Differentiate.grad(forward).apply(num(1)).item());
        assertEquals(1, Differentiate.jvp(forward, num(1), num(1)).tangent().item());
    }

    /// d/dx x·(d/dy x·y) = d/dx x² = 2x, and with x itself as the inner argument
    /// d/dx x·(d/dy x·y² at y = x) = d/dx 2x³ = 6x².
    @Test
    void innerFunctionsMayUseTheOuterArgumentInEveryPlace() {
        Function<Tensor, Tensor> product = x -> x.mul(
                Differentiate.grad((Tensor y) -> x.mul(y)).apply(num(9)));
        assertEquals(6, Differentiate.grad(product).apply(num(3)).item(), EXACT);
        Function<Tensor, Tensor> same = x -> x.mul(
                Differentiate.grad((Tensor y) -> x.mul(y.square())).apply(x));
        assertEquals(54, Differentiate.grad(same).apply(num(3)).item(), EXACT);
        assertEquals(54, Differentiate.jvp(same, num(3), num(1)).tangent().item(), EXACT);
        Function<Tensor, Tensor> pushed = x -> x.mul(
                Differentiate.jvp((Tensor y) -> x.mul(y.square()), x, num(1)).tangent());
        assertEquals(54, Differentiate.grad(pushed).apply(num(3)).item(), EXACT);
        assertEquals(54, Differentiate.jvp(pushed, num(3), num(1)).tangent().item(), EXACT);
    }

    @Test
    void threeLevelsStayApart() {
        // ∂/∂z x·y·z² = 2xyz; at z = y: 2xy²; times y: 2xy³; ∂/∂y: 6xy²; at y = x: 6x³
        Function<Tensor, Tensor> f = x -> Differentiate.grad((Tensor y) -> y.mul(
                Differentiate.grad((Tensor z) -> x.mul(y).mul(z.square())).apply(y))).apply(x);
        assertEquals(6 * 8, f.apply(num(2)).item(), EXACT);
        assertEquals(18 * 4, Differentiate.grad(f).apply(num(2)).item(), EXACT);
    }

    @Test
    void pullbacksMayBeCalledOften() {
        var pulled = Differentiate.vjp((Tensor x) -> x.square(), Tensor.of(1.0, 2));
        assertValues(pulled.value(), Shape.of(2), 1, 4);
        assertValues(pulled.pullback().apply(Tensor.of(1.0, 0)), Shape.of(2), 2, 0);
        assertValues(pulled.pullback().apply(Tensor.of(0.0, 1)), Shape.of(2), 0, 4);
        assertError(ShapeMismatch.class, () -> pulled.pullback().apply(Tensor.of(1.0)), "seed",
                "(2)", "(1)");
    }

    @Test
    void pullbacksAreLinearAndDifferentiableInTheirCotangent() {
        Tensor dy = Tensor.of(1.0, 3).variable();
        Tensor pulled = Differentiate.vjp((Tensor x) -> x.square(), Tensor.of(1.0, 2)).pullback()
                .apply(dy);
        assertValues(pulled.sum().gradients().get(dy), Shape.of(2), 2, 4);
        Tensor dx = Tensor.of(1.0, 3).variable();
        Tensor pushed = Differentiate.jvp((Tensor x) -> x.square(), Tensor.of(1.0, 2), dx)
                .tangent();
        assertValues(pushed.sum().gradients().get(dx), Shape.of(2), 2, 4);
    }

    @Test
    void theJacobianHasARowForEachElementOfTheResult() {
        Tensor x = Tensor.of(1.0, 2, 3);
        Tensor jacobian = Differentiate.jacobian(t -> Tensor.stack(0, List.of(t.prod(), t.sum())))
                .apply(x);
        assertValues(jacobian, Shape.of(2, 3), 6, 3, 2, 1, 1, 1);
        assertEquals(Shape.of(2, 2, 3, 2), Differentiate.jacobian(t -> t.transpose().matmul(t))
                .apply(random(1, 3, 2)).shape());
        assertEquals(Shape.of(0, 3),
                Differentiate.jacobian(t -> t.slice(0, 0, 0)).apply(x).shape());
        assertEquals(Shape.of(3), Differentiate.jacobian(Tensor::sum).apply(x).shape());
        assertEquals(DType.F32, Differentiate.jacobian(Tensor::exp).apply(Tensor.of(1f)).dtype());
    }

    @Test
    void theHessianIsSymmetricAndMatchesItsProducts() {
        Tensor x = random(1, 4);
        Tensor v = random(2, 4);
        Function<Tensor, Tensor> f = t -> t.exp().prod().add(t.outer(t).sin().sum());
        Tensor hessian = Differentiate.hessian(f).apply(x);
        assertNear(hessian.transpose(), hessian, EXACT);
        assertNear(hessian.matmul(v), Differentiate.hvp(f, x, v), EXACT);
        assertEquals(Shape.of(2, 2, 2, 2),
                Differentiate.hessian(t -> t.pow(3).sum()).apply(random(3, 2, 2)).shape());
    }

    @Test
    void jacobiansNestToo() {
        Tensor third = Differentiate.jacobian(Differentiate.hessian(x -> x.pow(3).sum()))
                .apply(Tensor.of(1.0, 2));
        assertValues(third, Shape.of(2, 2, 2), 6, 0, 0, 0, 0, 0, 0, 6);
    }

    @Test
    void theResultMustBeASingleNumber() {
        assertError(GradientError.class,
                () -> Differentiate.grad((Tensor x) -> x.mul(2)).apply(Tensor.of(1.0, 2)),
                "grad: the function must give a single number", "(2)", "vjp or jacobian");
        assertValues(Differentiate.grad((Tensor x) -> x.mul(2)).apply(Tensor.of(1.0)),
                Shape.of(1), 2);
    }

    @Test
    void integersAndMasksHaveNoDerivative() {
        assertError(GradientError.class, () -> Differentiate.grad((Tensor x) -> x.argmax())
                .apply(Tensor.of(1.0, 2)), "I32", "no derivative");
        assertError(GradientError.class, () -> Differentiate.jvp((Tensor x) -> x.greater(0),
                num(1), num(1)), "BOOL", "no derivative");
    }

    @Test
    void theDirectionMustHaveTheFormOfTheArgument() {
        assertError(ShapeMismatch.class, () -> Differentiate.jvp((Tensor x) -> x.sum(),
                Tensor.of(1.0, 2), num(1)), "jvp", "(2)", "()");
        assertError(DTypeMismatch.class, () -> Differentiate.jvp((Tensor x) -> x.sum(),
                Tensor.of(1.0), Tensor.of(1f)), "jvp", "F64", "F32");
        Function<List<Tensor>, Tensor> first = list -> list.getFirst().sum();
        assertError(ShapeMismatch.class, () -> Differentiate.jvp(first,
                List.of(num(1), num(2)), List.of(num(1))), "jvp", "[0, 1]", "[0]");
        assertError(ShapeMismatch.class, () -> Differentiate.jvp(first,
                List.of(num(1)), List.of(num(1), num(2))), "jvp", "form of the argument");
    }

    @Test
    void anArgumentWithoutTensorsIsRefused() {
        assertError(IllegalArgumentException.class,
                () -> Differentiate.grad((String s) -> num(1)).apply("none here"), "no tensor",
                "String");
        assertError(IllegalArgumentException.class,
                () -> Differentiate.grad((List<Tensor> x) -> num(1)).apply(List.of()), "no tensor",
                "records, lists or maps");
    }

    @Test
    void derivativesAreThereAlsoWhereRecordingIsOff() {
        Tensor a = num(3).variable();
        Tensor slope = Recording.off(() -> Differentiate.grad((Tensor x) -> x.pow(3).mul(a))
                .apply(num(2)));
        assertEquals(36, slope.item(), EXACT);
        assertFalse(slope.requiresGrad());
        Tensor curvature = Recording.off(() -> derivative(derivative(x -> x.pow(3)))
                .apply(num(2)));
        assertEquals(12, curvature.item(), EXACT);
        assertEquals(12, Recording.off(() -> Differentiate.hvp(x -> x.pow(3), num(2), num(1)))
                .item(), EXACT);
        assertTrue(Recording.isOn());
    }

    @Test
    void whatTheFunctionDetachesIsConstant() {
        assertEquals(2, Differentiate.grad((Tensor x) -> x.mul(x.detach())).apply(num(2)).item());
        assertEquals(2, Differentiate.jvp((Tensor x) -> x.mul(x.detach()), num(2), num(1))
                .tangent().item());
        assertEquals(2, Differentiate.grad((Tensor x) -> x.mul(Recording.off(() -> x.mul(1))))
                .apply(num(2)).item());
    }

    @Test
    void forwardModeGoesThroughStrangersThatOnlyKnowReverse() {
        Function<Tensor, Tensor> cube = x -> Custom.apply("cube", in -> in.getFirst().pow(3),
                (dy, y, in) -> List.of(dy.mul(in.getFirst().square()).mul(3)), x);
        assertEquals(12, Differentiate.jvp(cube, num(2), num(1)).tangent().item(), EXACT);
        assertEquals(12, Differentiate.hvp(cube, num(2), num(1)).item(), EXACT);
        assertEquals(6, derivative(derivative(derivative(cube))).apply(num(2)).item(), EXACT);
        assertSameBits(Differentiate.hessian(cube).apply(num(2)),
                Differentiate.hessian(x -> cube.apply(x)).apply(num(2)));
    }

    @Test
    void gradientsByAVariableExistInsideRecordingOff() {
        Tensor w = Tensor.of(2.0, 3).variable();
        Tensor dw = Recording.off(() ->
                Differentiate.grad((Tensor x) -> x.square().sum()).apply(w));
        assertArrayEquals(new double[] {4, 6}, dw.toDoubles());
    }

    @Test
    void directionsAreFoundByNameNotByOrder() {
        Map<String, Tensor> x = ImmutableMap.of("a", Tensor.scalar(2.0), "b", Tensor.scalar(5.0));
        Map<String, Tensor> dx = ImmutableMap.of("b", Tensor.scalar(0.0), "a", Tensor.scalar(1.0));
        Tensor tangent = Differentiate.jvp((Map<String, Tensor> m) ->
                m.get("a").mul(m.get("b")), x, dx).tangent();
        assertEquals(5, tangent.item());
    }

    @Test
    void aFunctionThatComputesWithoutRecordingHasNoSilentZeroGradient() {
        assertError(GradientError.class, () -> Differentiate.grad((Tensor x) ->
                Recording.off(() -> x.square().sum())).apply(Tensor.of(1.0)), "Recording.off");
    }

    @Test
    void theSecondDerivativeOfGeluVanishesFarOut() {
        Function<Tensor, Tensor> slope = Differentiate.grad((Tensor x) -> x.gelu().sum());
        Tensor bend = Differentiate.grad((Tensor x) -> slope.apply(x).sum())
                .apply(Tensor.of(1e160, -1e160, 1e20));
        assertArrayEquals(new double[3], bend.abs().toDoubles());
    }
}
