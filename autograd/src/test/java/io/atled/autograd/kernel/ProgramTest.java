package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final Loop[] UNARY = {Loops.TANH, Loops.NEG, Loops.ABS, Loops.SIGMOID};
    private static final Loop[] BINARY = {Loops.ADD, Loops.SUB, Loops.MUL, Loops.MAXIMUM,
            Loops.LESS};

    /// Some step of a random program: a loop and the numbers of the registers it reads.
    private record Step(Loop loop, List<Integer> in) {}

    /// A random expression over three inputs, run both ways.
    private record Random3(List<Step> steps, List<Integer> registers, Program program) {
        static Random3 of(Random random, int count) {
            var builder = new Program.Builder(3);
            var steps = new ArrayList<Step>();
            var registers = new ArrayList<Integer>();
            for (int s = 0; s < count; s++) {
                Step step = step(random, s);
                steps.add(step);
                registers.add(builder.step(step.loop,
                        step.in.stream().map(r -> number(builder, registers, r)).toList()));
            }
            return new Random3(steps, registers, builder.build(registers.getLast()));
        }

        /// −1 is the constant 0.5, 0 to 2 are inputs, then come the steps.
        private static int number(Program.Builder builder, List<Integer> registers, int r) {
            return r < 0 ? builder.constant(0.5) : r < 3 ? r : registers.get(r - 3);
        }

        private static Step step(Random random, int s) {
            int kind = random.nextInt(10);
            int arity = kind < 4 ? 1 : kind < 9 ? 2 : 3;
            Loop loop = arity == 1 ? UNARY[random.nextInt(UNARY.length)]
                    : arity == 2 ? BINARY[random.nextInt(BINARY.length)] : Loops.WHERE;
            return new Step(loop, IntStream.range(0, arity)
                    .mapToObj(k -> random.nextInt(s + 4) - 1).toList());
        }

        /// The value for one element, in F64.
        double at(double a, double b, double c) {
            double[] values = new double[3 + steps.size()];
            values[0] = a;
            values[1] = b;
            values[2] = c;
            for (int s = 0; s < steps.size(); s++) {
                double[] x = new double[3];
                for (int k = 0; k < steps.get(s).in.size(); k++) {
                    int r = steps.get(s).in.get(k);
                    x[k] = r < 0 ? 0.5 : values[r];
                }
                values[3 + s] = steps.get(s).loop.at(x[0], x[1], x[2]);
            }
            return values[values.length - 1];
        }
    }

    private static NdArray random(Random random, int... sizes) {
        Shape shape = Shape.of(sizes);
        return NdArray.wrap(shape, random.doubles(shape.size(), -2, 2).toArray());
    }

    private static double[] expected(Random3 f, Shape shape, NdArray... x) {
        NdArray[] wide = Arrays.stream(x).map(a -> a.view(a.layout().expand(shape)))
                .toArray(NdArray[]::new);
        return IntStream.range(0, shape.size())
                .mapToDouble(i -> f.at(wide[0].get(i), wide[1].get(i), wide[2].get(i))).toArray();
    }

    @Property(tries = 300)
    void anyExpressionGivesTheBitsOfItsStepsOneByOne(@ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Random3 f = Random3.of(random, 1 + random.nextInt(25));
        int rows = random.nextInt(4);
        int columns = 1 + random.nextInt(400);
        Shape shape = Shape.of(rows, columns);
        NdArray a = random(random, rows, columns);
        NdArray turned = random(random, columns, rows);
        NdArray b = random.nextBoolean() ? random(random, columns)
                : turned.view(turned.layout().permute(1, 0));
        NdArray c = random.nextBoolean() ? random(random) : random(random, rows, 1);
        assertArrayEquals(expected(f, shape, a, b, c),
                f.program.run(List.of(a, b, c), DType.F64, DType.F64, shape).doubles());
    }

    @Test
    void sizesAroundTheBlocksAndTasksAreWhole() {
        var random = new Random(1);
        Random3 f = Random3.of(random, 9);
        for (int n : new int[] {0, 1, 2, Program.BLOCK - 1, Program.BLOCK, Program.BLOCK + 1,
                3 * Program.BLOCK + 7, (1 << 15) - 1, 1 << 15, (1 << 15) + 1, 70_001}) {
            NdArray a = random(random, n + 5);
            NdArray shifted = a.view(a.layout().slice(0, 5, 1, n));
            NdArray flipped = a.view(a.layout().slice(0, n - 1 + (n == 0 ? 1 : 0), -1, n));
            NdArray one = random(random, 1);
            Shape shape = Shape.of(n);
            assertArrayEquals(expected(f, shape, shifted, flipped, one), f.program.run(
                    List.of(shifted, flipped, one), DType.F64, DType.F64, shape).doubles());
        }
    }

    @Test
    void aSingleStepReadsItsOperandsWhereTheyLie() {
        var builder = new Program.Builder(2);
        Program add = builder.build(builder.step(Loops.ADD, List.of(0, 1)));
        double[] values = IntStream.range(0, 100_000).asDoubleStream().toArray();
        NdArray whole = NdArray.wrap(Shape.of(values.length), values);
        NdArray tail = whole.view(whole.layout().slice(0, 30_000, 1, 70_000));
        NdArray head = whole.view(whole.layout().slice(0, 0, 1, 70_000));
        double[] sum = add.run(List.of(tail, head), DType.F64, DType.F64, Shape.of(70_000))
                .doubles();
        for (int i = 0; i < sum.length; i++) {
            assertEquals(30_000 + 2.0 * i, sum[i]);
        }
        assertEquals(99_999, values[99_999]);
    }

    @Test
    void anExpressionMayBeAnInputOrAConstant() {
        var same = new Program.Builder(2);
        NdArray a = NdArray.wrap(Shape.of(2), new double[] {1, 2});
        NdArray b = NdArray.wrap(Shape.of(1), new double[] {7});
        assertArrayEquals(new double[] {7, 7}, same.build(1).run(List.of(a, b), DType.F64,
                DType.F64, Shape.of(2)).doubles());
        var fixed = new Program.Builder(2);
        assertArrayEquals(new double[] {0.25, 0.25}, fixed.build(fixed.constant(0.25))
                .run(List.of(a, b), DType.F64, DType.F64, Shape.of(2)).doubles());
    }

    @Test
    void unneededStepsAndInputsAreNotTouched() {
        var builder = new Program.Builder(2);
        int[] calls = {0};
        Loop counting = Loop.of("counting", (double v) -> {
            calls[0]++;
            return v;
        });
        builder.step(counting, List.of(1));
        Program half = builder.build(builder.step(Loops.MUL, List.of(0, builder.constant(0.5))));
        NdArray a = NdArray.wrap(Shape.of(2), new double[] {1, 2});
        assertArrayEquals(new double[] {0.5, 1},
                half.run(List.of(a, a), DType.F64, DType.F64, Shape.of(2)).doubles());
        assertEquals(0, calls[0]);
    }

    @Test
    void equalStepsAreEmittedOnce() {
        var builder = new Program.Builder(1);
        assertEquals(builder.step(Loops.TANH, List.of(0)), builder.step(Loops.TANH, List.of(0)));
        assertEquals(builder.constant(2), builder.constant(2));
        assertArrayEquals(new double[] {Double.NEGATIVE_INFINITY}, signs(), "0 is not −0");
    }

    @Test
    void aChoiceByWhetherAValueIsZeroLooksAtTheValue() {
        var builder = new Program.Builder(2);
        int chosen = builder.step(Loops.NOT_EQUAL, List.of(0, builder.constant(0)));
        Program p = builder.build(builder.step(Loops.WHERE,
                List.of(chosen, 1, builder.constant(0))));
        assertEquals(1, p.steps.length);
        NdArray x = NdArray.wrap(Shape.of(5), new double[] {0, -0.0, Double.NaN, 2, -1e-310});
        NdArray d = NdArray.wrap(Shape.of(5), new double[] {1, 2, 3, 4, 5});
        assertArrayEquals(new double[] {0, 0, 3, 4, 5},
                p.run(List.of(x, d), DType.F64, DType.F64, Shape.of(5)).doubles());
    }

    /// 1 / −0, where a constant 0 is known already.
    private static double[] signs() {
        var builder = new Program.Builder(1);
        builder.constant(0.0);
        Program p = builder.build(builder.step(Loops.DIV,
                List.of(builder.constant(1), builder.constant(-0.0))));
        return p.run(List.of(NdArray.wrap(Shape.of(1), new double[1])), DType.F64, DType.F64,
                Shape.of(1)).doubles();
    }

    @Test
    void otherElementTypesAreConvertedBlockByBlock() {
        int n = 2000;
        boolean[] flags = new boolean[n];
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            flags[i] = i % 3 == 0;
            numbers[i] = i;
        }
        var builder = new Program.Builder(2);
        Program p = builder.build(builder.step(Loops.LESS, List.of(
                builder.step(Loops.ADD, List.of(0, 1)), builder.constant(1000))));
        NdArray mask = p.run(List.of(NdArray.wrap(Shape.of(n), flags),
                NdArray.wrap(Shape.of(n), numbers)), DType.F64, DType.BOOL, Shape.of(n));
        assertEquals(DType.BOOL, mask.dtype());
        for (int i = 0; i < n; i++) {
            assertEquals(i + (i % 3 == 0 ? 1 : 0) < 1000, mask.booleans()[i]);
        }
    }

    @Test
    void theBitsDoNotDependOnThreadsOrLayout() {
        var random = new Random(4);
        Random3 f = Random3.of(random, 12);
        Shape shape = Shape.of(300, 401);
        NdArray a = random(random, 300, 401);
        NdArray b = random(random, 401);
        NdArray t = random(random, 401, 300);
        NdArray c = t.view(t.layout().permute(1, 0));
        var results = new ArrayList<double[]>();
        for (int threads : new int[] {1, 2, 4}) {
            Workers.with(threads, () -> results.add(f.program.run(List.of(a, b, c), DType.F64,
                    DType.F64, shape).doubles()));
        }
        results.add(f.program.run(List.of(a, b.view(b.layout().expand(shape)).to(DType.F64),
                c.contiguous()), DType.F64, DType.F64, shape).doubles());
        for (double[] result : results) {
            assertArrayEquals(results.getFirst(), result);
        }
    }

    @Test
    void repeatedNumbersStandForAllTheirElements() {
        NdArray seven = NdArray.wrap(Shape.of(), new float[] {7});
        NdArray wide = seven.view(Layout.of(Shape.of()).expand(Shape.of(3, 700)));
        var builder = new Program.Builder(1);
        Program p = builder.build(builder.step(Loops.NEG, List.of(0)));
        float[] out = p.run(List.of(wide), DType.F32, DType.F32, Shape.of(3, 700)).floats();
        assertEquals(2100, out.length);
        for (float v : out) {
            assertEquals(-7, v);
        }
    }

    @Property(tries = 200)
    void rowsAreReadInPlaceOrLaidOutWithTheSameBits(@ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Random3 f = Random3.of(random, 1 + random.nextInt(12));
        int columns = 1 + random.nextInt(random.nextBoolean() ? 40 : 1500);
        int rows = 1 + random.nextInt(1 + 60_000 / columns);
        int slices = 1 + random.nextInt(2);
        Shape shape = Shape.of(slices, rows, columns);
        NdArray a = random(random, slices, rows, columns);
        NdArray twice = random(random, 2 * columns);
        NdArray b = random.nextBoolean() ? random(random, columns)
                : twice.view(twice.layout().slice(0, random.nextInt(columns), 1, columns));
        NdArray c = random.nextBoolean() ? random(random, rows, columns)
                : random(random, rows, 1);
        assertArrayEquals(expected(f, shape, a, b, c),
                f.program.run(List.of(a, b, c), DType.F64, DType.F64, shape).doubles());
    }

    @Test
    void severalResultsTakeOnePass() {
        int[] calls = {0};
        Loop counting = Loop.of("counting", (double v) -> {
            calls[0]++;
            return 2 * v;
        });
        var builder = new Program.Builder(2);
        int twice = builder.step(counting, List.of(0));
        int sum = builder.step(Loops.ADD, List.of(twice, 1));
        Program p = builder.build(sum, twice, 1, sum, builder.constant(9));
        NdArray a = NdArray.wrap(Shape.of(3), new double[] {1, 2, 3});
        NdArray b = NdArray.wrap(Shape.of(1), new double[] {10});
        List<NdArray> y = p.run(List.of(a, b), DType.F64, Shape.of(3));
        assertEquals(3, calls[0]);
        assertArrayEquals(new double[] {12, 14, 16}, y.get(0).doubles());
        assertArrayEquals(new double[] {2, 4, 6}, y.get(1).doubles());
        assertArrayEquals(new double[] {10, 10, 10}, y.get(2).doubles());
        assertArrayEquals(new double[] {12, 14, 16}, y.get(3).doubles());
        assertArrayEquals(new double[] {9, 9, 9}, y.get(4).doubles());
    }

    @Test
    void aSpareFrameRemembersNothing() {
        var random = new Random(8);
        for (int round = 0; round < 50; round++) {
            Random3 f = Random3.of(random, 1 + random.nextInt(20));
            int n = 1 + random.nextInt(2000);
            NdArray a = random(random, n);
            NdArray b = random(random, n);
            NdArray c = random(random);
            assertArrayEquals(expected(f, Shape.of(n), a, b, c),
                    f.program.run(List.of(a, b, c), DType.F64, DType.F64, Shape.of(n)).doubles());
        }
    }
}
