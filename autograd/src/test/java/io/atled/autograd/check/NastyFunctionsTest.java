package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Custom;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The checker accepts right derivatives where checkers cry wolf, and says what it sees there.
final class NastyFunctionsTest {
    private static int accepted;
    private static int tried;

    /// A right function at a nasty place.
    private record Case(String name, Function<Tensor, Tensor> f, Tensor x) {}

    private static Case of(String name, Function<Tensor, Tensor> f, double... x) {
        return new Case(name, f, Tensor.of(x));
    }

    private static Stream<Case> cases() {
        return Stream.of(kinks(), rounding(), scales(), shapes()).flatMap(s -> s);
    }

    private static Stream<Case> kinks() {
        return Stream.of(
                of("relu at 0", Tensor::relu, 0, -0.0, 1, -1),
                of("abs at 0 and beside", Tensor::abs, 0, 1e-14, -1e-12, 1e-9, 1e-6, -1e-3),
                of("relu beside 1", x -> x.sub(1).relu().add(1), 1, 1 + 1e-6, 1 - 1e-9, 0.999),
                of("clamp at its limits", x -> x.clamp(-1, 0.5), -1, 0.5, 0, 2),
                of("max with ties", Tensor::max, 3, 3, 1, 3),
                of("maximum of equals", x -> x.maximum(x.flip()), 1, 2, 1),
                of("norm at 0", Tensor::norm, 0, 0, 0),
                of("1-norm at 0", x -> x.norm(1, Axes.all()), 0, 1, 0),
                of("root of the absolute value at 0", x -> x.abs().add(1e-300).sqrt(), 1, 2),
                of("x·|x|", x -> x.mul(x.abs()), 0, 1e-5, -1),
                of("sign", Tensor::sign, 0.5, -2, 1e-3),
                of("a kink of a kink", x -> x.relu().sub(0.5).abs(), 0.5, 0, 0.2),
                of("kinks that cancel", x -> x.relu().sub(x.neg().relu()), 0, 1),
                of("elu at 0", x -> x.elu(0.7), 0, -1, 1),
                of("many kinks at once", x -> x.relu().sum().mul(x.abs().sum()), 0, 0, 0, 1));
    }

    private static Stream<Case> rounding() {
        return Stream.of(
                of("constant under tiny moves", x -> x.mul(1e-6).add(1000).sub(1000), 0.3, 2.7),
                of("the same inside an operation", x -> Custom.apply("hidden", in -> in.getFirst()
                        .mul(1e-6).add(1000).sub(1000), (dy, y, in) -> List.of(dy.mul(1e-6)), x),
                        0.3, 2.7),
                of("under 10⁸", x -> x.sin().add(1e8).sub(1e8), 0.3, 2.7),
                of("F32 inside", x -> x.sin().to(DType.F32).to(DType.F64), 0.3, 1, 2.7),
                of("a sum that cancels", x -> x.mul(Tensor.of(1e8, -1e8, 1)).sum(), 1, 1, 1),
                of("a constant", x -> x.sin().square().add(x.cos().square()), 0.3, 50),
                of("nothing", x -> x.sub(x), 0.3, 50),
                of("sum of a softmax", x -> x.softmax(0).sum(), 0.3, 5, -2),
                of("a bias of the keys of attention, which no softmax feels", b -> Tensor.linspace(
                        -1, 1, 6).to(DType.F64).reshape(2, 3).scaledDotProductAttention(
                        Tensor.linspace(-2, 1.7, 12).to(DType.F64).reshape(4, 3).sin().add(b),
                        Tensor.linspace(0.3, 2, 8).to(DType.F64).reshape(4, 2).cos()), 0.3, -1, 2),
                of("the same in steps", b -> Tensor.linspace(-1, 1, 6).to(DType.F64).reshape(2, 3)
                        .matmul(Tensor.linspace(-2, 1.7, 12).to(DType.F64).reshape(4, 3).sin()
                        .add(b).transpose()).softmax(1).matmul(Tensor.linspace(0.3, 2, 8)
                        .to(DType.F64).reshape(4, 2).cos()), 0.3, -1, 2),
                of("a saturated softmax", x -> x.softmax(0), 0.3, 50, -20),
                of("the logarithm of a probability near 1", x -> x.logSoftmax(0), 9.13, -1.4, 0.2),
                of("the same with another part that moves", x -> x.softmax(0).mul(x.reshape(2, 3)
                        .logSoftmax(0).reshape(6)), 0.5, 2.5, 9, -2, 7.3, 1),
                of("the same by parts", x -> x.exp().add(1).log().mul(x.cos()), -9.13, -15, -20.7),
                of("large logits", Tensor::logSumExp, 1e4, 1e4 - 1, 1e4 + 0.5),
                of("a saturated sigmoid", Tensor::sigmoid, 37.5, -37.5, 20),
                of("a saturated tanh", Tensor::tanh, 30, -20, 8),
                of("softplus", x -> x.softplus(), 30, -30, 0, 5),
                of("a shift by its own maximum", x -> {
                    Tensor shifted = x.sub(x.max().detach()).exp();
                    return shifted.div(shifted.sum());
                }, 0.3, 2, -1));
    }

