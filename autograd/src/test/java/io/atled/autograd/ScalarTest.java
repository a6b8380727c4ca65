package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import org.junit.jupiter.api.function.Executable;

class ScalarTest {
    /// The expected value is computed by another exact formula, which rounds differently.
    private static final double ROUNDING = 1e-14;

    @Example
    void exampleOfTheDocumentationHolds() {
        var tape = new Tape();
        Scalar w = tape.variable("w", 0.5);
        Scalar b = tape.variable("b", -1);
        Scalar y = w.mul(3).add(b).tanh();
        ScalarGradients g = y.gradients();
        double slope = 3 * (1 - y.value() * y.value());
        assertEquals(slope, g.get(w), ROUNDING);
        assertEquals(slope / 3, g.get(b), ROUNDING);
        Scalar recorded = y.derivative(w);
        assertEquals(slope, recorded.value(), ROUNDING);
        assertEquals(-6 * y.value() * slope, recorded.derivative(w).value(), ROUNDING);
    }

    @Example
    void hotVerbsRecordWhatTheRulesSay() {
        var tape = new Tape();
        Scalar a = tape.variable(0.7);
        Scalar b = tape.variable(-1.3);
        assertSame(a.add(b), a.pointwise(new Arithmetic.Add(), List.of(a, b)), a, b);
        assertSame(a.sub(b), a.pointwise(new Arithmetic.Sub(), List.of(a, b)), a, b);
        assertSame(a.mul(b), a.pointwise(new Arithmetic.Mul(), List.of(a, b)), a, b);
        assertSame(a.div(b), a.pointwise(new Arithmetic.Div(), List.of(a, b)), a, b);
        assertSame(a.neg(), a.pointwise(new Arithmetic.Neg(), List.of(a)), a, b);
    }

    private static void assertSame(Scalar hot, Scalar general, Scalar a, Scalar b) {
        assertEquals(general.value(), hot.value());
        assertEquals(general.nodes().getLast().name(), hot.nodes().getLast().name());
        for (Scalar x : List.of(a, b)) {
            assertEquals(general.gradients().get(x), hot.gradients().get(x), hot.toString());
            assertEquals(general.derivative(x).value(), hot.derivative(x).value());
        }
    }

    @Example
    void compositesAreOneNode() {
        var tape = new Tape();
        Scalar x = tape.variable(0.4);
        Scalar y = x.gelu();
        assertEquals(2, tape.size());
        assertEquals("gelu", y.nodes().getLast().name());
        x.leakyRelu(0.1).clamp(-1, 1);
        assertEquals(4, tape.size());
    }

    @Example
    void constantsAndMasksAreNotRecorded() {
        var tape = new Tape();
        Scalar x = tape.variable(0.4);
        assertTrue(Scalar.of(2).mul(Scalar.of(3)).exp().isConstant());
        assertTrue(x.greater(0).and(x.less(1)).isConstant());
        assertTrue(x.detach().mul(2).isConstant());
        assertEquals(1, tape.size());
    }

    @Example
    void derivativesOfALinearFunctionEndInZeroAndStayDifferentiable() {
        Scalar x = new Tape().variable(2);
        Scalar slope = x.mul(3).derivative(x);
        assertEquals(3, slope.value());
        Scalar zero = slope.derivative(x).derivative(x);
        assertEquals(0, zero.value());
        assertEquals(0, zero.gradients().get(x));
    }

    @Example
    void derivativesByScalarsInTheMiddleOfTheGraph() {
        Scalar x = new Tape().variable(2);
        Scalar u = x.square();
        Scalar y = u.mul(x);                                    // y = u·x = x³
        assertEquals(List.of(2.0, 12.0, 1.0),
                y.derivatives(List.of(u, x, y)).stream().map(Scalar::value).toList());
        ScalarGradients g = y.gradients();
        assertEquals(2, g.get(u));
        assertEquals(12, g.get(x));
        assertEquals(1, g.get(y));
    }

    @Example
    void whatTheRootDoesNotDependOnHasGradientZero() {
        var tape = new Tape();
        Scalar x = tape.variable(0);
        Scalar other = tape.variable(0);
        other.sqrt();                                           // ∂ = ∞, but off the path
        Scalar y = x.exp();
        Scalar later = tape.variable(1);
        assertEquals(0, y.gradients().get(other));
        assertEquals(0, y.gradients().get(later));
        assertEquals(List.of(0.0, 0.0, 1.0), y.derivatives(List.of(other, later, x)).stream()
                .map(Scalar::value).toList());
    }

    @Example
    void anInfiniteDerivativeThatIsNotChosenDoesNotCount() {
        Scalar x = new Tape().variable(0);
        Scalar y = x.greater(0).where(x.sqrt(), x.mul(2));
        assertEquals(2, y.gradients().get(x));
        assertEquals(2, y.derivative(x).value());
        assertEquals(List.of("variable", "mul", "where"), y.nodes().stream()
                .filter(n -> n.kind() != ScalarNode.Kind.CONSTANT).map(ScalarNode::name).toList());
    }

    @Example
    void zeroTimesInfinityOnThePathIsNaN() {
        Scalar x = new Tape().variable(0);
        Scalar root = x.sqrt();
        Scalar y = root.mul(root);                              // x, but not by these rules
        assertEquals(Double.NaN, y.gradients().get(x));
        assertEquals(Double.NaN, y.derivative(x).value());
    }

