package io.atled.autograd.kernel;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gets the tiles of the Vector API compiled in the background.
///
/// Until C2 has compiled it, Vector API code runs hundreds of times slower than plain loops. Since
/// both give the same bits, products start on plain loops while a daemon thread runs the vector
/// tiles on a little data of its own, and move over once the measured speed shows compiled code.
/// Where that never happens (an interpreter, a machine whose vectors C2 does not know) they stay on
/// plain loops.
///
/// @param <A> the array type, `float[]` or `double[]`
final class GemmWarmUp<A> {
    /// Multiply-adds per nanosecond that tell compiled code: before it 0.002 to 0.15 were measured,
    /// after it 20 and more.
    private static final double COMPILED = 2;

    /// Calls between two looks: few enough to stop soon, and every way through the tile many times.
    private static final int ROUNDS = 64;

    /// When to give up on being compiled.
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /// Inner dimension: short, since it is calls and loop turns that make C2 compile.
    private static final int K = 64;

    private final GemmTile<A> tile;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean done;

    GemmWarmUp(GemmTile<A> tile) {
        this.tile = tile;
    }

    /// Whether the tiles are compiled; the first call starts the work and answers `false`.
    boolean done() {
        if (!done && !started.get() && started.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("atled-gemm-warm-up").start(this::work);
        }
        return done;
    }

    private void work() {
        long start = System.nanoTime();
        int[] heights = {tile.fewRows(), tile.rows()};
        A[] scratch = tile.scratch();
        A a = tile.array(GemmTile.MOST_ROWS * GemmTile.ROW);
        A b = tile.array(GemmTile.KC * tile.panel());
        A c = tile.array(tile.rows() * tile.panel());
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            double slowest = Arrays.stream(heights)
                    .mapToDouble(rows -> speed(rows, a, b, c, scratch))
                    .min()
                    .orElseThrow();
            if (slowest >= COMPILED) {
                done = true;
                return;
            }
        }
    }

    /// Multiply-adds per nanosecond of some calls that store, that add, and that cut an edge.
    private double speed(int rows, A a, A b, A c, A[] scratch) {
        int panel = tile.panel();
        GemmTile.Spot<A> store = new GemmTile.Spot<>(c, panel, /* add= */ false);
        GemmTile.Spot<A> add = new GemmTile.Spot<>(c, panel, /* add= */ true);
        long start = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            tile.run(rows, panel, K, a, 0, b, 0, store, 0, scratch);
            tile.run(rows, panel, K, a, 0, b, 0, add, 0, scratch);
            tile.run(rows, panel - 1, K - 1, a, 0, b, 0, store, 0, scratch);
            tile.run(rows - 1, panel - 1, K + 1, a, 0, b, 0, add, 0, scratch);
        }
        return 4.0 * ROUNDS * K * rows * panel / Math.max(1, System.nanoTime() - start);
    }
}
