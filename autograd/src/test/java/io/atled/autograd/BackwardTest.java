package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.assertValues;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BackwardTest {
    private static final int DEEP = 1_000_000;

    @Test
    void aChainOfAMillionOperationsIsAnOrdinaryInput() {
        Tensor x = Tensor.scalar(1.0).variable();
        Tensor y = x;
        for (int i = 0; i < DEEP; i++) {
            y = y.neg();
        }
        assertEquals(1, y.gradients().get(x).item());
        assertTrue(y.why(x).contains("there is a gradient"));
        assertTrue(y.toString().contains("from neg"));
        Tensor z = Differentiate.jvp((Tensor t) -> chain(t, DEEP / 10), x, Tensor.scalar(3.0))
                .tangent();
        assertEquals(3, z.item());
    }

    private static Tensor chain(Tensor x, int length) {
        Tensor y = x;
        for (int i = 0; i < length; i++) {
            y = y.neg();
        }
        return y;
    }

    @Test
    void gradientsOfADeepChainCanBeDifferentiatedAgain() {
        Tensor x = Tensor.scalar(1.0).variable();
        Tensor y = x;
        for (int i = 0; i < 5_000; i++) {
            y = y.mul(x).mul(0.999).div(x);
        }
        Tensor dx = Backward.from(y.mul(x)).recorded().run().get(x);
        Tensor ddx = dx.gradients().get(x);
        assertEquals(2 * Math.pow(0.999, 5_000), ddx.item(), 1e-12);
    }

    /// 2⁶⁰ paths lead from the top to the bottom; each of 60 nodes is visited once.
    @Test
    void aDiamondOfSixtyLevelsTakesSixtyVisits() {
        var visits = new AtomicInteger();
        Tensor x = Tensor.scalar(1.0).variable();
        Tensor y = x;
        for (int i = 0; i < 60; i++) {
            y = counted(visits, y);
            y = y.add(y);
        }
        assertEquals(0x1p60, y.gradients().get(x).item());
        assertEquals(60, visits.get());
        assertEquals(0x1p60, Differentiate.jvp((Tensor t) -> {
            Tensor s = t;
            for (int i = 0; i < 60; i++) {
                s = s.add(s);
            }
            return s;
        }, x, Tensor.scalar(1.0)).tangent().item());
        assertTrue(y.why(x).contains("there is a gradient"));
    }

    /// The identity, which counts how often it is pulled back.
    private static Tensor counted(AtomicInteger visits, Tensor x) {
        return Custom.apply("counted", in -> in.getFirst(), (dy, y, in) -> {
            visits.incrementAndGet();
            return List.of(dy);
        }, x);
    }

    /// A product that counts which cotangents it is asked for.
    record Counting(List<Integer> asked) implements Custom {
        @Override
        public Shape infer(List<Shape> shapes) {
            return shapes.getFirst();
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return x.get(0).mul(x.get(1));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            asked.add(i);
            return dy.mul(x.get(1 - i));
        }
    }

    @Test
    void nothingIsComputedForInputsThatDoNotAsk() {
        var op = new Counting(new ArrayList<>());
        Tensor a = Tensor.of(2.0).variable();
        Tensor b = Tensor.of(3.0);
        Tensor y = Tensor.apply(op, b, Tensor.apply(op, a, b)).sum();
        assertEquals(9, y.gradients().get(a).item());
        assertEquals(List.of(1, 0), op.asked());
    }

    @Test
    void onlyWhatLeadsToTheTargetsIsComputed() {
        var op = new Counting(new ArrayList<>());
        Tensor a = Tensor.of(2.0).variable();
        Tensor b = Tensor.of(3.0).variable();
        Tensor y = Tensor.apply(op, Tensor.apply(op, a, a), b).sum();
        Gradients g = Backward.from(y).only(List.of(b)).run();
        assertEquals(4, g.get(b).item());
        assertFalse(g.reaches(a));
        assertEquals(List.of(1), op.asked());
    }

    @Test
    void targetsMayLieInTheMiddle() {
        Tensor x = Tensor.of(2.0, 3).variable();
        Tensor middle = x.square();
        Tensor y = middle.mul(middle).sum();
        Gradients g = Backward.from(y).only(List.of(middle)).run();
        assertValues(g.get(middle), Shape.of(2), 8, 18);
        assertFalse(g.reaches(x));
        assertEquals(List.of(middle), g.variables());
        Gradients both = Backward.from(y).only(List.of(middle, x)).run();
        assertValues(both.get(middle), Shape.of(2), 8, 18);
        assertValues(both.get(x), Shape.of(2), 32, 108);
    }

    @Test
    void theRootItselfMayBeATarget() {
        Tensor x = Tensor.of(2.0).variable();
        Tensor y = x.square();
        assertEquals(1, Backward.from(y).only(List.of(y)).run().get(y).item());
        assertEquals(1, x.gradients().get(x).item());
        assertTrue(Backward.from(y).only(List.of()).run().variables().isEmpty());
    }

    @Test
    void aTargetOutsideTheGraphIsNotReached() {
        Tensor x = Tensor.of(2.0).variable();
        Tensor other = Tensor.of(2.0).variable();
        Gradients g = Backward.from(x.square()).only(List.of(other)).run();
        assertFalse(g.reaches(other));
        assertError(GradientError.class, () -> g.get(other), "no gradient by the variable",
                "nothing on the way used it");
    }

    @Test
    void hooksSeeTheWholeCotangentOnce() {
        Tensor x = Tensor.of(1.0, 2).variable();
        Tensor middle = x.mul(3);
        Tensor y = middle.add(middle.mul(2)).add(middle.square()).sum();
        var seen = new ArrayList<Tensor>();
        var again = new ArrayList<Tensor>();
        Backward.from(y).reading(middle, seen::add).reading(middle, again::add)
                .reading(x, again::add).run();
        assertEquals(1, seen.size());
        assertValues(seen.getFirst(), Shape.of(2), 9, 15);
        assertEquals(2, again.size());
        assertValues(again.getLast(), Shape.of(2), 27, 45);
    }

    @Test
    void hooksSeeTheSeedAndAreRefusedOffThePath() {
        Tensor x = Tensor.of(1.0).variable();
        Tensor other = Tensor.of(1.0).variable();
        Tensor y = x.exp();
        Tensor seed = Tensor.of(5.0);
        var seen = new ArrayList<Tensor>();
        Backward traversal = Backward.from(y).seed(seed).reading(y, seen::add);
        traversal.run();
        assertEquals(1, seen.size());
        assertSame(seed, seen.getFirst());
        assertError(GradientError.class, () -> traversal.reading(other, seen::add).run(),
                "reading", "the variable of shape (1)", "never comes");
        assertEquals(1, seen.size());
    }

    @Test
    void aTraversalIsAValueThatCanBeExtended() {
        Tensor x = Tensor.of(1.0, 2).variable();
        Backward plain = Backward.from(x.square());
        Backward seeded = plain.seed(Tensor.of(1.0, 10));
        assertValues(seeded.run().get(x), Shape.of(2), 2, 40);
        assertError(GradientError.class, plain::run, "single number", "(2)", "seed");
        assertValues(seeded.seed(Tensor.of(0.0, 1)).run().get(x), Shape.of(2), 0, 4);
    }

    @Test
    void recordedTraversalsAreDifferentiatedAgain() {
        Tensor x = Tensor.of(2.0).variable();
        Tensor y = x.pow(4).sum();
        assertFalse(y.gradients().get(x).requiresGrad());
        Tensor first = Backward.from(y).recorded().run().get(x);
        Tensor second = Backward.from(first).recorded().run().get(x);
        Tensor third = Backward.from(second).recorded().run().get(x);
        assertEquals(32, first.item(), 1e-12);
        assertEquals(48, second.item(), 1e-12);
        assertEquals(48, third.item(), 1e-12);
        assertEquals(24, third.gradients().get(x).item(), 1e-12);
    }

    @Test
    void aGradientPenaltyReachesTheWeights() {
        Tensor x = random(1, 4, 3).variable();
        Tensor w = random(2, 3, 2).variable();
        Tensor y = x.matmul(w).tanh().sum();
        Tensor dx = Backward.from(y).recorded().only(List.of(x)).run().get(x);
        Tensor penalty = dx.square().sum();
        Tensor dw = penalty.gradients().get(w);
        Function<Tensor, Tensor> f = v -> Differentiate.grad(
                (Tensor t) -> t.matmul(v).tanh().sum()).apply(x.detach()).square().sum();
        GradientCheck.assertGradients(f, w.detach());
        assertNear(Differentiate.grad(f).apply(w.detach()), dw, 1e-12);
    }

    @Test
    void oneTensorMayBeEveryInputOfAnOperation() {
        Tensor x = Tensor.of(3.0).variable();
        assertEquals(6, x.mul(x).gradients().get(x).item());
        assertEquals(0, x.sub(x).gradients().get(x).item());
        assertEquals(0, x.div(x).gradients().get(x).item());
        assertEquals(3, Tensor.concat(0, List.of(x, x, x)).sum().gradients().get(x).item());
        Tensor m = random(1, 2, 2).variable();
        assertValues(m.matmul(m).sum().gradients().get(m).sum(), Shape.of(),
                4 * m.sum().item());
    }

    @Test
    void aGraphMayBeTraversedAgainAndAgain() {
        Tensor x = random(4, 10).variable();
        Tensor y = x.exp().mul(x.sin()).sum();
        Tensor first = y.gradients().get(x);
        assertSameBits(first, y.gradients().get(x));
        assertSameBits(first, Recording.off(() -> y.gradients()).get(x));
    }

    @Test
    void gradientsOfUnbroadcastInputsHaveTheirShapes() {
        Tensor a = random(1, 3, 1).variable();
        Tensor b = random(2, 4).variable();
        Tensor c = Tensor.scalar(2.0).variable();
        Gradients g = a.mul(b).add(c).sum().gradients();
        assertEquals(Shape.of(3, 1), g.get(a).shape());
        assertEquals(Shape.of(4), g.get(b).shape());
        assertEquals(12, g.get(c).item());
        assertEquals(3, g.variables().size());
    }

    @Test
    void twoThreadsMayDifferentiateGraphsThatShareLeaves() throws Exception {
        Tensor w = random(1, 20, 20).variable();
        List<Tensor> inputs = List.of(random(2, 30, 20), random(3, 30, 20));
        List<Tensor> expected = inputs.stream().map(x -> x.matmul(w).tanh().sum().gradients()
                .get(w)).toList();
        Tensor shared = w.mul(2).tanh();
        Tensor expectedShared = shared.sum().gradients().get(w);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int k = 0; k < 40; k++) {
                int i = k % 2;
                tasks.add(() -> {
                    Tensor own = inputs.get(i).matmul(w).tanh().sum();
                    assertSameBits(expected.get(i), own.gradients().get(w));
                    assertSameBits(expectedShared, shared.sum().gradients().get(w));
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertTrue(done.get());
            }
        }
    }

    @Test
    void recordingOffBindsItsOwnThreadOnly() throws Exception {
        Tensor w = Tensor.of(1.0).variable();
        try (var threads = Executors.newSingleThreadExecutor()) {
            boolean recorded = Recording.off(() -> threads.submit(
                    () -> w.square().requiresGrad()).get());
            assertTrue(recorded);
        }
    }

    /// A cotangent that is spent is held by nobody: seen through a weak reference once the
    /// traversal has gone two operations further.
    @Test
    void spentCotangentsAreLetGo() {
        Tensor x = random(1, 100_000).variable();
        Tensor late = x.mul(2);
        Tensor early = late.mul(3).mul(4).mul(5);
        var spent = new ArrayList<WeakReference<Tensor>>();
        var freed = new ArrayList<Boolean>();
        Backward.from(early.sum()).reading(early, dy -> spent.add(new WeakReference<>(dy)))
                .reading(late, dy -> freed.add(isFreed(spent.getFirst()))).run();
        assertEquals(List.of(true), freed);
    }

    private static boolean isFreed(WeakReference<Tensor> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    @Test
    void aSeedMustBeLikeTheRoot() {
        Tensor y = Tensor.of(1.0, 2).variable().exp();
        assertError(ShapeMismatch.class, () -> y.gradients(Tensor.of(1.0)), "seed", "(2)",
                "got (1)");
        assertError(DTypeMismatch.class, () -> y.gradients(Tensor.of(1f, 2)), "seed", "F64",
                "got F32", "to(DType.F64)");
    }

    @Test
    void aWrongPullbackIsNamed() {
        Tensor x = Tensor.of(1.0, 2).variable();
        Tensor shaped = Custom.apply("lossy", in -> in.getFirst().mul(2),
                (dy, y, in) -> List.of(dy.sum()), x);
        assertError(GradientError.class, () -> shaped.sum().gradients(),
                "lossy: the vjp of input 0 must give F64 (2)", "got F64 ()", "correct");
        Tensor typed = Custom.apply("narrow", in -> in.getFirst().mul(2),
                (dy, y, in) -> List.of(dy.to(DType.F32)), x);
        assertError(GradientError.class, () -> typed.sum().gradients(), "narrow", "got F32 (2)");
        Tensor counted = Custom.apply("forgetful", in -> in.getFirst().mul(2),
                (dy, y, in) -> List.of(), x);
        assertError(GradientError.class, () -> counted.sum().gradients(), "forgetful",
                "0 cotangents for 1 inputs");
    }

    @Test
    void gradientsAreAValueThatSaysWhatItHolds() {
        Tensor x = Tensor.of(1.0).variable().named("x");
        Gradients g = x.exp().gradients();
        assertTrue(g.reaches(x));
        assertTrue(g.toString().contains("by 1 variables"), g.toString());
        assertNull(x.op());
    }
}
