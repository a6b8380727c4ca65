package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Scalars against the other readers of the rules, on random programs and on every operation.
class ScalarLawsTest {
    /// Two exact ways to the same derivative round differently, a few times in each step.
    private static final double ROUNDING = 1e-12;
    /// Central differences with h = 1e-4 are off by h²·f‴/6, and f‴ stays below some hundreds.
    private static final double DIFFERENCES = 1e-6;
    private static final double H = 1e-4;
    private static final List<Class<?>> FAMILIES = List.of(Arithmetic.class, Choices.class,
            Comparisons.class,
            Exponentials.class, Trigonometry.class, Activations.class);
    private static final double[] POINTS = {-2.5, -0.75, 0.3, 0.8, 1.5, 4};

    @Property(tries = 200)
    void gradientsEqualDualNumbers(@ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        ScalarGradients g = program.on(x).gradients();
        for (int i = 0; i < x.size(); i++) {
            assertClose(tangent(program.on(duals(reals(program), i))).value(), g.get(x.get(i)),
                    ROUNDING, program);
        }
    }

    @Property(tries = 100)
    void gradientsEqualFiniteDifferences(@ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        ScalarGradients g = program.on(x).gradients();
        for (int i = 0; i < x.size(); i++) {
            double rise = program.on(moved(program, i, H)).value()
                    - program.on(moved(program, i, -H)).value();
            assertClose(rise / (2 * H), g.get(x.get(i)), DIFFERENCES, program);
        }
    }

    @Property(tries = 200)
    void recordedDerivativesEqualGradients(@ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        Scalar y = program.on(x);
        ScalarGradients g = y.gradients();
        List<Scalar> recorded = y.derivatives(x);
        for (int i = 0; i < x.size(); i++) {
            assertClose(g.get(x.get(i)), recorded.get(i).value(), ROUNDING, program);
        }
    }

    @Property(tries = 100)
    void secondDerivativesEqualForwardOverReverseAndForwardOverForward(
            @ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        ScalarGradients twice = program.on(x).derivative(x.get(0)).gradients();
        Scalar mixed = tangent(program.on(duals(x, 0)));
        List<Dual<Real>> once = duals(reals(program), 0);
        for (int i = 0; i < x.size(); i++) {
            double expected = tangent(tangent(program.on(duals(once, i)))).value();
            assertClose(expected, twice.get(x.get(i)), 10 * ROUNDING, program);
            assertClose(expected, slope(mixed, x.get(i)), 10 * ROUNDING, program);
        }
    }

    @Property(tries = 50)
    void thirdDerivativesEqualForwardOverRecordedDerivatives(
            @ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        Scalar second = program.on(x).derivative(x.get(0)).derivative(x.get(1));
        Scalar mixed = tangent(tangent(program.on(duals(duals(x, 0), 1))));
        ScalarGradients third = second.gradients();
        for (Scalar by : x) {
            assertClose(slope(mixed, by), third.get(by), 100 * ROUNDING, program);
        }
    }

    @Property(tries = 50)
    void valuesAndGradientsEqualThoseOfTensors(@ForAll("programs") Program program) {
        List<Scalar> x = variables(new Tape(), program);
        List<Tensor> t = program.inputs.stream()
                .map(v -> Tensor.scalar(v.doubleValue()).variable()).toList();
        Scalar y = program.on(x);
        Tensor z = program.on(t);
        assertEquals(z.item(), y.value(), program.toString());
        Gradients expected = z.gradients();
        for (int i = 0; i < x.size(); i++) {
            double dx = expected.reaches(t.get(i)) ? expected.get(t.get(i)).item() : 0;
            assertClose(dx, y.gradients().get(x.get(i)), ROUNDING, program);
        }
    }

    @Example
    void everyPointwiseOperationHasTheValueAndGradientsOfTensors() {
        List<Pointwise> ops = operations();
        assertTrue(ops.size() >= 50, "found " + ops);
        for (Pointwise op : ops) {
            boolean masks = op instanceof Comparisons.And || op instanceof Comparisons.Or;
            for (double[] at : samples(op.arity())) {
                assertLikeTensors(op, masks ? Arrays.stream(at).map(v -> v > 0 ? 1 : 0).toArray()
                        : at);
            }
        }
    }

    private static void assertLikeTensors(Pointwise op, double[] at) {
        var tape = new Tape();
        List<Scalar> x = Arrays.stream(at).mapToObj(tape::variable).toList();
        List<Tensor> t = Arrays.stream(at).mapToObj(v -> Tensor.scalar(v).variable()).toList();
        String what = op + " at " + Arrays.toString(at);
        Scalar y = x.getFirst().pointwise(op, x);
        Tensor z = Tensor.apply(op, masked(op, t));
        assertEquals(z.item(), y.value(), what);
        if (op instanceof Comparisons.Comparison) {
            assertTrue(y.isConstant(), what);
            return;
        }
        ScalarGradients g = y.gradients();
        List<Scalar> recorded = y.derivatives(x);
        Gradients expected = z.gradients();
        for (int i = 0; i < at.length; i++) {
            if (expected.reaches(t.get(i))) {
                assertEquals(expected.get(t.get(i)).item(), g.get(x.get(i)), what + ", d" + i);
                assertEquals(g.get(x.get(i)), recorded.get(i).value(), what + ", recorded d" + i);
            }
        }
    }