    private static Stream<Case> scales() {
        return Stream.of(
                of("log of small and large", Tensor::log, 1e-30, 1e-10, 0.05, 1e6, 1e12),
                of("root of small and large", Tensor::sqrt, 1e-20, 1e-6, 0.01, 1e8),
                of("1/x", Tensor::reciprocal, 1e-3, 0.3, 1e6),
                of("steep exponentials", Tensor::exp, 20, -20, 0),
                of("fast oscillation", x -> x.mul(1e6).sin(), 0.3, 1, 0),
                of("oscillation over powers of two", x -> x.mul(2 * Math.PI * 1024).sin(), 0,
                        0.25, 0.1),
                of("a ripple", x -> x.sin().add(x.mul(1e8).sin().mul(1e-8)), 0.3, 0),
                of("a narrow bell", x -> x.square().div(-2e-4).exp(), 0, 0.01, 0.03),
                of("a rounded corner", x -> x.square().add(1e-12).sqrt(), 0, 1e-7, 1e-3),
                of("asin near its end", Tensor::asin, 0.999999, 0.5),
                of("x·√x at 0", x -> x.mul(x.sqrt()).maximum(-1), 0.5, 1e-3),
                of("tiny", x -> x.pow(3).mul(1e-30), 0.5, 2),
                of("huge", x -> x.pow(3).mul(1e30), 0.5, 2),
                of("products with zeros", Tensor::prod, 0, 2, 3),
                of("products with two zeros", Tensor::prod, 0, 0, 3));
    }

    private static Stream<Case> shapes() {
        Tensor narrow = Tensor.of(0.5f, -1, 2);
        return Stream.of(
                new Case("the identity", x -> x, Tensor.of(1.0, 2)),
                new Case("a single number", x -> x.square(), Tensor.scalar(0.3)),
                new Case("nothing to check", x -> x.exp(), Tensor.zeros(DType.F64, Shape.of(0, 3))),
                new Case("F32", x -> x.tanh().softmax(0), narrow),
                new Case("F32 with F32 constants", x -> x.mul(narrow).softmax(0), narrow),
                new Case("F32 that cancels", x -> x.mul(1e-3).add(1000).sub(1000).exp(), narrow),
                new Case("F32 inside an operation", x -> Custom.apply("narrow", in ->
                        in.getFirst().to(DType.F32).sin().to(in.getFirst().dtype()),
                        (dy, y, in) -> List.of(dy.mul(in.getFirst().cos())), x), narrow),
                new Case("F32 with a branch", x -> x.sum().item() > 0 ? x.sin().mul(narrow)
                        : x.cos(), narrow),
                new Case("masked with −∞", x -> x.maskedFill(Tensor.of(false, true, false),
                        Double.NEGATIVE_INFINITY).softmax(0), Tensor.of(0.3, 1, -2)),
                new Case("more results than are looked at one by one", x -> x.outer(x).tanh(),
                        Tensor.linspace(-1, 1, 20).to(DType.F64)));
    }

