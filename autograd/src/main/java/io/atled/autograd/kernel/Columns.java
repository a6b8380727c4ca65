package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;

/// Folds columns side by side: an array seen as (outer, n, inner) along n, without turning it.
///
/// Sums of up to 64 rows are added up in the type itself, and these in `double`. Many narrow rows
/// are glued together to long ones, whose sums are added up at the end.
final class Columns {
    /// Rows that are added up in the type itself.
    private static final int ROWS = 64;

    /// Columns that a task folds: their sums stay in the L1 cache.
    private static final int WIDE = 512;

    /// Glued rows have at least so many elements.
    private static final int GLUED = 256;

    /// Elements that a task folds, about.
    private static final int TASK = 1 << 15;

    private Columns() {}

    /// Folds the row-major array `x`; the result has the shape (outer,inner).
    static NdArray of(Fold fold, NdArray x, int outer, int n, int inner, DType type) {
        return of(fold, x, outer, n, inner, type, Shape.of(outer, inner));
    }

    /// The same in another shape of as many elements.
    static NdArray of(Fold fold, NdArray x, int outer, int n, int inner, DType type, Shape to) {
        return switch (fold) {
            case SUM -> sum(Runs.of(x.dtype()), x, outer, n, inner, type, to);
            case PROD -> loop(Loops.MUL, 1, x.to(DType.F64), outer, n, inner, to).to(type);
            case MAX -> loop(Loops.MAXIMUM, Double.NEGATIVE_INFINITY, x, outer, n, inner, to);
            case MIN -> loop(Loops.MINIMUM, Double.POSITIVE_INFINITY, x, outer, n, inner, to);
        };
    }

    private static <A> NdArray sum(Runs<A> runs, NdArray x, int outer, int n, int inner,
            DType type, Shape to) {
        if (outer * inner == 0) {
            return NdArray.allocate(type, to);
        }
        if (n <= ROWS && outer * n * inner <= TASK && type == x.dtype()) {
            return few(runs, x, outer, n, inner, to);
        }
        int glue = inner >= GLUED || n <= ROWS ? 1
                : Math.clamp(Math.ceilDiv(GLUED, inner), 1, n);
        int strips = Math.ceilDiv(inner, WIDE);
        int width = Math.min(WIDE, inner) * glue;
        int each = Math.max(1, Math.ceilDiv(TASK, width * ROWS)) * ROWS * glue;
        int parts = Math.max(1, Math.ceilDiv(n, each));
        NdArray y = parts == 1 ? NdArray.uninitialized(type, to)
                : NdArray.uninitialized(DType.F64, Shape.of(outer * parts, inner));
        A data = runs.storage(x);
        int at = x.layout().offset();
        Workers.forEach(outer * parts * strips, task -> runs.with(space -> {
            int part = task / strips;
            int from = task % strips * WIDE;
            int row = part % parts * each;
            var block = new Block<>(runs, space, data, glue, inner, Math.min(WIDE, inner - from));
            double[] sums = block.sum(at + (part / parts * n + row) * inner + from,
                    Math.min(each, n - row));
            put(sums, y, part * inner + from, block.width);
        }));
        return parts == 1 ? y : sum(Runs.F64, y, outer, parts, inner, type, to);
    }

    /// The sums of few rows, which are sums in the type itself: here, without working memory.
    private static <A> NdArray few(Runs<A> runs, NdArray x, int outer, int n, int inner,
            Shape to) {
        NdArray y = NdArray.allocate(x.dtype(), to);
        for (int part = 0; part < outer; part++) {
            runs.kernel.columns(runs.storage(x), x.layout().offset() + part * n * inner, inner, n,
                    runs.storage(y), part * inner, inner);
        }
        return y;
    }

    private static void put(double[] sums, NdArray y, int at, int n) {
        if (y.dtype() == DType.F32) {
            Runs.F32.kernel.set(y.floats(), at, sums, n);
        } else {
            Runs.F64.kernel.set(y.doubles(), at, sums, n);
        }
    }

    /// Some columns.
    private record Block<A>(Runs<A> runs, RunSpace<A> space, A data, int glue, int inner,
            int width) {
        double[] sum(int at, int rows) {
            int wide = width * glue;                        // glued rows are as long as they are
            A some = space.room(wide);
            double[] sums = space.sums(wide);
            Arrays.fill(sums, 0, wide, 0);
            int whole = rows / glue;
            for (int r = 0; r < whole; r += ROWS) {
                runs.kernel.fill(some, 0, wide, 0);
                runs.kernel.columns(data, at + r * glue * inner, glue * inner,
                        Math.min(ROWS, whole - r), some, 0, wide);
                runs.kernel.addTo(some, 0, sums, 0, wide);
            }
            runs.kernel.addTo(data, at + whole * glue * inner, sums, 0,
                    (rows - whole * glue) * inner);
            for (int g = 1; g < glue; g++) {
                for (int i = 0; i < width; i++) {
                    sums[i] += sums[g * width + i];
                }
            }
            return sums;
        }
    }

    private static NdArray loop(Loop combine, double identity, NdArray x, int outer, int n,
            int inner, Shape to) {
        NdArray y = NdArray.uninitialized(x.dtype(), to);
        int strips = Math.ceilDiv(inner, WIDE);
        Workers.forEach(outer * strips, task -> {
            int from = task % strips * WIDE;
            int width = Math.min(WIDE, inner - from);
            int first = task / strips * inner + from;
            int at = x.layout().offset() + task / strips * n * inner + from;
            int[] places = {first, at};
            if (x.dtype() == DType.F32) {
                float[][] in = {y.floats(), x.floats()};
                Arrays.fill(in[0], first, first + width, (float) identity);
                for (int r = 0; r < n; r++, places[1] += inner) {
                    combine.run(in, places, in[0], first, width);
                }
            } else {
                double[][] in = {y.doubles(), x.doubles()};
                Arrays.fill(in[0], first, first + width, identity);
                for (int r = 0; r < n; r++, places[1] += inner) {
                    combine.run(in, places, in[0], first, width);
                }
            }
        });
        return y;
    }
}
