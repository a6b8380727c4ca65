package io.atled.autograd.check;

import io.atled.autograd.Algebra;
import io.atled.autograd.Custom;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Wrong derivatives that the checker must reject, each in the middle of a graph that is right.
final class WrongRules {
    private static final Tensor X = Tensor.ofNested(new double[][] {
        {0.5, -1.1, 0.9}, {1.5, 0.25, -0.7}});
    private static final Tensor SQUARE = Tensor.ofNested(new double[][] {
        {0.5, -1.1, 0.9}, {1.5, 0.25, -0.7}, {0.3, 0.8, -0.4}});
    /// Any answer to where and why will do.
    private static final Set<Hint> ANY = Set.of(Hint.values());

    private WrongRules() {}

    /// A wrong derivative.
    ///
    /// @param name what is wrong with it
    /// @param check finds it
    /// @param operation what the culprit is called
    /// @param hints what the report may say is wrong
    record Case(String name, GradientCheck check, String operation, Set<Hint> hints) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A right way there, a wrong rule, a right way back.
    private static Case of(String name, Function<Tensor, Tensor> wrong, Tensor x,
            String operation, Hint... hints) {
        return new Case(name, GradientCheck.of((Tensor t) ->
                wrong.apply(t.mul(1.25).add(0.125)).sin(), x), operation, Set.of(hints));
    }

    private static Function<Tensor, Tensor> cube(Function<Tensor, Tensor> error) {
        return t -> Custom.apply("cube", x -> x.getFirst().pow(3), (dy, y, x) ->
                List.of(error.apply(dy.mul(x.getFirst().square().mul(3)))), t);
    }

    static List<Case> all() {
        var all = new ArrayList<Case>();
        all.addAll(factors());
        all.addAll(places());
        all.addAll(sums());
        all.addAll(state());
        all.addAll(linearity());
        all.addAll(paths());
        all.addAll(digits());
        all.addAll(modes());
        return all;
    }

    private static List<Case> factors() {
        return List.of(
                of("times 1.0009", cube(g -> g.mul(1.0009)), X, "cube", Hint.CONSTANT_FACTOR),
                of("times 1 + 1e-8", cube(g -> g.mul(1 + 1e-8)), X, "cube",
                        Hint.SINGLE_PRECISION_CONSTANT, Hint.CONSTANT_FACTOR),
                of("an F32 constant", cube(g -> g.mul(0.1f).mul(10)), X, "cube",
                        Hint.SINGLE_PRECISION_CONSTANT),
                of("converted to F32 and back", cube(g -> g.to(DType.F32).to(DType.F64)), X, "cube",
                        Hint.SINGLE_PRECISION_CONSTANT, Hint.CONSTANT_FACTOR),
                of("counted twice", cube(g -> g.add(g)), X, "cube", Hint.COUNTED_TWICE),
                of("half", cube(g -> g.mul(0.5)), X, "cube", Hint.HALVED),
                of("the wrong sign", cube(Tensor::neg), X, "cube", Hint.SIGN),
                of("times 7.3", cube(g -> g.mul(7.3)), X, "cube", Hint.CONSTANT_FACTOR),
                of("plus 10⁻⁶ of itself above 1", cube(g -> g.mul(g.abs().greater(1)
                        .where(Tensor.scalar(1 + 1e-6), Tensor.scalar(1.0)))), X, "cube",
                        Hint.values()));
    }

    private static List<Case> places() {
        return List.of(
                of("transposed", t -> Custom.apply("stretch", x -> x.getFirst().mul(SQUARE),
                        (dy, y, x) -> List.of(dy.mul(SQUARE).transpose()), t), SQUARE, "stretch",
                        Hint.TRANSPOSED),
                of("the other factor transposed", t -> Custom.apply("product",
                        x -> x.getFirst().matmul(SQUARE),
                        (dy, y, x) -> List.of(dy.matmul(SQUARE)), t), SQUARE, "product",
                        Hint.values()),
                of("flipped", t -> Custom.apply("turned", x -> x.getFirst().flip(),
                        (dy, y, x) -> List.of(dy), t), X, "turned", Hint.PERMUTED),
                of("shifted by one", t -> Custom.apply("shift", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(shifted(dy.mul(y))), t), X, "shift", Hint.PERMUTED),
                of("wrong at one element", t -> Custom.apply("edge", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(dy.mul(y).mul(once(y, 3))), t), X, "edge",
                        Hint.SOME_ELEMENTS),
                of("zero at one element", t -> Custom.apply("hole", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(dy.mul(y).mul(once(y, 0))), t), X, "hole",
                        Hint.PATH_MISSING),
                new Case("inputs exchanged", GradientCheck.of((a, b) -> Custom.apply("minus",
                        x -> x.get(0).mul(2).sub(x.get(1)),
                        (dy, y, x) -> List.of(dy.neg(), dy.mul(2)), a, b).exp(), X, X.sin()),
                        "minus", Set.of(Hint.SWAPPED, Hint.HALVED, Hint.CONSTANT_FACTOR)));
    }

