package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;

/// Combines all elements along some axes into one, in an order that depends on the shape and the
/// axes alone: same bits for every layout, vector width and number of threads.
///
/// If the last axis is reduced, whole rows fold by [Runs]; otherwise columns fold side by side in
/// F64.
@SuppressWarnings("ImmutableEnumChecker")           // loops have no state
public enum Fold {
    /// x₀ + x₁ + …; 0 of nothing.
    SUM(0, Loops.ADD),
    /// x₀ · x₁ · …; 1 of nothing.
    PROD(1, Loops.MUL),
    /// The largest, NaN if one is; −∞ of nothing.
    MAX(Double.NEGATIVE_INFINITY, Loops.MAXIMUM),
    /// The smallest, NaN if one is; ∞ of nothing.
    MIN(Double.POSITIVE_INFINITY, Loops.MINIMUM);

    /// Elements per task.
    private static final int TASK = 1 << 15;
    /// Columns folded at a time: their accumulators stay in the L1 cache.
    private static final int COLUMNS = 512;

    private final double identity;
    private final Loop combine;

    Fold(double identity, Loop combine) {
        this.identity = identity;
        this.combine = combine;
    }

    /// Folds the axes of `x` that `reduced` flags; the result has the shape `out`.
    public NdArray run(NdArray x, boolean[] reduced, Shape out) {
        NdArray y = NdArray.allocate(x.dtype(), out);
        var block = Block.of(x, reduced);
        if (block.inner == 1) {
            rows(block, y);
        } else {
            columns(block, y);
        }
        return y;
    }

    /// A contiguous array seen as (outer, n, inner), to be folded along n.
    private record Block(NdArray data, int outer, int n, int inner) {
        static Block of(NdArray x, boolean[] reduced) {
            Shape shape = x.shape();
            int first = -1;
            int last = -1;
            boolean gap = false;
            for (int axis = 0; axis < reduced.length; axis++) {
                if (shape.get(axis) == 1) {
                    continue;
                }
                if (reduced[axis]) {
                    gap |= last >= 0 && last < axis - 1 && keepsSome(shape, last + 1, axis);
                    first = first < 0 ? axis : first;
                    last = axis;
                }
            }
            if (first < 0) {
                return new Block(x.contiguous(), x.size(), 1, 1);
            }
            if (gap) {
                return permuted(x, reduced);
            }
            return new Block(x.contiguous(), shape.range(0, first).size(),
                    shape.range(first, last + 1).size(),
                    shape.range(last + 1, shape.rank()).size());
        }

        private static boolean keepsSome(Shape shape, int from, int to) {
            return shape.range(from, to).size() != 1;
        }

        private static Block permuted(NdArray x, boolean[] reduced) {
            int[] order = new int[reduced.length];
            int n = 0;
            for (boolean wanted : new boolean[] {false, true}) {
                for (int axis = 0; axis < reduced.length; axis++) {
                    if (reduced[axis] == wanted) {
                        order[n++] = axis;
                    }
                }
            }
            Layout layout = x.layout().permute(order);
            int kept = 0;
            for (boolean flag : reduced) {
                kept += flag ? 0 : 1;
            }
            Shape shape = layout.shape();
            return new Block(x.view(layout).contiguous(), shape.range(0, kept).size(),
                    shape.range(kept, shape.rank()).size(), 1);
        }
    }

    private void rows(Block block, NdArray y) {
        int n = block.n;
        if (n > 2 * TASK) {                         // long rows: fixed parts, combined in order
            int parts = (n + TASK - 1) / TASK;
            var partial = NdArray.allocate(DType.F64, Shape.of(block.outer * parts));
            Workers.forEach(block.outer * parts, t -> {
                int from = t % parts * TASK;
                partial.doubles()[t] = row(block.data, t / parts * n + from,
                        Math.min(TASK, n - from));
            });
            for (int o = 0; o < block.outer; o++) {
                store(y, o, row(partial, o * parts, parts));
            }
            return;
        }
        int rows = Math.max(1, TASK / Math.max(1, n));
        Workers.forEach((block.outer + rows - 1) / rows, t -> {
            for (int o = t * rows; o < Math.min(block.outer, (t + 1) * rows); o++) {
                store(y, o, row(block.data, o * n, n));
            }
        });
    }

    private static void store(NdArray y, int at, double value) {
        if (y.dtype() == DType.F32) {
            y.floats()[at] = (float) value;
        } else {
            y.doubles()[at] = value;
        }
    }

    private double row(NdArray x, int from, int n) {
        int at = x.layout().offset() + from;
        boolean f32 = x.dtype() == DType.F32;
        return switch (this) {
            case SUM -> f32 ? Runs.sum(x.floats(), at, n) : Runs.sum(x.doubles(), at, n);
            case MAX -> f32 ? Runs.max(x.floats(), at, n) : Runs.max(x.doubles(), at, n);
            case MIN -> f32 ? Runs.min(x.floats(), at, n) : Runs.min(x.doubles(), at, n);
            case PROD -> product(x.storage(), at, n);
        };
    }

    private static double product(Object x, int at, int n) {
        double product = 1;
        for (int i = 0; i < n; i++) {
            product *= Copy.read(x, at + i);
        }
        return product;
    }

    private void columns(Block block, NdArray y) {
        int strips = (block.inner + COLUMNS - 1) / COLUMNS;
        int tasks = block.outer * strips;
        if ((long) block.n * block.inner * block.outer < 2 * TASK) {
            for (int t = 0; t < tasks; t++) {
                strip(block, t / strips, t % strips * COLUMNS, y);
            }
        } else {
            Workers.forEach(tasks, t -> strip(block, t / strips, t % strips * COLUMNS, y));
        }
    }

    private void strip(Block block, int o, int from, NdArray y) {
        int count = Math.min(COLUMNS, block.inner - from);
        double[][] x = {new double[count], new double[count]};
        int[] at = {0, 0};
        Arrays.fill(x[0], identity);
        for (int r = 0; r < block.n; r++) {
            Copy.gather(block.data, (o * block.n + r) * block.inner + from, count, x[1], 0);
            combine.run(x, at, x[0], 0, count);
        }
        NdArray folded = NdArray.wrap(Shape.of(count), x[0]);
        Copy.gather(folded, 0, count, y.storage(), o * block.inner + from);
    }
}
