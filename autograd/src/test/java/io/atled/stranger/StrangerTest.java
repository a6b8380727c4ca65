package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Algebra;
import io.atled.autograd.Custom;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Formula;
import io.atled.autograd.Indexing;
import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Product;
import io.atled.autograd.Real;
import io.atled.autograd.Reduction;
import io.atled.autograd.Tensor;
import io.atled.autograd.View;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Operations of every kind from outside the package: what a stranger can do through the door.
class StrangerTest {
    private final Tensor x = Tensor.of(Shape.of(2, 3), 0.3, -1.2, 2.0, 0.7, -0.4, 1.5);
    private final Tensor y = Tensor.of(Shape.of(2, 3), 1.3, 0.2, -2.0, 0.9, -1.4, 0.5);

    /// x / (1 + |x|), whose derivative is left to the duals.
    record Softsign() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.div(x.abs().add(1));
        }

        static Tensor of(Tensor x) {
            return Tensor.apply(new Softsign(), x);
        }
    }

    /// A function that the algebra lacks, by Java's own.
    record CubeRoot() implements Pointwise.Function1 {
        @Override
        public double applyAsDouble(double x) {
            return Math.cbrt(x);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.mul(y).mul(3).reciprocal();
        }
    }

    /// ln(eᵃ + eᵇ), in two operands.
    record LogAddExp() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T b) {
            return a.maximum(b).add(a.sub(b).abs().neg().exp().log1p());
        }

        @Override
        public <T extends Algebra<T>> T da(T y, T a, T b) {
            return a.sub(b).sigmoid();
        }

        @Override
        public <T extends Algebra<T>> T db(T y, T a, T b) {
            return b.sub(a).sigmoid();
        }
    }

    record SumOfSquares(Axes axes) implements Reduction {
        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().square().sum(axes);
        }

        @Override
        public Tensor weigh(Tensor d, Tensor y, Tensor x) {
            return d.mul(x.mul(2));
        }
    }

    /// Every second row.
    record Thinned() implements View {
        @Override
        public Layout view(Layout x) {
            return x.slice(0, 0, 2, (x.shape().get(0) + 1) / 2);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Tensor rows = Tensor.arange(dy.shape().get(0)).to(dy.dtype()).mul(2)
                    .to(DType.I32);
            return Tensor.zeros(dy.dtype(), x.getFirst().shape()).indexAdd(0, rows, dy);
        }
    }

    /// Row by row Σⱼ aᵢⱼ·bᵢⱼ.
    record RowDot() implements Product {
        @Override
        public Shape infer(List<Shape> shapes) {
            if (!shapes.get(0).equals(shapes.get(1))) {
                throw new ShapeMismatch("rowDot: needs two matrices of one shape, got " + shapes);
            }
            return shapes.getFirst().without(1);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.get(0).mul(x.get(1)).sum(1);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.unsqueeze(1).mul(x.get(1 - i));
        }
    }

    /// The elements on the diagonal.
    record Diagonal() implements Indexing {
        private static Tensor places(Shape shape) {
            int n = Math.min(shape.get(0), shape.get(1));
            int[] places = new int[n];
            Arrays.setAll(places, i -> i * (shape.get(1) + 1));
            return Tensor.of(places);
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape x = shapes.getFirst();
            return Shape.of(Math.min(x.get(0), x.get(1)));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().reshape(-1).indexSelect(0, places(x.getFirst().shape()));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Shape shape = x.getFirst().shape();
            return Tensor.zeros(dy.dtype(), Shape.of(shape.size()))
                    .indexAdd(0, places(shape), dy).reshape(shape);
        }
    }

    /// A wall to every tool: forward and pullback, nothing else.
    record Centered(int axis) implements Custom {
        @Override
        public Shape infer(List<Shape> shapes) {
            shapes.getFirst().axis(name(), axis);
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return center(x.getFirst());
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return center(dy);
        }

        private Tensor center(Tensor t) {
            return t.sub(t.mean(Axes.of(axis).kept()));
        }
    }

    private static void keepsTheLaws(Op op, Tensor... inputs) {
        GradientCheck.of(list -> Tensor.apply(op, list), List.of(inputs)).named(op.name())
                .run().orThrow();
        Tensor first = inputs[0];
        Tensor[] rest = Arrays.copyOfRange(inputs, 1, inputs.length);
        Function<Tensor, Tensor> f = t -> {
            Tensor[] all = new Tensor[inputs.length];
            all[0] = t;
            System.arraycopy(rest, 0, all, 1, rest.length);
            return Tensor.apply(op, all).sin().sum();
        };
        GradientCheck.of(Differentiate.grad(f), first).named("gradient of " + op.name())
                .run().orThrow();
        Tensor dx = first.mul(0.7).add(0.1);
        double reverse = Differentiate.grad(f).apply(first).mul(dx).sum().item();
        assertEquals(reverse, Differentiate.jvp(f, first, dx).tangent().item(), 1e-12);
    }

    @Test
    void operationsOfEveryKindKeepTheLaws() {
        keepsTheLaws(new Softsign(), x);
        keepsTheLaws(new CubeRoot(), x);
        keepsTheLaws(new LogAddExp(), x, y);
        keepsTheLaws(new LogAddExp(), x, Tensor.of(0.5, 0.1, -0.6));
        keepsTheLaws(new SumOfSquares(Axes.of(1)), x);
        keepsTheLaws(new SumOfSquares(Axes.all().kept()), x);
        keepsTheLaws(new Thinned(), x.transpose());
        keepsTheLaws(new RowDot(), x, y);
        keepsTheLaws(new Diagonal(), x);
        keepsTheLaws(new Centered(1), x);
    }

    @Test
    void aRuleOverTheAlgebraHasEveryReader() {
        assertEquals(2 / 3.0, new Softsign().value(new Real(2)).value());
        assertEquals(1 / 9.0, new Softsign().derivative(new Real(0), new Real(2)).value(), 1e-15);
        assertEquals("x/(abs(x) + 1)", Formula.value(new Softsign()));
        assertArrayEquals(new float[] {0.5f, -0.75f}, Softsign.of(Tensor.of(1f, -3)).toFloats());
    }

    @Test
    void aVerbStandsInAChain() {
        Tensor z = x.variable();
        Tensor loss = z.mul(2).then(Softsign::of).sum();
        assertEquals("softsign", loss.inputs().getFirst().op().name());
        GradientCheck.assertGradients(t -> t.mul(2).then(Softsign::of).sum(), x);
    }

    @Test
    void aStrangersJavaFunctionRoundsOnceInF32() {
        Tensor third = Tensor.apply(new CubeRoot(), Tensor.of(0.3f, 27));
        assertArrayEquals(new float[] {(float) Math.cbrt(0.3f), 3}, third.toFloats());
    }

    @Test
    void theLightFormTakesTwoFunctions() {
        Tensor z = Tensor.of(1.0, 2).variable();
        Tensor cube = Custom.apply("cube", in -> in.getFirst().pow(3),
                (dy, value, in) -> List.of(dy.mul(in.getFirst().square().mul(3))), z);
        assertEquals("cube", cube.op().name());
        assertEquals(1, cube.inputs().size());
        assertArrayEquals(new double[] {3, 12}, cube.sum().gradients().get(z).toDoubles(), 1e-12);
        GradientCheck.assertGradients(t -> Custom.apply("cube", in -> in.getFirst().pow(3),
                (dy, value, in) -> List.of(dy.mul(in.getFirst().square().mul(3))), t), x);
    }

    @Test
    void errorsOfAStrangerReachTheCaller() {
        String message = assertThrows(ShapeMismatch.class,
                () -> Tensor.apply(new RowDot(), x, y.transpose())).getMessage();
        assertTrue(message.contains("rowDot") && message.contains("(3,2)"), message);
        assertThrows(ShapeMismatch.class, () -> Tensor.apply(new Centered(5), x));
    }
}
