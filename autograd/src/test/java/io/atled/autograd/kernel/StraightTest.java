package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StraightTest {
    private static final Loop[] UNARY = {Loops.NEG, Loops.ABS, Loops.SQRT};
    private static final Loop[] BINARY = {Loops.ADD, Loops.SUB, Loops.MUL, Loops.DIV,
            Loops.MAXIMUM, Loops.MINIMUM};
    private static final int INPUTS = 4;
    private static final int SIZE = 2500;               // more than two chunks

    /// Arithmetic over four operands, of which the last is one number, with one to three results.
    private static Program random(Random random) {
        var builder = new Program.Builder(INPUTS);
        var registers = new ArrayList<Integer>(List.of(0, 1, 2, 3, builder.constant(0.75)));
        int steps = 4 + random.nextInt(12);
        for (int s = 0; s < steps; s++) {
            int a = registers.get(random.nextInt(registers.size()));
            int b = registers.get(random.nextInt(registers.size()));
            registers.add(random.nextInt(3) == 0
                    ? builder.step(UNARY[random.nextInt(UNARY.length)], List.of(a))
                    : builder.step(BINARY[random.nextInt(BINARY.length)], List.of(a, b)));
        }
        int[] results = registers.subList(INPUTS + 1, registers.size()).stream().distinct()
                .mapToInt(r -> r).toArray();
        return builder.build(IntStream.range(0, Math.min(1 + random.nextInt(3), results.length))
                .map(k -> results[results.length - 1 - k]).toArray());
    }

    private static NdArray numbers(Random random, DType type, int n) {
        NdArray wide = NdArray.wrap(Shape.of(n), random.doubles(n, -2, 2).toArray());
        return type == DType.F32 ? wide.to(type) : wide;
    }

    @Property(tries = 300)
    void loopsOfTheirOwnGiveTheBitsOfTheSteps(@ForAll @IntRange(max = 1_000_000) int seed) {
        var random = new Random(seed);
        Program program = random(random);
        DType type = random.nextBoolean() ? DType.F32 : DType.F64;
        List<NdArray> x = new ArrayList<>();
        for (int i = 0; i + 1 < INPUTS; i++) {
            x.add(numbers(random, type, SIZE));
        }
        x.add(numbers(random, type, 1));
        var over = new ArrayList<Integer>(Collections.nCopies(program.results.length, -1));
        List<NdArray> y = new ArrayList<>();
        for (int k = 0; k < over.size(); k++) {         // written over an operand, now and then
            boolean inPlace = random.nextBoolean() && program.used[k];
            over.set(k, inPlace ? k : -1);
            y.add(inPlace ? x.get(k) : NdArray.allocate(type, Shape.of(SIZE)));
        }
        List<NdArray> expected = program.run(x.stream().map(a -> a.to(type)).toList(), type,
                Shape.of(SIZE));
        Optional<List<StraightOrder.Stage>> order = new StraightOrder(program, over).stages();
        if (order.isEmpty()) {
            assertTrue(over.stream().anyMatch(i -> i >= 0), "only what is lost forbids an order");
            program.over(x.toArray(NdArray[]::new), type, y.toArray(NdArray[]::new),
                    Shape.of(SIZE)).run();
        } else {
            write(program, order.get(), type).run(arrays(program, x, y), new double[] {0, 0, 0,
                    x.getLast().get(0)}, 0, SIZE);
        }
        for (int k = 0; k < y.size(); k++) {
            assertArrayEquals(bits(expected.get(k)), bits(y.get(k)), "result " + k);
        }
    }

    private static Straight write(Program program, List<StraightOrder.Stage> order, DType type) {
        var numbers = new BitSet();
        numbers.set(INPUTS - 1);
        return new StraightWriter(program, order, numbers,
                type == DType.F32 ? TypeKind.FLOAT : TypeKind.DOUBLE).write();
    }

    private static Object[] arrays(Program program, List<NdArray> x, List<NdArray> y) {
        Object[] arrays = new Object[program.registers];
        for (int i = 0; i < x.size(); i++) {
            arrays[i] = x.get(i).storage();
        }
        for (int k = 0; k < y.size(); k++) {
            arrays[program.results[k]] = y.get(k).storage();
        }
        return arrays;
    }

    /// All NaN are alike.
    private static long[] bits(NdArray a) {
        return IntStream.range(0, a.size()).mapToLong(i -> Double.doubleToLongBits(a.get(i)))
                .toArray();
    }

    @Test
    void aResultOverAnOperandThatAnotherNeedsWaitsForIt() {
        var builder = new Program.Builder(2);
        int product = builder.step(Loops.MUL, List.of(0, 1));
        int sum = builder.step(Loops.ADD, List.of(0, 1));
        Program p = builder.build(product, sum);
        assertEquals(List.of(1, 0), order(p, 0, -1), "the product goes over what the sum needs");
        assertEquals(List.of(0, 1), order(p, -1, 1));
        assertTrue(new StraightOrder(p, List.of(0, 1)).stages().isEmpty());
    }

    private static List<Integer> order(Program program, Integer... over) {
        return new StraightOrder(program, List.of(over)).stages().orElseThrow().stream()
                .map(StraightOrder.Stage::result).toList();
    }

    @Test
    void onlyPlainArithmeticOfSeveralStepsFits() {
        var builder = new Program.Builder(2);
        int sum = builder.step(Loops.ADD, List.of(0, 1));
        int root = builder.step(Loops.SQRT, List.of(sum));
        assertTrue(Straight.fits(builder.build(root)));
        assertFalse(Straight.fits(builder.build(sum)), "a single step is a loop already");
        assertFalse(Straight.fits(builder.build(root, 0)), "a result that no step computes");
        assertFalse(Straight.fits(builder.build(builder.step(Loops.TANH, List.of(root)))));
    }
}