    /// Masks must be BOOL among tensors.
    private static List<Tensor> masked(Pointwise op, List<Tensor> t) {
        if (op instanceof Comparisons.Logic) {
            return t.stream().map(v -> v.notEqualTo(0)).toList();
        }
        return op instanceof Choices.Where
                ? List.of(t.get(0).notEqualTo(0), t.get(1), t.get(2)) : t;
    }

    /// It was lost where the rule settled ∂y/∂a = 0 by a constant.
    @Example
    void mixedDerivativeOfAPowerSurvivesTheExponentZero() {
        var tape = new Tape();
        Scalar a = tape.variable(0.5);
        Scalar b = tape.variable(0);
        Scalar y = a.pow(b);
        assertEquals(2, y.derivative(a).derivative(b).value());
        assertEquals(2, y.derivative(b).derivative(a).value());
        assertEquals(0, tape.variable(0).pow(b).derivative(b).value());
        Scalar zero = tape.variable(0);
        assertEquals(0, zero.pow(b).derivative(zero).value());
    }

    /// Every pointwise operation of the families, with some attributes.
    private static List<Pointwise> operations() {
        return FAMILIES.stream().flatMap(family -> Stream.of(family.getDeclaredClasses()))
                .filter(type -> type.isRecord() && Pointwise.class.isAssignableFrom(type))
                .map(ScalarLawsTest::instance).toList();
    }

    private static Pointwise instance(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Object[] attributes = IntStream.range(0, parts.length).mapToObj(i -> 0.5 * (i + 1))
                .toArray();
        try {
            return (Pointwise) type.getDeclaredConstructor(Stream.of(parts)
                    .map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(attributes);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + ": all attributes should be of type double", e);
        }
    }

    private static List<double[]> samples(int arity) {
        var samples = new ArrayList<double[]>();
        for (int k = 0; k < POINTS.length; k++) {
            double[] at = new double[arity];
            for (int i = 0; i < arity; i++) {
                at[i] = POINTS[(k + i * 2) % POINTS.length];
            }
            samples.add(at);
        }
        return samples;
    }

    /// Smooth programs of up to 30 steps on values in −1 … 1, with much sharing.
    @Provide
    Arbitrary<Program> programs() {
        Arbitrary<Double> input = Arbitraries.doubles().between(-1, 1).ofScale(4);
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 1 << 20);
        Arbitrary<Step> step = Combinators.combine(number, number, number).as(Step::new);
        return Combinators.combine(input.list().ofMinSize(2).ofMaxSize(4),
                step.list().ofMinSize(1).ofMaxSize(30)).as(Program::new);
    }

    /// Applies rule `rule` to two earlier values, mostly recent ones.
    record Step(int rule, int left, int right) {
        private static final int RULES = 14;

        <T extends Algebra<T>> T on(List<T> known) {
            T a = known.get(known.size() - 1 - left % Math.min(known.size(), 4));
            T b = known.get(right % known.size());
            return switch (rule % RULES) {
                case 0 -> a.add(b).mul(0.5);
                case 1 -> a.sub(b).div(2);
                case 2 -> a.mul(b);
                case 3 -> a.div(b.square().add(2));
                case 4 -> a.neg();
                case 5 -> a.tanh();
                case 6 -> a.sin();
                case 7 -> a.exp().mul(0.3);
                case 8 -> a.sigmoid();
                case 9 -> a.gelu();
                case 10 -> a.square().add(1).log();
                case 11 -> a.square().add(0.5).pow(b).mul(0.5);
                case 12 -> a.atan2(b.add(3));
                default -> a.silu().sub(b.softplus()).mul(0.5);
            };
        }
    }

    record Program(List<Double> inputs, List<Step> steps) {
        <T extends Algebra<T>> T on(List<T> inputs) {
            var known = new ArrayList<>(inputs);
            for (Step step : steps) {
                known.add(step.on(known));
            }
            return known.getLast();
        }
    }

    private static List<Scalar> variables(Tape tape, Program program) {
        return program.inputs.stream().map(tape::variable).toList();
    }

    private static List<Real> reals(Program program) {
        return program.inputs.stream().map(Real::new).toList();
    }

    private static List<Real> moved(Program program, int i, double by) {
        var x = new ArrayList<>(reals(program));
        x.set(i, new Real(x.get(i).value() + by));
        return x;
    }

    /// The inputs, of which number `i` moves.
    private static <T extends Algebra<T>> List<Dual<T>> duals(List<T> x, int i) {
        return IntStream.range(0, x.size())
                .mapToObj(k -> new Dual<>(x.get(k), x.get(k).constant(k == i ? 1 : 0))).toList();
    }

    private static <T extends Algebra<T>> T tangent(Dual<T> y) {
        T tangent = y.tangent();
        return tangent == null ? y.value().constant(0) : tangent;
    }

    /// ∂y/∂x, also of a tangent that turned out constant.
    private static double slope(Scalar y, Scalar x) {
        return y.isConstant() ? 0 : y.gradients().get(x);
    }

    private static void assertClose(double expected, double actual, double tolerance,
            Program program) {
        assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)),
                program::toString);
    }
}
