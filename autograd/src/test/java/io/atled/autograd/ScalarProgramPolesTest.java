package io.atled.autograd;

import static io.atled.autograd.ScalarTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Compiled gradients where derivatives are infinite: 0·∞ is NaN on the path, and nothing off it.
class ScalarProgramPolesTest {
    /// The same partial derivatives, added up in another order at most.
    private static final double ROUNDING = 1e-12;
    private static final double[] POINTS = {-1, -0.0, 0, 0.25, 1, 4};

    /// The gradient at 0 of the program compiled at 0, which is that of the tape.
    private static double atZero(UnaryOperator<Scalar> f) {
        Scalar x = new Tape().variable(0);
        Scalar y = f.apply(x);
        double[] dx = new double[1];
        double value = y.compiled(List.of(x)).valueAndGradient(new double[1], dx);
        assertEquals(y.value(), value);
        assertEquals(y.gradients().get(x), dx[0]);
        return dx[0];
    }

    /// They were NaN: the code multiplied the 0 of what was not chosen by an infinite derivative.
    @Example
    void whatIsNotChosenGivesNothingThoughItsDerivativeIsInfinite() {
        assertEquals(0, atZero(x -> x.sqrt().minimum(-1)));
        assertEquals(1, atZero(x -> x.greater(0).where(x.sqrt(), x)));
        assertEquals(1, atZero(x -> x.greater(0).where(x.reciprocal(), x)));
        assertEquals(0, atZero(x -> x.sqrt().sub(5).clamp(-1, 1)));
        assertEquals(0, atZero(x -> x.sqrt().neg().relu()));
        assertEquals(0, atZero(x -> x.mul(x).rsqrt().minimum(3)));
    }

    @Example
    void norDoesAProductBeforeIt() {
        assertEquals(0, atZero(x -> x.reciprocal().mul(x.sqrt().add(1)).minimum(3)));
        assertEquals(2, atZero(x -> x.log().mul(3).tanh().maximum(x.mul(2))));
        assertEquals(1, atZero(x -> x.sqrt().leakyRelu(0).add(x).sub(x.sqrt().relu())));
    }

    @Example
    void zeroTimesInfinityOnThePathStaysNaN() {
        assertEquals(Double.NaN, atZero(x -> x.sqrt().mul(0)));
        assertEquals(Double.NaN, atZero(x -> x.sqrt().mul(0).maximum(-1)));
        assertEquals(Double.NaN, atZero(x -> x.sqrt().neg().mul(-0.0).add(x)));
        assertEquals(Double.NaN, atZero(x -> x.sqrt().abs()));
        assertEquals(Double.NaN, atZero(x -> x.sqrt().sub(x.sqrt()).add(x)));
        assertEquals(Double.POSITIVE_INFINITY, atZero(x -> x.sqrt().maximum(-1)));
        assertEquals(Double.NEGATIVE_INFINITY, atZero(x -> x.reciprocal().add(x)));
    }

    @Example
    void oneInputAtItsPoleLeavesTheOthersAlone() {
        var tape = new Tape();
        Scalar x = tape.variable(1);
        Scalar w = tape.variable(2);
        ScalarProgram f = x.sqrt().mul(0).add(w.mul(w)).compiled(List.of(x, w));
        double[] both = {0, 3};
        assertEquals(9, f.valueAndGradient(both, both));        // read before it is written to
        assertArrayEquals(new double[] {Double.NaN, 6}, both);
        double[] d = new double[2];
        assertEquals(16, f.valueAndGradient(new double[] {1, 4}, d));
        assertArrayEquals(new double[] {0, 8}, d);
    }