    @Example
    void strangersOperationsOfAnyArityAreRecorded() {
        var tape = new Tape();
        List<Scalar> x = Stream.of(2.0, 3.0, 5.0).map(tape::variable).toList();
        Scalar y = x.getFirst().pointwise(new Lerp(), x);       // a + c·(b − a)
        assertEquals(7, y.value());
        assertEquals(List.of(-4.0, 5.0, 1.0), x.stream().map(y.gradients()::get).toList());
        assertEquals(List.of(-4.0, 5.0, 1.0), y.derivatives(x).stream().map(Scalar::value)
                .toList());
        assertEquals(-1, y.derivative(x.get(0)).derivative(x.get(2)).value());
        assertEquals(-8, x.get(0).pointwise(new Cube()).neg().value());
        assertEquals(12, x.get(0).pointwise(new Cube()).gradients().get(x.get(0)));
    }

    /// Says no derivative: it comes from dual numbers.
    private record Lerp() implements Pointwise {
        @Override
        public int arity() {
            return 3;
        }

        @Override
        public <T extends Algebra<T>> T value(List<T> x) {
            return x.get(0).add(x.get(2).mul(x.get(1).sub(x.get(0))));
        }
    }

    private record Cube() implements Pointwise.Function1 {
        @Override
        public double applyAsDouble(double x) {
            return x * x * x;
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.square().mul(3);
        }
    }

    @Example
    void aVariableCanBeAMaskAndGetsNoGradientFromIt() {
        var tape = new Tape();
        Scalar mask = tape.variable(1);
        Scalar a = tape.variable(3);
        Scalar y = mask.where(a.square(), a);
        assertEquals(9, y.value());
        assertEquals(6, y.gradients().get(a));
        assertEquals(0, y.gradients().get(mask));
        assertEquals(2, y.derivative(a).derivative(a).value());
    }

    @Example
    void aChainOfAMillionOperationsIsAnOrdinaryInput() {
        var tape = new Tape();
        Scalar x = tape.variable(3);
        Scalar c = tape.variable(2);
        Scalar y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = i % 2 == 0 ? y.mul(c) : y.div(c);
        }
        assertEquals(1, y.gradients().get(x));
        Scalar slope = y.derivative(x);
        assertEquals(1, slope.value());
        assertEquals(0, slope.gradients().get(c));
    }

    @Example
    void aDiamondOfSixtyLevelsIsAnOrdinaryInput() {
        Scalar x = new Tape().variable(1);
        Scalar y = x;
        Scalar z = x.mul(0x1p-60);
        for (int i = 0; i < 60; i++) {
            y = y.add(y);
            z = z.add(z.sin());                                 // sin u = u down here
        }
        assertEquals(0x1p60, y.gradients().get(x));
        assertEquals(0x1p60, y.derivative(x).value());
        assertEquals(61, y.nodes().size());
        Scalar slope = z.derivative(x);
        assertEquals(z.gradients().get(x), slope.value(), ROUNDING);
        assertTrue(slope.derivative(x).value() < 0, "sums of sines bend down");
    }

    @Example
    void gradientsOfAndByConstantsAreErrors() {
        Scalar x = new Tape().variable(1);
        assertMessage(GradientError.class, () -> Scalar.of(2).gradients(),
                "gradients", "constant 2.0", "variable of a Tape");
        assertMessage(GradientError.class, () -> Scalar.of(2).derivative(x), "derivatives");
        assertMessage(GradientError.class, () -> x.gradients().get(Scalar.of(3)),
                "gradients", "3.0 (constant)", "make");
        assertMessage(GradientError.class, () -> x.derivative(Scalar.of(3)),
                "derivatives", "3.0 (constant)");
    }

    @Example
    void aScalarSaysWhatItIs() {
        var tape = new Tape();
        assertEquals("2.0 (constant)", Scalar.of(2).toString());
        assertEquals("0.5 (w)", tape.variable("w", 0.5).toString());
        Scalar x = tape.variable(0);
        assertEquals("0.0 (variable)", x.toString());
        assertEquals("1.0 (exp)", x.exp().toString());
        assertEquals("gradients of 1.0 (exp)", x.exp().gradients().toString());
        tape.clear();
        assertEquals("0.0 (forgotten)", x.toString());
    }

    @Example
    void theGraphCanBeReadForDrawing() {
        var tape = new Tape();
        tape.variable("unused", 9);
        Scalar a = tape.variable("a", 2);
        Scalar y = a.mul(3).add(a);
        ScalarGradients g = y.gradients();
        List<ScalarNode> nodes = y.nodes();
        assertEquals(List.of("a", "constant", "mul", "add"), nodes.stream()
                .map(ScalarNode::name).toList());
        assertEquals(List.of(ScalarNode.Kind.VARIABLE, ScalarNode.Kind.CONSTANT,
                ScalarNode.Kind.OPERATION, ScalarNode.Kind.OPERATION), nodes.stream()
                .map(ScalarNode::kind).toList());
        assertEquals(List.of(2.0, 3.0, 6.0, 8.0), nodes.stream().map(ScalarNode::value).toList());
        int constant = nodes.get(1).id();
        assertTrue(constant < 0, "in place");
        assertEquals(List.of(List.of(), List.of(), List.of(1, constant), List.of(2, 1)),
                nodes.stream().map(ScalarNode::inputs).toList());
        assertEquals(List.of(4.0, 1.0, 1.0), Stream.of(1, 2, 3).map(g::adjoint).toList());
        assertMessage(IllegalArgumentException.class, () -> g.adjoint(constant),
                "adjoint", "first 4 nodes", "constants");
        assertEquals(List.of("constant"), Scalar.of(1).nodes().stream().map(ScalarNode::name)
                .toList());
    }

    static void assertMessage(Class<? extends Exception> type, Executable body, String... parts) {
        String message = String.valueOf(assertThrows(type, body).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> message + " should say " + part);
        }
    }
}