    private static Tensor shifted(Tensor g) {
        Tensor flat = g.reshape(-1);
        int n = flat.size();
        return Tensor.concat(0, List.of(flat.slice(0, 1, n), flat.slice(0, 0, 1)))
                .reshape(g.shape());
    }

    private static Tensor once(Tensor like, double other) {
        double[] values = new double[like.size()];
        java.util.Arrays.fill(values, 1);
        values[values.length - 1] = other;
        return Tensor.of(like.shape(), values);
    }

    private static List<Case> sums() {
        Shape wide = Shape.of(4, 2, 3);
        Tensor weights = Tensor.linspace(0.5, 2, 24).to(DType.F64).reshape(wide);
        return List.of(
                of("only the first of what was broadcast", t -> Custom.apply("spread",
                        x -> x.getFirst().expand(wide).mul(weights),
                        (dy, y, x) -> List.of(dy.mul(weights).select(0, 0)), t), X, "spread",
                        Hint.MISSING_SUM),
                of("a mean over what was broadcast", t -> Custom.apply("spread",
                        x -> x.getFirst().expand(wide).mul(weights),
                        (dy, y, x) -> List.of(dy.mul(weights).mean(0)), t), X, "spread",
                        Hint.MEAN_FOR_SUM),
                of("a sum where a mean belongs", t -> Custom.apply("average",
                        x -> x.getFirst().mean(1),
                        (dy, y, x) -> List.of(dy.unsqueeze(1).expand(x.getFirst().shape())), t), X,
                        "average", Hint.SUM_FOR_MEAN),
                of("a mean where a sum belongs", t -> Custom.apply("total",
                        x -> x.getFirst().sum(1), (dy, y, x) -> List.of(dy.unsqueeze(1)
                                .expand(x.getFirst().shape()).mul(1.0 / 3)), t), X, "total",
                        Hint.MEAN_FOR_SUM),
                of("summed over the wrong axis", t -> Custom.apply("rows",
                        x -> x.getFirst().mul(x.getFirst().sum(Axes.of(1).kept())),
                        (dy, y, x) -> List.of(dy.mul(x.getFirst().sum(Axes.of(1).kept()))
                                .add(dy.mul(x.getFirst()).sum(Axes.of(0).kept()))), t), SQUARE,
                        "rows", Hint.values()));
    }