    @TestFactory
    Stream<DynamicTest> everyRightDerivativeIsAccepted() {
        return cases().map(c -> DynamicTest.dynamicTest(c.name, () -> {
            tried++;
            GradientReport report = GradientCheck.of(c.f, c.x).named(c.name).run();
            assertTrue(report.passed(), report::format);
            accepted++;
        }));
    }

    @AfterAll
    static void sayHowMany() {
        System.out.println("nasty functions accepted: " + accepted + " of " + tried);
    }

    @Test
    void aKinkIsCalledOneAndBothSlopesAreGiven() {
        GradientReport report = GradientCheck.of(Tensor::relu, Tensor.of(0.0, 1)).run();
        var kink = report.inputs().getFirst().suspicious().getFirst();
        assertEquals(Verdict.KINK, kink.verdict());
        assertEquals(Form.KINK, kink.form());
        assertEquals(0, kink.left());
        assertEquals(1, kink.right());
        assertTrue(report.format().contains("a kink"), report::format);
    }

    @Test
    void aDerivativeOfZeroIsToldWhereTheFunctionIsSteepBesideIt() {
        Tensor zero = Tensor.of(0.0);
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(Tensor::square,
                x -> x.pow(3), x -> x.mul(x.abs()), x -> x.relu().square())) {
            GradientReport report = GradientCheck.of((Tensor x) -> f.apply(x), zero).run();
            assertEquals(Verdict.PASS, report.verdict(), report::format);
        }
        GradientReport off = GradientCheck.of((Tensor x) -> Custom.apply("off",
                in -> in.getFirst().square(), (dy, y, in) -> List.of(
                dy.mul(in.getFirst().mul(2).add(1e-20))), x), zero).run();
        assertEquals(Verdict.WRONG, off.inputs().getFirst().verdict(), off::format);
        GradientReport lifted = GradientCheck.of((Tensor x) -> x.mul(x.abs()).add(1), zero).run();
        assertEquals(Verdict.PRECISION, lifted.verdict(), lifted::format);
        assertTrue(lifted.format().contains("rounding in the function hides it"), lifted::format);
    }

    @Test
    void whatRoundingHidesIsCalledSo() {
        GradientReport report = GradientCheck.of(
                (Tensor x) -> x.mul(1e-12).add(1000).sub(1000), Tensor.of(0.3)).run();
        assertEquals(Verdict.PRECISION, report.inputs().getFirst().verdict(), report::format);
    }

    /// Rounding holds ln Σ eˣ there over fine steps, but not over large ones.
    @Test
    void aWrongRuleIsFoundWhereRoundingHoldsAPartOfTheFunction() {
        Tensor x = Tensor.of(0.5, 9, 2.5, -2, 7.3, 1);
        for (double factor : new double[] {1.001, 0.5, 0, -1}) {
            GradientReport report = GradientCheck.of((Tensor t) -> t.softmax(0).mul(
                    Custom.apply("logs", in -> in.getFirst().logSoftmax(0), (dy, y, in) ->
                            List.of(dy.sub(y.exp().mul(dy.sum(0))).mul(factor)), t)), x).run();
            assertEquals(Verdict.WRONG, report.verdict(), factor + report.format());
        }
    }

    /// Without the ripple the function has another derivative, and is nearly the same.
    @Test
    void aRuleThatLeavesARippleOutIsWrong() {
        for (double height : new double[] {1e-7, 1e-8, 1e-9, 1e-10}) {
            GradientReport report = GradientCheck.of((Tensor t) -> Custom.apply("ripple", in ->
                    in.getFirst().sin().add(in.getFirst().mul(1 / height).sin().mul(height)),
                    (dy, y, in) -> List.of(dy.mul(in.getFirst().cos())), t),
                    Tensor.of(0.3, 1, 2)).run();
            assertEquals(Verdict.WRONG, report.verdict(), height + report.format());
        }
    }
}
