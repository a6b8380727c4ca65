package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The primitives: error bounds, special values, and the same bits from both forms.
class LoopsTest {
    /// A prime step through all 2³² floats: every exponent of both signs, a million numbers.
    private static final int STRIDE = 4099;
    private static final int BLOCK = 1000;
    private static final float INF = Float.POSITIVE_INFINITY;

    private static final float[] SPECIAL = {
        0f, -0f, 1, -1, 0.5f, -0.5f, 2, INF, -INF, Float.NaN, Float.MIN_VALUE, -Float.MIN_VALUE,
        Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 88.72284f, 89,
        -87.5f, -103.9f, -104, 0.7f, 9.02f, 0.93f, 3.95f, 10.1f, 1e-30f, 0x1p-30f, 1.5f, -2.5f};

    /// F32 bounds in ulps, a little above what a denser sweep gives.
    private static final List<Bound> BOUNDS = List.of(
            new Bound(new HotLoops.Exp(), Math::exp, 1.1),
            new Bound(new HotLoops.Expm1(), Math::expm1, 1.5),
            new Bound(new HotLoops.Log(), Math::log, 1.0),
            new Bound(new HotLoops.Log1p(), Math::log1p, 1.5),
            new Bound(new HotLoops.Tanh(), Math::tanh, 1.1),
            new Bound(new HotLoops.Sech2(), x -> 1 / (Math.cosh(x) * Math.cosh(x)), 4.5),
            new Bound(new HotLoops.Sigmoid(), DoubleMath::sigmoid, 1.6),
            new Bound(new HotLoops.Erf(), ErrorFunction::erf, 1.1),
            new Bound(new HotLoops.Erfc(), ErrorFunction::erfc, 1.7),
            new Bound(Loops.SIN, Math::sin, 0.51),
            new Bound(Loops.ASINH, DoubleMath::asinh, 0.51),
            new Bound(Loops.LOG2, DoubleMath::log2, 0.51));

    private record Bound(Loop loop, DoubleUnaryOperator reference, double ulps) {}