    @Example
    void aLoopThatMeetsAPoleInOneRoundIsRight() {
        double[] at = {1, 4, 0, 1, 0, 4, 1, 1, 0.25};
        var tape = new Tape();
        List<Scalar> x = IntStream.range(0, at.length).mapToObj(i -> tape.variable(1)).toList();
        ScalarProgram f = x.stream().map(v -> v.rsqrt().minimum(3)).reduce(Scalar::add)
                .orElseThrow().compiled(x);
        double[] d = new double[at.length];
        assertEquals(1 + 0.5 + 3 + 1 + 3 + 0.5 + 1 + 1 + 2, f.valueAndGradient(at, d));
        assertArrayEquals(new double[] {-0.5, -0.0625, 0, -0.5, 0, -0.0625, -0.5, -0.5, -4}, d);
    }

    /// An operation at random on scalars already computed, more often a recent one.
    private static Scalar step(List<Scalar> known, SplittableRandom random) {
        Scalar a = known.get(known.size() - 1 - random.nextInt(Math.min(4, known.size())));
        Scalar b = known.get(random.nextInt(known.size()));
        double c = POINTS[random.nextInt(POINTS.length)];
        return switch (random.nextInt(18)) {
            case 0 -> a.sqrt();
            case 1 -> a.reciprocal();
            case 2 -> a.log();
            case 3 -> a.rsqrt();
            case 4 -> a.greater(b).where(a, b);
            case 5 -> a.less(c).where(b, a);
            case 6 -> a.minimum(b);
            case 7 -> a.maximum(c);
            case 8 -> a.minimum(c);
            case 9 -> a.clamp(-1, 1);
            case 10 -> a.relu();
            case 11 -> a.abs();
            case 12 -> a.leakyRelu(0);
            case 13 -> a.add(b);
            case 14 -> a.mul(b);
            case 15 -> a.sub(c);
            case 16 -> a.mul(c);
            default -> a.tanh();
        };
    }

    private static Scalar random(List<Scalar> x, int length, long seed) {
        var random = new SplittableRandom(seed);
        var known = new ArrayList<>(x);
        for (int i = 0; i < length; i++) {
            known.add(step(known, random));
        }
        return known.getLast();
    }

    private static double[] points(int n, SplittableRandom random) {
        return IntStream.range(0, n).mapToDouble(i -> POINTS[random.nextInt(POINTS.length)])
                .toArray();
    }

    private static List<Scalar> variables(double[] x) {
        var tape = new Tape();
        return IntStream.range(0, x.length).mapToObj(i -> tape.variable(x[i])).toList();
    }

    private static void assertClose(double want, double got, String what) {
        if (Double.isFinite(want) && want != 0) {
            assertEquals(want, got, ROUNDING * Math.abs(want), what);
        } else {
            assertTrue(want == got || (Double.isNaN(want) && Double.isNaN(got)),
                    () -> what + ": expected " + want + ", got " + got);
        }
    }

    @Property(tries = 300)
    void gradientsAtPolesAreThoseOfTheTape(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int inputs,
            @ForAll @IntRange(min = 2, max = 60) int length) {
        var random = new SplittableRandom(seed);
        double[] x = points(inputs, random);
        List<Scalar> first = variables(x);
        Scalar y = random(first, length, seed);
        if (y.isConstant()) {
            return;
        }
        ScalarProgram compiled = y.compiled(first);
        assertAgrees(compiled, x, length, seed);
        for (int round = 0; round < 4; round++) {
            assertAgrees(compiled, points(inputs, random), length, seed);
        }
    }

    /// Unless a comparison comes out differently there.
    private static void assertAgrees(ScalarProgram compiled, double[] x, int length, long seed) {
        double[] dx = new double[x.length];
        double value;
        try {
            value = compiled.valueAndGradient(x, dx);
        } catch (IllegalStateException e) {
            assertMessage(IllegalStateException.class, () -> compiled.value(x), "record again");
            return;
        }
        List<Scalar> fresh = variables(x);
        Scalar y = random(fresh, length, seed);
        assertEquals(y.value(), value);
        ScalarGradients g = y.gradients();
        for (int i = 0; i < x.length; i++) {
            assertClose(g.get(fresh.get(i)), dx[i], "input " + i);
        }
    }
}
