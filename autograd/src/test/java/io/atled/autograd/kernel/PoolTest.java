package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final long KILOBYTE = 1024;

    private static NdArray floats(int n) {
        return NdArray.uninitialized(DType.F32, Shape.of(n));
    }

    private static void run(Pool pool, Runnable body) {
        pool.enter();
        try {
            body.run();
        } finally {
            pool.exit();
        }
    }

    @Test
    void lengthsAndTypesAreNotMixedUp() {
        var pool = new Pool();
        for (int round = 0; round < 2; round++) {
            run(pool, () -> {
                for (int n = 0; n < 300; n++) {
                    for (DType type : DType.values()) {
                        NdArray a = NdArray.uninitialized(type, Shape.of(n));
                        assertEquals(type, a.dtype());
                        assertEquals(n, switch (type) {
                            case F32 -> a.floats().length;
                            case F64 -> a.doubles().length;
                            case I32 -> a.ints().length;
                            case BOOL -> a.booleans().length;
                        });
                    }
                }
            });
        }
        assertEquals(300 * 299 / 2 * (4 + 8 + 4 + 1), pool.bytes(), "once, not twice");
    }

    @Property(tries = 200)
    void noTwoLivingArraysShareStorage(@ForAll @Size(max = 200) List<@IntRange(max = 11) Integer>
            moves) {
        var pool = new Pool();
        for (int round = 0; round < 3; round++) {
            run(pool, () -> {
                var living = new ArrayList<NdArray>();
                for (int move : moves) {
                    if (move < 8) {
                        living.add(floats(move / 2));
                    } else if (!living.isEmpty()) {
                        living.remove(move % living.size()).recycle();
                    }
                    Set<Integer> seen = new HashSet<>();
                    living.forEach(a -> assertTrue(
                            seen.add(System.identityHashCode(a.floats())) || a.size() == 0));
                }
            });
        }
    }

    @Test
    void whatIsRecycledIsUsedNext() {
        run(new Pool(), () -> {
            NdArray first = floats(10);
            float[] storage = first.floats();
            first.recycle();
            assertTrue(first.isRecycled());
            NdArray second = floats(10);
            assertSame(storage, second.floats());
            assertFalse(second.isRecycled());
        });
        NdArray outside = floats(10);
        outside.recycle();
        assertEquals(10, outside.floats().length);
    }

    @Test
    void aPoolKeepsWithinItsLimit() {
        var pool = new Pool(10 * KILOBYTE, false);
        run(pool, () -> {
            for (int i = 0; i < 100; i++) {
                floats(256);                            // a kilobyte each
                assertTrue(pool.bytes() <= 10 * KILOBYTE);
            }
        });
        assertEquals(10 * KILOBYTE, pool.bytes());
        run(pool, () -> {
            NdArray other = floats(512);                // other sizes are let go for it
            assertEquals(2 * KILOBYTE, pool.bytes());
            other.escape();
            assertEquals(0, pool.bytes());
        });
    }

    @Test
    void whatIsBeyondTheLimitIsOrdinary() {
        var pool = new Pool(KILOBYTE, false);
        var kept = new ArrayList<NdArray>();
        run(pool, () -> {
            floats(256);
            kept.add(floats(256));
        });
        assertFalse(kept.get(0).isRecycled());
    }

    @Test
    void tasksOfOtherThreadsAreOutside() {
        var pool = new Pool();
        var caller = Thread.currentThread();
        var made = new NdArray[64];
        var mine = new boolean[64];
        Workers.with(4, () -> run(pool, () -> Workers.forEach(64, task -> {
            made[task] = floats(1000);
            mine[task] = Thread.currentThread() == caller;
        })));
        for (int task = 0; task < 64; task++) {
            assertEquals(mine[task], made[task].isRecycled());
        }
    }

    @Test
    void aTraversalGivesSpentCotangentsBackAtOnce() {
        var pool = new Pool();
        Tensor w = Tensor.full(DType.F64, Shape.of(1000), 0.5).add(0).variable();
        run(pool, () -> {
            Tensor y = w;
            for (int i = 0; i < 50; i++) {
                y = y.mul(y).add(y.sin());
            }
            long values = pool.bytes();
            y.sum().gradients();
            assertTrue(pool.bytes() <= values + 10 * 8 * 1000,
                    () -> (pool.bytes() - values) / 8000 + " arrays for 100 cotangents");
        });
    }

    @Test
    void heldArraysComeBackWhenTheLastHolderLetsGo() {
        var pool = new Pool();
        var held = new ArrayList<NdArray>();
        run(pool, () -> {
            held.add(floats(10));
            held.get(0).hold();
            held.get(0).view(held.get(0).layout().expand(Shape.of(2, 10))).hold();
        });
        run(pool, held.get(0)::letGo);
        assertFalse(held.get(0).isRecycled());
        assertEquals(0, pool.bytes());
        float[] storage = held.get(0).floats();
        run(pool, () -> {
            held.get(0).letGo();
            assertNotSame(storage, floats(10).floats(), "it is let go when the run ends");
        });
        assertTrue(held.get(0).isRecycled());
        run(pool, () -> {
            floats(10);
            assertSame(storage, floats(10).floats());
        });
    }
}