    @Test
    void errorsStayBelowTheStatedBoundOverAllExponents() {
        for (Bound bound : BOUNDS) {
            double worst = 0;
            float[] x = new float[BLOCK];
            float[] y = new float[BLOCK];
            for (float special : SPECIAL) {
                float value = f32(bound.loop, special);
                worst = Math.max(worst,
                        ulps(value, bound.reference.applyAsDouble(special), special));
            }
            for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * STRIDE) {
                fill(x, bits);
                run(bound.loop, y, x);
                for (int i = 0; i < BLOCK; i++) {
                    worst = Math.max(worst, ulps(y[i], bound.reference.applyAsDouble(x[i]), x[i]));
                }
            }
            assertTrue(worst <= bound.ulps, bound.loop + ": " + worst + " ulp");
        }
    }

    /// Near their zeros the slopes are differences, so errors are in ulps of at least 1/16.
    @Test
    void geluAndItsSlopesStayBelowTheirStatedBounds() {
        for (Bound bound : List.of(
                new Bound(new GeluLoops.TanhForm(), PlainGelu::tanhForm, 5.5),
                new Bound(new GeluLoops.TanhSlope(), PlainGelu::tanhSlope, 8),
                new Bound(new GeluLoops.Exact(), PlainGelu::exact, 4.5),
                new Bound(new GeluLoops.ExactSlope(), PlainGelu::exactSlope, 12.5))) {
            float[] x = new float[BLOCK];
            float[] y = new float[BLOCK];
            double worst = 0;
            for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * STRIDE) {
                fill(x, bits);
                run(bound.loop, y, x);
                for (int i = 0; i < BLOCK; i++) {
                    double exact = bound.reference.applyAsDouble(x[i]);
                    if (Float.isFinite(x[i])) {
                        worst = Math.max(worst, Math.abs(y[i] - exact)
                                / Math.ulp((float) Math.max(0.0625, Math.abs(exact))));
                    }
                }
            }
            assertTrue(worst <= bound.ulps, bound.loop + ": " + worst + " ulp");
        }
    }

    @Test
    void vectorAndPlainUnaryLoopsGiveTheSameBits() {
        assumeTrue(Simd.available());
        pairs().forEach((plain, vector) -> {
            if (plain.arity() == 1) {
                float[] x = new float[BLOCK];
                float[] a = new float[BLOCK];
                float[] b = new float[BLOCK];
                for (long bits = 0; bits < 1L << 32; bits += (long) BLOCK * STRIDE) {
                    fill(x, bits);
                    run(plain, a, x);
                    run(vector, b, x);
                    for (int i = 0; i < BLOCK; i++) {
                        assertSame(plain, a[i], b[i], x[i]);
                    }
                }
            }
        });
    }

    @Test
    void vectorAndPlainLoopsAgreeOnSpecialValues() {
        assumeTrue(Simd.available());
        int n = SPECIAL.length * SPECIAL.length;
        float[][] x = new float[3][n];
        for (int i = 0; i < n; i++) {
            x[0][i] = SPECIAL[i / SPECIAL.length];
            x[1][i] = SPECIAL[i % SPECIAL.length];
            x[2][i] = i;
        }
        pairs().forEach((plain, vector) -> {
            float[] a = new float[n];
            float[] b = new float[n];
            run(plain, a, x);
            run(vector, b, x);
            for (int i = 0; i < n; i++) {
                assertSame(plain, a[i], b[i], x[0][i]);
            }
        });
    }

    @Property(tries = 200)
    void bitsDoNotDependOnLengthOffsetOrForm(
            @ForAll @IntRange(max = 150) int n,
            @ForAll @IntRange(max = 20) int at,
            @ForAll @IntRange(max = 20) int yAt,
            @ForAll long seed) {
        var random = new Random(seed);
        float[][] x = new float[3][n + 60];
        for (float[] row : x) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextInt(4) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)]
                        : (float) random.nextGaussian() * 3;
            }
        }
        int[] offsets = {at, at + 3, at + 11};
        Map<Loop, Loop> loops = Simd.available() ? pairs() : Map.of(Loops.EXP, Loops.EXP);
        loops.forEach((plain, vector) -> {
            float[] y = new float[n + 60];
            vector.run(x, offsets, y, yAt, n);
            for (int i = 0; i < y.length; i++) {
                float expected = 0;
                if (i >= yAt && i < yAt + n) {
                    float[] one = new float[1];
                    int k = i - yAt;
                    plain.run(x, new int[] {at + k, at + 3 + k, at + 11 + k}, one, 0, 1);
                    expected = one[0];
                }
                assertSame(plain, expected, y[i], i);
            }
        });
    }

    @Test
    void loopsRunInPlace() {
        Map<Loop, Loop> loops = Simd.available() ? pairs() : Map.of(Loops.EXP, Loops.EXP);
        loops.values().forEach(loop -> {
            for (int k = 0; k < loop.arity(); k++) {
                float[][] x = new float[3][77];
                var random = new Random(1);
                for (float[] row : x) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] = (float) random.nextGaussian();
                    }
                }
                float[] expected = new float[77];
                int[] at = {5, 5, 5};
                loop.run(x, at, expected, 5, 71);
                loop.run(x, at, x[k], 5, 71);
                for (int i = 5; i < 76; i++) {
                    assertSame(loop, expected[i], x[k][i], i);
                }
            }
        });
    }

    @Test
    void specialValuesAreThoseOfTheMathematics() {
        assertEquals(0.0, Loops.EXP.at(Double.NEGATIVE_INFINITY, 0, 0));
        for (Loop odd : List.of(Loops.EXPM1, Loops.LOG1P, Loops.TANH, Loops.ERF, Loops.ASINH,
                Loops.ATANH, Loops.SIGN)) {
            assertEquals(-0f, f32(odd, -0f), odd.toString());
            assertEquals(odd.equals(Loops.SIGN) ? 1 : Float.MIN_VALUE, f32(odd, Float.MIN_VALUE),
                    odd.toString());
        }
        assertEquals(0f, f32(Loops.EXP, -INF));
        assertEquals(INF, f32(Loops.EXP, 88.8f));
        assertEquals(-1f, f32(Loops.EXPM1, -INF));
        assertEquals(-INF, f32(Loops.LOG, -0f));
        assertEquals(Float.NaN, f32(Loops.LOG, -1));
        assertEquals(-INF, f32(Loops.LOG1P, -1));
        assertEquals(-1f, f32(Loops.TANH, -INF));
        assertEquals(0f, f32(Loops.SIGMOID, -INF));
        assertEquals(1f, f32(Loops.SIGMOID, INF));
        assertEquals((float) Math.exp(-100), f32(Loops.SIGMOID, -100), "subnormal");
        assertEquals(2f, f32(Loops.ERFC, -INF));
        assertEquals(0f, f32(Loops.ERFC, INF));
        assertEquals(Float.NaN, f32(Loops.RELU, Float.NaN));
        assertEquals(Float.NaN, f32(Loops.SIGN, Float.NaN));
        assertEquals(-3.0, Loops.FLOOR.at(-2.5, 0, 0));
        for (Loop loop : List.of(Loops.EXP, Loops.EXPM1, Loops.LOG, Loops.LOG1P, Loops.TANH,
                Loops.SIGMOID, Loops.ERF, Loops.ERFC)) {
            assertEquals(Float.NaN, f32(loop, Float.NaN), loop.toString());
            assertEquals(Double.NaN, loop.at(Double.NaN, 0, 0), loop.toString());
        }
        for (int e = -1074; e <= 1023; e++) {
            assertEquals(e, Loops.LOG2.at(Math.scalb(1.0, e), 0, 0));
        }
    }

    @Test
    void oneElementHasTheBitsOfTheF64Loop() {
        double[][] x = {{0.3, -1.7, 2.5}, {1.1, 0, -3}, {4, 5, 6}};
        for (Loop loop : List.of(Loops.ADD, Loops.MAXIMUM, Loops.LESS, Loops.WHERE, Loops.EXP,
                Loops.ERFC, Loops.ATAN2, Loops.POW, Loops.FLOOR)) {
            double[] y = new double[3];
            loop.run(x, new int[3], y, 0, 3);
            for (int i = 0; i < 3; i++) {
                assertEquals(y[i], loop.at(x[0][i], x[1][i], x[2][i]), loop.toString());
            }
        }
    }

    @Test
    void f64MatchesTheHighPrecisionReference() throws IOException {
        Map<String, Loop> loops = new LinkedHashMap<>();
        for (Loop loop : List.of(Loops.EXP, Loops.EXPM1, Loops.LOG, Loops.LOG1P, Loops.LOG2,
                Loops.LOG10, Loops.SIN, Loops.COS, Loops.TAN, Loops.ASIN, Loops.ACOS, Loops.ATAN,
                Loops.COSH, Loops.SINH, Loops.TANH, Loops.ASINH, Loops.ACOSH, Loops.ATANH,
                Loops.SIGMOID, Loops.ERF, Loops.ERFC, Loops.SQRT)) {
            loops.put(loop.toString(), loop);
        }
        int checked = 0;
        try (Reader in = new InputStreamReader(Objects.requireNonNull(
                LoopsTest.class.getResourceAsStream("/io/atled/reference/special.json")),
                StandardCharsets.UTF_8)) {
            for (var element : JsonParser.parseReader(in).getAsJsonObject()
                    .getAsJsonArray("cases")) {
                JsonObject c = element.getAsJsonObject();
                Loop loop = loops.get(c.get("fn").getAsString());
                if (loop != null) {
                    double x = Double.parseDouble(c.get("x").getAsString());
                    double value = Double.parseDouble(c.get("value").getAsString());
                    double cond = Math.abs(Double.parseDouble(c.get("cond_value").getAsString()));
                    double y = loop.at(x, 0, 0);
                    // 4 ulp, and what half an ulp of the argument amounts to
                    double tolerance = 4 * Math.ulp(value) * Math.max(1, cond);
                    assertTrue(y == value || Math.abs(y - value) <= tolerance,
                            loop + "(" + x + ") = " + y + ", expected " + value);
                    checked++;
                }
            }
        }
        assertTrue(checked > 120, "cases checked: " + checked);
    }

    @Test
    void tanhAndItsSlopeInF64KeepTheirDigits() {
        var random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            assertTanh(Math.scalb(2 * random.nextDouble() - 1, 8 - random.nextInt(40)));
        }
        for (int edge = 0; edge < 1_100; edge++) {      // where rows of the table begin and end
            assertTanh(edge / 128.0);
            assertTanh(Math.nextDown(edge / 128.0));
        }
        assertEquals(0, Loops.SECH2.at(-400, 0, 0));
    }

    private static void assertTanh(double x) {
        double tanh = Math.tanh(x);                     // itself within 2.5 ulp
        assertEquals(tanh, Loops.TANH.at(x, 0, 0), 5 * Math.ulp(tanh), () -> "tanh " + x);
        double cosh = Math.cosh(x / 2);                 // cosh x = 2 cosh² ½x − 1, 2.5 ulp each
        double rest = 2 - 1 / (cosh * cosh);
        assertEquals(1, Loops.SECH2.at(x, 0, 0) * rest * cosh * cosh * rest * cosh * cosh,
                20 * Math.ulp(1.0), () -> "sech2 " + x);
    }

    @Test
    void strangersFunctionsRunOnBothTypes() {
        Loop cube = Loop.of("cube", a -> a * a * a);
        Loop hypot = Loop.of("hypot", Math::hypot);
        assertEquals("cube", cube.toString());
        assertEquals(1, cube.arity());
        assertEquals(2, hypot.arity());
        assertEquals(8f, f32(cube, 2));
        assertEquals(5.0, hypot.at(3, 4, 0));
    }

    /// The plain loops and their vector forms.
    private static Map<Loop, Loop> pairs() {
        Map<Loop, Loop> pairs = new LinkedHashMap<>();
        pairs.put(new ArithmeticLoops.Add(), new VectorArithmeticLoops.Add());
        pairs.put(new ArithmeticLoops.Sub(), new VectorArithmeticLoops.Sub());
        pairs.put(new ArithmeticLoops.Mul(), new VectorArithmeticLoops.Mul());
        pairs.put(new ArithmeticLoops.Div(), new VectorArithmeticLoops.Div());
        pairs.put(new ArithmeticLoops.Maximum(), new VectorArithmeticLoops.Maximum());
        pairs.put(new ArithmeticLoops.Minimum(), new VectorArithmeticLoops.Minimum());
        pairs.put(new ArithmeticLoops.Neg(), new VectorArithmeticLoops.Neg());
        pairs.put(new ArithmeticLoops.Abs(), new VectorArithmeticLoops.Abs());
        pairs.put(new ArithmeticLoops.Sqrt(), new VectorArithmeticLoops.Sqrt());
        pairs.put(new ArithmeticLoops.Relu(), new VectorArithmeticLoops.Relu());
        pairs.put(new ComparisonLoops.Less(), new VectorComparisonLoops.Less());
        pairs.put(new ComparisonLoops.LessEqual(), new VectorComparisonLoops.LessEqual());
        pairs.put(new ComparisonLoops.Equal(), new VectorComparisonLoops.Equal());
        pairs.put(new ComparisonLoops.NotEqual(), new VectorComparisonLoops.NotEqual());
        pairs.put(new ComparisonLoops.Where(), new VectorComparisonLoops.Where());
        pairs.put(new HotLoops.Exp(), new VectorHotLoops.Exp());
        pairs.put(new HotLoops.Expm1(), new VectorHotLoops.Expm1());
        pairs.put(new HotLoops.Log(), new VectorHotLoops.Log());
        pairs.put(new HotLoops.Log1p(), new VectorHotLoops.Log1p());
        pairs.put(new HotLoops.Tanh(), new VectorHotLoops.Tanh());
        pairs.put(new HotLoops.Sech2(), new VectorHotLoops.Sech2());
        pairs.put(new HotLoops.Sigmoid(), new VectorHotLoops.Sigmoid());
        pairs.put(new HotLoops.Erf(), new VectorHotLoops.Erf());
        pairs.put(new HotLoops.Erfc(), new VectorHotLoops.Erfc());
        pairs.put(new GeluLoops.TanhForm(), new VectorGeluLoops.TanhForm());
        pairs.put(new GeluLoops.TanhSlope(), new VectorGeluLoops.TanhSlope());
        pairs.put(new GeluLoops.Exact(), new VectorGeluLoops.Exact());
        pairs.put(new GeluLoops.ExactSlope(), new VectorGeluLoops.ExactSlope());
        return pairs;
    }

    private static void fill(float[] x, long bits) {
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat((int) (bits + (long) i * STRIDE));
        }
    }

    private static void run(Loop loop, float[] y, float[]... x) {
        loop.run(x, new int[3], y, 0, y.length);
    }

    /// The vector form on whole vectors and the plain one on the rest must give one answer.
    private static float f32(Loop loop, float x) {
        float[] in = new float[101];
        float[] y = new float[101];
        Arrays.fill(in, x);
        run(loop, y, in);
        assertSame(loop, y[100], y[0], x);
        return y[0];
    }

    private static void assertSame(Loop loop, float expected, float actual, float x) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            throw new AssertionError(loop + "(" + x + "): " + expected + " ≠ " + actual);
        }
    }

    /// The error of `y` in ulps of the rounded reference; NaN and infinities must agree.
    private static double ulps(float y, double reference, float x) {
        float rounded = (float) reference;
        if (Float.floatToIntBits(y) == Float.floatToIntBits(rounded)) {
            return 0;
        }
        assertTrue(Float.isFinite(y) && Float.isFinite(rounded) && y != rounded,
                "at " + x + ": " + y + ", expected " + rounded);
        return Math.abs(y - reference) / Math.ulp(rounded);
    }
}
