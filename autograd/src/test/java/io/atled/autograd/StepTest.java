package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.assertSameBits;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.atled.autograd.kernel.Pool;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What outlives a step, what does not, and who is outside. What is taken back is filled with NaN
/// here, so that reading it would show.
class StepTest {
    private final Tensor x = Tensor.of(1f, 2f, 3f);
    private final Step step = new Step(Pool.poisoning());

    /// What comes out of a step without being returned.
    private Tensor smuggled(Callable<Tensor> body) throws Exception {
        var out = new AtomicReference<Tensor>();
        step.run(() -> {
            out.set(body.call());
            return "nothing";
        });
        return Objects.requireNonNull(out.get());
    }

    private static void assertGone(Tensor t) {
        assertError(IllegalStateException.class, t::toFloats, "recycled at the end of the step",
                t.shape().toString(), "Step.keep");
    }

    /// Uses the arrays that are free for something else.
    private void overwrite() {
        step.run(() -> {
            for (int i = 0; i < 20; i++) {
                x.add(100 + i);
                x.greater(0);
            }
            return "nothing";
        });
    }

    @Test
    void whatTheBodyReturnsStays() {
        record Pair(Tensor first, List<Tensor> more) {}
        Tensor one = step.run(() -> x.mul(2));
        Pair pair = step.run(() -> new Pair(x.mul(3), List.of(x.mul(4), x.mul(5))));
        Map<String, Tensor> map = step.run(() -> Map.of("six", x.mul(6)));
        Tensor[] array = step.run(() -> new Tensor[] {x.mul(7)});
        double number = step.run(() -> x.sum().item());
        overwrite();
        assertArrayEquals(new float[] {2, 4, 6}, one.toFloats());
        assertArrayEquals(new float[] {3, 6, 9}, pair.first.toFloats());
        assertArrayEquals(new float[] {5, 10, 15}, pair.more.get(1).toFloats());
        assertArrayEquals(new float[] {6, 12, 18},
                Objects.requireNonNull(map.get("six")).toFloats());
        assertArrayEquals(new float[] {7, 14, 21}, array[0].toFloats());
        assertEquals(6, number);
    }

    @Test
    void gradientsThatAreReturnedStay() {
        Tensor w = x.variable();
        Gradients g = step.run(() -> w.square().sum().gradients());
        overwrite();
        assertArrayEquals(new float[] {2, 4, 6}, g.get(w).toFloats());
    }

    @Test
    void everythingElseIsGoneAndSaysSo() throws Exception {
        Tensor y = smuggled(() -> x.mul(2));
        Tensor mask = smuggled(() -> x.greater(1));
        assertGone(y);
        assertGone(mask);
        assertError(IllegalStateException.class, () -> y.add(1), "recycled");
        assertError(IllegalStateException.class, () -> mask.where(x, x), "recycled");
        assertError(IllegalStateException.class, () -> Step.keep(y), "recycled");
        assertEquals("Tensor F32 (3) [recycled]", y.toString());
    }

    @Test
    void viewsGoWithWhatTheyAreViewsOf() throws Exception {
        assertGone(smuggled(() -> x.mul(2).reshape(3, 1).expand(Shape.of(3, 2))));
        assertGone(smuggled(() -> x.mul(2).slice(0, 1, 3).detach()));
        Tensor whole = smuggled(() -> {
            Tensor y = x.mul(2);
            Step.keep(y.slice(0, 0, 1));
            return y;
        });
        overwrite();
        assertArrayEquals(new float[] {2, 4, 6}, whole.toFloats());
    }

    @Test
    void aGraphFromAStepCannotBeDifferentiatedLater() {
        Tensor w = x.variable();
        Tensor loss = step.run(() -> w.square().sin().sum());
        assertEquals(Math.sin(1) + Math.sin(4) + Math.sin(9), loss.item(), 1e-6);
        assertError(IllegalStateException.class, loss::gradients, "recycled");
    }

    @Test
    void whatComesFromOutsideStaysHoweverItIsSeen() throws Exception {
        Tensor base = x.mul(1);
        List<Tensor> seen = new ArrayList<>();
        step.run(() -> seen.addAll(List.of(base, base.reshape(1, 3), base.slice(0, 1, 2).detach(),
                base.expand(Shape.of(2, 3)), base.variable())));
        Tensor given = smuggled(() -> Tensor.of(4f, 5f, 6f));
        overwrite();
        assertArrayEquals(new float[] {1, 2, 3}, seen.get(0).toFloats());
        assertArrayEquals(new float[] {1, 2, 3, 1, 2, 3}, seen.get(3).toFloats());
        assertArrayEquals(new float[] {4, 5, 6}, given.toFloats());
    }

