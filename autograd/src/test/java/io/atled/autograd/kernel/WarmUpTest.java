package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Kernels move from plain loops to vectors when that is worth it and faster, and no bit changes.
class WarmUpTest {
    /// So long would this unit of work take that one is worth a warm-up.
    private static final double LONG = 1e12;

    /// Long against anything a machine under load may put between two turns of the daemon.
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /// A form that takes about this long.
    private record Form(String name, long nanos) {
        void run() {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                Thread.onSpinWait();
            }
        }
    }

    private static final Form PLAIN = new Form("plain", 20_000);

    @Test
    void aFasterVectorFormIsTakenInTheEnd() throws InterruptedException {
        var fast = new Form("vector", 0);
        var forms = new WarmUp<>(PLAIN, () -> fast, LONG, Form::run);
        assertEquals(PLAIN, forms.form(1), "before");
        await(() -> forms.form(1).equals(fast));
        assertEquals(fast, forms.form(1), "after");
    }

    @Test
    void aSlowerVectorFormIsTriedAgainButNotTaken() throws InterruptedException {
        var slow = new Form("vector", 2_000_000);
        var trials = new CountDownLatch(100);
        var forms = new WarmUp<>(PLAIN, () -> slow, LONG, form -> {
            form.run();
            trials.countDown();
        });
        await(() -> {
            assertEquals(PLAIN, forms.form(1));
            return trials.getCount() == 0;
        });
        assertEquals(PLAIN, forms.form(1));
    }

    @Test
    void aVectorFormIsTakenOnceItBecomesFast() throws InterruptedException {
        var calls = new AtomicInteger();
        var vector = new Form("vector", 0);
        var forms = new WarmUp<>(PLAIN, () -> vector, LONG, form -> {
            boolean compiled = form.equals(PLAIN) || calls.incrementAndGet() > 100;
            (compiled ? form : new Form("slow", 1_000_000)).run();
        });
        await(() -> forms.form(1).equals(vector));
        assertTrue(calls.get() > 100, calls + " calls");
    }

    @Test
    void littleWorkMakesNoVectorForm() throws InterruptedException {
        var made = new AtomicInteger();
        var little = new WarmUp<>(PLAIN, () -> {
            made.incrementAndGet();
            return PLAIN;
        }, 1, Form::run);
        for (int i = 0; i < 1000; i++) {
            little.form(1000);                                  // a millisecond of plain loops
        }
        var later = new WarmUp<>(PLAIN, () -> new Form("vector", 0), LONG, Form::run);
        await(() -> !later.form(1).equals(PLAIN));          // so the queue has been worked on
        assertEquals(0, made.get());
    }

    @Test
    void oneDaemonWorksForAllKernels() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            var daemon = new AtomicReference<Thread>();
            var forms = new WarmUp<>(PLAIN, () -> {
                daemon.set(Thread.currentThread());
                return new Form("vector", 0);
            }, LONG, Form::run);
            await(() -> !forms.form(1).equals(PLAIN));
            assertEquals("atled-warm-up", daemon.get().getName());
            assertTrue(daemon.get().isDaemon());
        }
    }

    @Test
    void aFailureLeavesTheKernelOnPlainLoopsAndTheDaemonAtWork() throws InterruptedException {
        var tried = new CountDownLatch(1);
        var broken = new WarmUp<Form>(PLAIN, () -> {
            tried.countDown();
            throw new UnsupportedOperationException("no vectors here");
        }, LONG, Form::run);
        await(() -> broken.form(1).equals(PLAIN) && tried.getCount() == 0);
        var sound = new WarmUp<>(PLAIN, () -> new Form("vector", 0), LONG, Form::run);
        await(() -> !sound.form(1).equals(PLAIN));
        assertEquals(PLAIN, broken.form(1));
    }

    @Test
    void noBitChangesWhenALoopMovesOver() throws InterruptedException {
        assumeTrue(Simd.available());
        var plain = new HotLoops.Exp();
        var warm = new WarmLoop(plain, new VectorHotLoops.Exp(), LONG);
        float[][] x = new float[1][333];
        for (int i = 0; i < x[0].length; i++) {
            x[0][i] = 0.37f * (i - 150);
        }
        float[] expected = new float[x[0].length];
        plain.run(x, new int[1], expected, 0, expected.length);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < end) {                       // plain, vectors or both
            float[] y = new float[x[0].length];
            warm.run(x, new int[1], y, 0, y.length);
            assertArrayEquals(expected, y);
        }
    }

    @Test
    void aWarmLoopIsWhatItsPlainFormIs() {
        var warm = new WarmLoop(new ArithmeticLoops.Sub(), new ArithmeticLoops.Sub(), 1);
        double[] y = new double[2];
        warm.run(new double[][] {{5, 6}, {1, 0.5}}, new int[2], y, 0, 2);
        assertArrayEquals(new double[] {4, 5.5}, y);
        assertEquals(2, warm.arity());
        assertEquals(-1.0, warm.at(1, 2, 0));
        assertEquals("sub", warm.toString());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertFalse(System.nanoTime() - start > LIMIT.toNanos(), "still not so");
            Thread.sleep(1);
        }
    }
}