    private static List<Case> state() {
        var seen = new AtomicReference<>(X);
        var calls = new AtomicInteger();
        var first = new AtomicReference<@Nullable Tensor>();
        var inside = new AtomicInteger();
        return List.of(
                of("a value saved by the last run", t -> Custom.apply("saved", x -> {
                    seen.set(x.getFirst().detach());
                    return x.getFirst().square();
                }, (dy, y, x) -> List.of(dy.mul(seen.get().mul(2))), t), X, "saved", Hint.STALE),
                of("a value saved by the first run", t -> Custom.apply("once", x -> {
                    first.compareAndSet(null, x.getFirst().detach().add(0.25));
                    return x.getFirst().pow(3);
                }, (dy, y, x) -> List.of(dy.mul(first.get().square().mul(3))), t), X, "once",
                        Hint.STALE),
                of("right on its first call only", t -> Custom.apply("counting",
                        x -> x.getFirst().square(), (dy, y, x) -> List.of(
                                dy.mul(x.getFirst()).mul(calls.getAndIncrement() == 0 ? 2 : 3)), t),
                        X, "counting", Hint.FIRST_CALL, Hint.CONSTANT_FACTOR),
                of("wrong when two threads pull at once", t -> Custom.apply("racing",
                        x -> x.getFirst().square(), (dy, y, x) -> {
                            double two = inside.incrementAndGet() > 1 ? 3 : 2;
                            pause();
                            two = inside.getAndDecrement() > 1 ? 3 : two;
                            return List.of(dy.mul(x.getFirst()).mul(two));
                        }, t), X, "", Hint.values()),
                of("writes into its cotangent", t -> Custom.apply("greedy",
                        x -> x.getFirst().mul(3), (dy, y, x) -> {
                            storage(dy)[0] *= 3;
                            return List.of(dy.mul(3));
                        }, t), X, "greedy", Hint.WRITES),
                of("writes into its input", t -> Custom.apply("vandal",
                        x -> x.getFirst().mul(3), (dy, y, x) -> {
                            storage(x.getFirst())[0] += 1;
                            return List.of(dy.mul(3));
                        }, t), X, "vandal", Hint.WRITES));
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The array below a tensor, as code in the package of tensors would get it.
    private static double[] storage(Tensor t) {
        try {
            var method = Tensor.class.getDeclaredMethod("array");
            method.setAccessible(true);
            return ((NdArray) method.invoke(t)).doubles();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Tensor.array() has gone; adapt this test", e);
        }
    }

    private static List<Case> linearity() {
        return List.of(
                of("squared cotangent", cube(g -> g.mul(g.abs())), X, "cube", Hint.NOT_LINEAR),
                of("clipped cotangent", t -> Custom.apply("clip", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(dy.clamp(-100, 100).mul(y)), t), X, "clip",
                        Hint.NOT_LINEAR),
                of("positive cotangents only", t -> Custom.apply("guided", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(dy.relu().mul(y)), t), X, "guided",
                        Hint.NOT_LINEAR),
                of("10⁻¹² added", cube(g -> g.add(1e-12)), X, "cube", Hint.NOT_LINEAR),
                of("divided by its cotangent", t -> Custom.apply("ratio",
                        x -> x.getFirst().exp(), (dy, y, x) -> List.of(
                                dy.mul(dy).div(dy).mul(y)), t), X, "ratio", Hint.NOT_LINEAR,
                        Hint.NOT_FINITE),
                of("NaN replaced by 0", t -> Custom.apply("cleaned", x -> x.getFirst().exp(),
                        (dy, y, x) -> List.of(dy.equalTo(dy).where(dy, 0).mul(y)), t), X, "",
                        Hint.values()),
                of("goes by the memory of its cotangent", t -> Custom.apply("flat",
                        x -> x.getFirst().mul(3), (dy, y, x) -> {
                            double[] values = storage(dy);
                            double[] out = new double[dy.size()];
                            for (int i = 0; i < out.length; i++) {
                                out[i] = 3 * values[i % values.length];
                            }
                            return List.of(Tensor.of(dy.shape(), out));
                        }, t), X, "flat", Hint.LAYOUT));
    }

    private static List<Case> paths() {
        return List.of(
                new Case("a detached factor", GradientCheck.of(
                        (Tensor x) -> x.mul(x.sin().detach()).exp(), X), "mul",
                        Set.of(Hint.DETACHED)),
                new Case("a number read out", GradientCheck.of(
                        (Tensor x) -> x.mul(x.sum().item()), X), "mul", Set.of(Hint.DETACHED)),
                new Case("a part computed without recording", GradientCheck.of((Tensor x) ->
                        x.add(Recording.off(() -> x.square())).exp(), X), "add",
                        Set.of(Hint.DETACHED)),
                new Case("a power read out", GradientCheck.of((Tensor x) ->
                        x.add(4).pow(x.select(0, 0).select(0, 0).item()), X), "pow",
                        Set.of(Hint.DETACHED)),
                of("no cotangent at all", cube(g -> g.mul(0)), X, "cube", Hint.PATH_MISSING),
                of("one term of a product", t -> Custom.apply("xExp",
                        x -> x.getFirst().mul(x.getFirst().exp()),
                        (dy, y, x) -> List.of(dy.mul(x.getFirst().exp())), t), X, "xExp",
                        Hint.values()),
                new Case("in a deep graph", GradientCheck.of((Tensor x) -> {
                    Tensor y = x;
                    for (int k = 0; k < 40; k++) {
                        y = y.mul(0.9).sin().add(x);
                        y = k == 27 ? cube(g -> g.mul(1.01)).apply(y) : y;
                    }
                    return y.mean();
                }, X), "cube", Set.of(Hint.CONSTANT_FACTOR)));
    }

    private static List<Case> digits() {
        return List.of(
                new Case("sigmoid′(37.5) = 0", GradientCheck.of((Tensor t) -> Custom.apply("logit",
                        x -> x.getFirst().neg().exp().add(1).reciprocal(),
                        (dy, y, x) -> List.of(dy.mul(y).mul(y.rsub(1))), t), Tensor.of(37.5, 1)),
                        "logit", Set.of(Hint.SATURATED)),
                new Case("sigmoid′(37.5) = 0 over the algebra", GradientCheck.of((Tensor t) ->
                        Tensor.apply(new Logistic(), t), Tensor.of(37.5, 1)), "logistic",
                        Set.of(Hint.SATURATED)),
                of("infinite", cube(g -> g.div(0)), X, "cube", Hint.NOT_FINITE),
                of("a slope that is not between those of a kink", t -> Custom.apply("ramp",
                        x -> x.getFirst().relu(), (dy, y, x) -> List.of(dy.mul(x.getFirst()
                                .greaterEqual(0).where(Tensor.scalar(1.0), Tensor.scalar(0.0)))
                                .mul(x.getFirst().equalTo(0).where(Tensor.scalar(1.5),
                                        Tensor.scalar(1.0)))), t), Tensor.of(-0.1, 1), "ramp",
                        Hint.values()));
    }

    /// 1 / (1 + e⁻ˣ), with the derivative that everyone writes first.
    record Logistic() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.neg().exp().add(1).reciprocal();
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return y.mul(y.rsub(1));
        }
    }

    private static List<Case> modes() {
        Tensor narrow = X.to(DType.F32);
        return List.of(
                new Case("wrong in a function of F32", GradientCheck.of((Tensor t) ->
                        cube(g -> g.mul(1.0009)).apply(t).softmax(1), narrow), "cube",
                        Set.of(Hint.CONSTANT_FACTOR)),
                new Case("wrong in a function that holds on to F32", GradientCheck.of((Tensor t) ->
                        cube(g -> g.mul(1.0009)).apply(t.mul(narrow)).exp(), narrow), "cube",
                        Set.of(Hint.CONSTANT_FACTOR)),
                new Case("wrong in F32 only", GradientCheck.of((Tensor t) -> cube(g ->
                        g.dtype() == DType.F32 ? g.mul(1.001) : g).apply(t).exp(), narrow), "",
                        ANY),
                new Case("detached in a function that holds on to F32", GradientCheck.of((Tensor t)
                        -> t.mul(narrow).mul(t.sin().detach()).exp(), narrow), "mul",
                        Set.of(Hint.DETACHED)),
                new Case("a rule that cannot be differentiated", GradientCheck.of((Tensor t) ->
                        Custom.apply("frozen", x -> x.getFirst().square(), (dy, y, x) ->
                                List.of(dy.mul(x.getFirst().detach().mul(2))), t), X).order(2), "",
                        ANY),
                new Case("a cotangent that cannot be differentiated", GradientCheck.of((Tensor t) ->
                        Custom.apply("severed", x -> x.getFirst().square(), (dy, y, x) ->
                                List.of(dy.detach().mul(x.getFirst().mul(2))), t), X).order(2), "",
                        ANY),
                new Case("another gradient when recorded", GradientCheck.of((Tensor t) ->
                        cube(g -> Recording.isOn() ? g.mul(1.1) : g).apply(t), X), "", ANY),
                new Case("wrong forward mode", GradientCheck.of((Tensor t) ->
                        Tensor.apply(new WrongForward(), t), X), "", ANY));
    }

    /// x², with a tangent that is not x².
    record WrongForward() implements Custom {
        @Override
        public Shape infer(List<Shape> shapes) {
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().square();
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.getFirst().mul(2));
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return x.getFirst().mul(3);
        }
    }
}