    @Test
    void javaArraysAreTheCallersOwn() {
        List<Object> arrays = new ArrayList<>();
        step.run(() -> arrays.add(x.mul(2).toFloats()) && arrays.add(x.greater(1).toBooleans())
                && arrays.add(Tensor.arange(3).to(DType.F32).to(DType.I32).toInts()));
        overwrite();
        assertArrayEquals(new float[] {2, 4, 6}, (float[]) arrays.get(0));
        assertArrayEquals(new boolean[] {false, true, true}, (boolean[]) arrays.get(1));
        assertArrayEquals(new int[] {0, 1, 2}, (int[]) arrays.get(2));
    }

    @Test
    void arraysAreUsedAgainAndZerosAreZeros() {
        var storage = new ArrayList<Object>();
        step.run(() -> storage.add(x.mul(2).array().floats()));
        step.run(() -> storage.add(x.mul(3).array().floats()));
        assertSame(storage.get(0), storage.get(1));
        assertEquals(0, (double) step.run(() -> Tensor.zeros(3).sum().item()));
        Tensor kept = step.run(() -> x.mul(4));
        step.run(() -> storage.add(x.mul(5).array().floats()));
        assertNotSame(kept.array().floats(), storage.get(2));
    }

    @Test
    void stepsMayBeNested() {
        var inner = new Step(Pool.poisoning());
        var lost = new ArrayList<Tensor>();
        Tensor sum = step.run(() -> {
            Tensor outside = x.mul(10);
            Tensor fromInside = inner.run(() -> {
                lost.add(x.mul(2));
                return outside.add(x);
            });
            assertGone(lost.get(0));
            inner.run(() -> x.mul(3));
            return fromInside.add(outside);
        });
        overwrite();
        assertArrayEquals(new float[] {21, 42, 63}, sum.toFloats());
        Tensor keptInside = step.run(() -> {
            Tensor y = x.mul(2);
            inner.run(() -> Step.keep(y));
            return y;
        });
        overwrite();
        assertArrayEquals(new float[] {2, 4, 6}, keptInside.toFloats());
    }

    @Test
    void aStepThatRunsIsNotRunAgain() {
        step.run(() -> {
            assertError(IllegalStateException.class, () -> step.run(() -> x), "running",
                    "step of its own");
            return onAnotherThread(() -> assertThrows(IllegalStateException.class,
                    () -> step.run(() -> x)));
        });
        assertArrayEquals(new float[] {1, 2, 3}, step.run(() -> x).toFloats());
    }

    @Test
    void afterAFailureEverythingIsGoneAndTheStepMayRunAgain() {
        var lost = new ArrayList<Tensor>();
        assertError(ArithmeticException.class, () -> step.run(() -> {
            lost.add(x.mul(2));
            throw new ArithmeticException("on purpose");
        }), "on purpose");
        assertGone(lost.get(0));
        assertArrayEquals(new float[] {2, 4, 6}, step.run(() -> x.mul(2)).toFloats());
        assertArrayEquals(new float[] {2, 4, 6}, x.mul(2).toFloats());
    }

    @Test
    void otherThreadsAreOutside() {
        Tensor theirs = step.run(() -> {
            Tensor mine = x.mul(2);
            Tensor made = onAnotherThread(() -> mine.add(1));
            assertError(IllegalStateException.class, () -> onAnotherThread(() -> Step.keep(mine)),
                    "keep:", "thread", "keep it there");
            return made;
        });
        overwrite();
        assertArrayEquals(new float[] {3, 5, 7}, theirs.toFloats());
    }

    private static <R> R onAnotherThread(Callable<R> body) {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(body).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void threadsTrainWithStepsOfTheirOwn() throws Exception {
        Tensor w = random(1, 100).variable();
        Tensor wanted = w.tanh().square().sum().gradients().get(w);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = new ArrayList<Callable<Tensor>>();
            for (int i = 0; i < 16; i++) {
                all.add(() -> {
                    var own = new Step(Pool.poisoning());
                    Tensor last = w;
                    for (int k = 0; k < 50; k++) {
                        last = own.run(() -> w.tanh().square().sum().gradients().get(w));
                    }
                    return last;
                });
            }
            for (var done : threads.invokeAll(all)) {
                assertSameBits(wanted, done.get());
            }
        }
    }

    @Test
    void keepingOutsideAStepDoesNothing() {
        assertSame(x, Step.keep(x));
        Tensor y = step.run(() -> x.mul(2));
        assertSame(y, Step.keep(y));
        assertArrayEquals(new float[] {2, 4, 6}, y.toFloats());
    }

    @Test
    void hooksMayUseWhatTheyReadUntilTheStepEnds() {
        Tensor w = x.variable();
        var read = new ArrayList<Tensor>();
        Tensor doubled = step.run(() -> {
            Tensor middle = w.mul(2);
            Tensor deep = middle.sin().square();
            Backward.from(deep.sum()).reading(middle, read::add).run();
            return read.get(0).mul(2);
        });
        Tensor m = x.mul(2);
        assertSameBits(m.sin().mul(2).mul(m.cos()).mul(2), doubled);
        assertGone(read.get(0));
    }
}
