package io.atled.autograd.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void everyTaskRunsOnce(int threads) {
        Workers.with(
                threads,
                () -> {
                    for (int tasks : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
                        assertArrayEquals(ones(tasks), timesRun(tasks));
                    }
                });
    }

    @Test
    void plainWritesOfTasksAreVisibleToTheCaller() {
        Workers.with(
                3,
                () -> {
                    int[] seen = new int[8];
                    for (int round = 1; round <= 20_000; round++) {
                        int now = round;
                        Workers.forEach(seen.length, task -> seen[task] = now);
                        for (int value : seen) {
                            assertEquals(now, value);
                        }
                    }
                });
    }

    @Test
    void jobsAfterAPauseWakeTheParkedThreads() throws InterruptedException {
        int before = Workers.count();
        Workers.count(3);
        try {
            for (int round = 0; round < 20; round++) {
                assertArrayEquals(ones(10), timesRun(10));
                Thread.sleep(2);
            }
        } finally {
            Workers.count(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void allTasksRunAndTheFirstFailureIsThrown(int threads) {
        Workers.with(
                threads,
                () -> {
                    AtomicInteger runs = new AtomicInteger();
                    IllegalStateException third = new IllegalStateException("third");
                    Throwable thrown = assertThrows(
                            IllegalStateException.class,
                            () -> Workers.forEach(
                                    50,
                                    task -> {
                                        runs.incrementAndGet();
                                        if (task == 3) {
                                            throw third;
                                        }
                                        if (task == 30) {
                                            throw new IllegalStateException("thirtieth");
                                        }
                                    }));
                    assertSame(third, thrown);
                    assertEquals(50, runs.get());
                    assertArrayEquals(ones(50), timesRun(50), "the pool works on after a failure");
                });
    }

    @Test
    void anErrorIsThrownAsItIs() {
        AssertionError error = new AssertionError("as it is");
        Workers.with(
                2,
                () -> assertSame(
                        error,
                        assertThrows(
                                AssertionError.class,
                                () -> Workers.forEach(
                                        4,
                                        task -> {
                                            throw error;
                                        }))));
    }

    @Test
    void tasksMayFork() {
        Workers.with(
                4,
                () -> {
                    AtomicInteger runs = new AtomicInteger();
                    Workers.forEach(
                            10,
                            i -> Workers.forEach(
                                    10, j -> Workers.forEach(10, k -> runs.incrementAndGet())));
                    assertEquals(1000, runs.get());
                });
    }

    @Test
    void manyPlatformAndVirtualThreadsMayCallAtOnce() throws Exception {
        int before = Workers.count();
        Workers.count(4);
        try (ExecutorService platform = Executors.newFixedThreadPool(8);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
                ForkJoinPool forkJoin = new ForkJoinPool(4)) {
            List<Future<int[]>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add(platform.submit(() -> timesRun(17)));
                all.add(virtual.submit(() -> timesRun(17)));
                all.add(forkJoin.submit(() -> timesRun(17)));
            }
            for (Future<int[]> one : all) {
                assertArrayEquals(ones(17), one.get());
            }
        } finally {
            Workers.count(before);
        }
    }

    @Test
    void theCountMayChangeWhileJobsRun() throws InterruptedException, ExecutionException {
        int before = Workers.count();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> changes = other.submit(
                    () -> IntStream.range(0, 200).forEach(i -> Workers.count(1 + i % 5)));
            while (!changes.isDone()) {
                assertArrayEquals(ones(9), timesRun(9));
            }
            changes.get();
        } finally {
            Workers.count(before);
        }
    }

    @Test
    void aTaskMayChangeTheCount() {
        int before = Workers.count();
        try {
            Workers.count(2);
            Workers.forEach(8, task -> Workers.count(1 + task % 3));
            assertArrayEquals(ones(9), timesRun(9));
        } finally {
            Workers.count(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void impossibleCountsAreRefused(int count) {
        String message = assertThrows(IllegalArgumentException.class, () -> Workers.count(count))
                .getMessage();
        assertTrue(message.contains("1 to 64") && message.contains("got " + count), message);
    }

    @Test
    void withRestoresTheCountAfterAFailure() {
        int before = Workers.count();
        assertThrows(
                IllegalStateException.class,
                () -> Workers.with(
                        5,
                        () -> {
                            assertEquals(5, Workers.count());
                            throw new IllegalStateException("expected");
                        }));
        assertEquals(before, Workers.count());
    }

    private static int[] timesRun(int tasks) {
        AtomicInteger[] counters = new AtomicInteger[tasks];
        Arrays.setAll(counters, i -> new AtomicInteger());
        Workers.forEach(tasks, task -> counters[task].incrementAndGet());
        return Arrays.stream(counters).mapToInt(AtomicInteger::get).toArray();
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
