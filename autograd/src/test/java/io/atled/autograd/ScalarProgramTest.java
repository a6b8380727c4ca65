package io.atled.autograd;

import static io.atled.autograd.ScalarTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScalarProgramTest {
    /// Both compute the same operations; a product is added by one fused multiply-add in both, but
    /// quotients are pulled back by a division here and by a reciprocal there.
    private static final double ROUNDING = 1e-12;

    /// What a program is made of, from a list of scalars already computed.
    private interface Choice {
        Scalar of(List<Scalar> known, SplittableRandom random);
    }

    private static Scalar any(List<Scalar> known, SplittableRandom random) {
        int near = random.nextInt(Math.min(6, known.size()));
        return random.nextBoolean() ? known.get(known.size() - 1 - near)
                : known.get(random.nextInt(known.size()));
    }

    private static final List<Choice> CHOICES = List.of(
            (k, r) -> any(k, r).add(any(k, r)),
            (k, r) -> any(k, r).mul(any(k, r)).tanh(),
            (k, r) -> any(k, r).sub(any(k, r)).sin(),
            (k, r) -> any(k, r).mul(r.nextDouble(-1, 1)),
            (k, r) -> any(k, r).div(any(k, r).square().add(1)),
            (k, r) -> any(k, r).gelu(),
            (k, r) -> any(k, r).neg().sigmoid(),
            (k, r) -> any(k, r).maximum(any(k, r)),
            (k, r) -> any(k, r).relu().add(any(k, r).abs()).softplus(),
            (k, r) -> any(k, r).clamp(-0.5, 0.5),
            (k, r) -> any(k, r).atan2(any(k, r).square().add(1)));

    /// `length` operations at random, the same for the same seed whatever the numbers are.
    private static Scalar random(List<Scalar> x, int length, long seed) {
        var random = new SplittableRandom(seed);
        var known = new ArrayList<>(x);
        for (int i = 0; i < length; i++) {
            known.add(CHOICES.get(random.nextInt(CHOICES.size())).of(known, random));
        }
        return known.subList(known.size() - 3, known.size()).stream().reduce(Scalar::add).get();
    }

    /// A recurrent network on single numbers: loops within a loop.
    private static Scalar network(List<Scalar> x, int rounds) {
        Scalar state = x.getFirst();
        Scalar loss = Scalar.of(0);
        for (int t = 0; t < rounds; t++) {
            Scalar sum = x.get(1);
            for (int i = 0; i < x.size(); i++) {
                sum = sum.add(x.get(i).mul(x.get((i + t) % x.size())));
            }
            state = state.mul(x.get(2)).add(sum).tanh();
            loss = loss.add(state.sub(0.1 * (t % 7)).square());
        }
        return loss;
    }

    /// A random body again and again: what it reads is of the same round, of one or two before, or
    /// somewhere else each time.
    private static Scalar feedback(List<Scalar> x, int length, int rounds, long seed) {
        var known = new ArrayList<>(x);
        for (int round = 0; round < rounds; round++) {
            var random = new SplittableRandom(seed);
            for (int i = 0; i < length; i++) {
                known.add(CHOICES.get(random.nextInt(CHOICES.size())).of(known, random).tanh());
            }
        }
        return known.subList(known.size() - 3, known.size()).stream().reduce(Scalar::add).get();
    }

    private static double[] numbers(int n, SplittableRandom random) {
        return random.doubles(n, -1.5, 1.5).toArray();
    }

    private static List<Scalar> variables(Tape tape, double[] x) {
        return IntStream.range(0, x.length).mapToObj(i -> tape.variable("x" + i, x[i])).toList();
    }

    /// Compiles at one point, and compares with recording afresh at others.
    private static ScalarProgram agrees(Function<List<Scalar>, Scalar> program, int inputs,
            SplittableRandom random) {
        List<Scalar> first = variables(new Tape(), numbers(inputs, random));
        ScalarProgram compiled = program.apply(first).compiled(first);
        for (int round = 0; round < 3; round++) {
            double[] x = numbers(inputs, random);
            List<Scalar> fresh = variables(new Tape(), x);
            Scalar y = program.apply(fresh);
            ScalarGradients g = y.gradients();
            double[] gradient = new double[inputs];
            assertEquals(y.value(), compiled.value(x));
            assertEquals(y.value(), compiled.valueAndGradient(x, gradient));
            for (int i = 0; i < inputs; i++) {
                double want = g.get(fresh.get(i));
                assertEquals(want, gradient[i], ROUNDING * (1 + Math.abs(want)), "input " + i);
            }
        }
        return compiled;
    }

    @Property(tries = 60)
    void aRandomProgramAgreesWithRecordingAfresh(@ForAll long seed,
            @ForAll @IntRange(min = 3, max = 700) int length) {
        var random = new SplittableRandom(seed);
        agrees(x -> random(x, length, seed), 1 + random.nextInt(6), random);
    }

    @Property(tries = 40)
    void loopsAreRolledUpAndAgree(@ForAll long seed, @ForAll @IntRange(min = 3, max = 9) int inputs,
            @ForAll @IntRange(min = 1, max = 120) int rounds) {
        agrees(x -> network(x, rounds), inputs, new SplittableRandom(seed));
    }

    @Property(tries = 60)
    void loopsThatHandOnNumbersAgree(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int length,
            @ForAll @IntRange(min = 1, max = 40) int rounds) {
        agrees(x -> feedback(x, length, rounds, seed), 6, new SplittableRandom(seed));
    }

    @Example
    void theAdjointsInTheMiddleOfALoopAndAfterItAreAllCounted() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        var powers = new ArrayList<>(List.of(x));
        for (int k = 1; k < 20; k++) {
            powers.add(powers.getLast().mul(x));
        }
        Scalar sum = powers.get(3).add(powers.get(4)).add(powers.get(18)).add(powers.get(19));
        ScalarProgram f = sum.compiled(List.of(x));
        double[] dx = new double[1];
        assertEquals(16 + 32 + 0x1p19 + 0x1p20, f.valueAndGradient(new double[] {2}, dx));
        assertEquals(4 * 8 + 5 * 16 + 19 * 0x1p18 + 20 * 0x1p19, dx[0]);
        f.valueAndGradient(new double[] {1}, dx);       // nothing is left of the first run
        assertEquals(4 + 5 + 19 + 20, dx[0]);
    }

    @Example
    void aLongLoopIsFewBodies() {
        ScalarProgram f = agrees(x -> network(x, 3_000), 5, new SplittableRandom(1));
        assertTrue(f.operations() > 30_000, f.toString());
        assertTrue(f.bodies() <= 4, f.bodies() + " bodies");
    }

    @Example
    void whatIsDetachedAndOtherVariablesKeepTheirNumbers() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        Scalar w = tape.variable(3);
        ScalarProgram f = x.mul(w).add(x.detach().mul(10)).compiled(List.of(x));
        double[] dx = new double[1];
        assertEquals(5 * 3 + 20, f.valueAndGradient(new double[] {5}, dx));
        assertArrayEquals(new double[] {3}, dx);
        assertEquals(1, f.inputs());
    }

    @Example
    void choicesFallAnewForNewInputs() {
        var tape = new Tape();
        Scalar a = tape.variable(2);
        Scalar b = tape.variable(3);
        ScalarProgram f = a.maximum(b).mul(a.sub(b).relu().add(1)).compiled(List.of(a, b));
        double[] d = new double[2];
        assertEquals(3, f.valueAndGradient(new double[] {2, 3}, d));
        assertArrayEquals(new double[] {0, 1}, d);
        assertEquals(7 * 5, f.valueAndGradient(new double[] {7, 3}, d));        // a·(a − b + 1)
        assertArrayEquals(new double[] {12, -7}, d);
    }

    @Example
    void anotherWayThanTheRecordedOneIsRefused() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        ScalarProgram f = x.greater(1).where(x.square(), x.neg()).compiled(List.of(x));
        assertEquals(9, f.value(3));
        assertMessage(IllegalStateException.class, () -> f.value(0.5),
                "greater of [0.5, 1.0] was true", "record again");
        assertEquals(9, f.value(3));
    }

    @Example
    void aForgottenComparisonDoesNotCount() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        Tape.Mark mark = tape.mark();
        assertEquals(1, x.greater(1).value());
        tape.rewind(mark);
        assertEquals(0.25, x.square().compiled(List.of(x)).value(0.5));
    }

    @Example
    void anInputMayBeTheResultOrNotMatter() {
        var tape = new Tape();
        Scalar x = tape.variable(2);
        Scalar w = tape.variable(3);
        ScalarProgram f = x.compiled(List.of(w, x));
        double[] d = new double[2];
        assertEquals(8, f.valueAndGradient(new double[] {9, 8}, d));
        assertArrayEquals(new double[] {0, 1}, d);
        assertEquals(4, x.square().compiled(List.of(w)).valueAndGradient(new double[] {1},
                new double[1]));
    }

    @Example
    void whatWasNotChosenGetsNothingNotEvenInfinity() {
        var tape = new Tape();
        Scalar x = tape.variable(1);
        ScalarProgram f = x.relu().sqrt().compiled(List.of(x));
        double[] d = new double[1];
        f.valueAndGradient(new double[] {-4}, d);
        assertArrayEquals(new double[] {0}, d);                                 // not 0·∞
    }

    @Example
    void severalThreadsMayRunIt() throws Exception {
        List<Scalar> x = variables(new Tape(), new double[] {0.5, -0.25, 0.75});
        ScalarProgram f = network(x, 50).compiled(x);
        double want = f.value(0.1, 0.2, 0.3);
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Boolean>> tasks = IntStream.range(0, 64).<Callable<Boolean>>mapToObj(
                    i -> () -> f.value(0.1, 0.2, 0.3) == want).toList();
            for (var done : pool.invokeAll(tasks)) {
                assertTrue(done.get());
            }
        }
    }

    @Example
    void refusesWhatIsNoInput() {
        var tape = new Tape();
        Scalar x = tape.variable("x", 2);
        Scalar y = x.square();
        ScalarProgram f = y.compiled(List.of(x));
        assertMessage(IllegalArgumentException.class, () -> y.compiled(List.of(y)),
                "variables of the tape", "4.0 (square)");
        assertMessage(IllegalArgumentException.class, () -> y.compiled(List.of(x, x)), "twice");
        assertMessage(IllegalArgumentException.class,
                () -> y.compiled(List.of(new Tape().variable(1))), "variables of the tape");
        assertMessage(GradientError.class, () -> Scalar.of(2).compiled(List.of(x)), "constant");
        assertMessage(IllegalArgumentException.class, () -> f.value(1, 2), "takes 1 numbers");
        assertMessage(IllegalArgumentException.class,
                () -> f.valueAndGradient(new double[1], new double[2]), "gradient", "got 2");
        assertEquals("program of 1 inputs and 1 operations", f.toString());
    }
}
