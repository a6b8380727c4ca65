package io.atled.autograd.kernel;

import java.lang.reflect.Array;

/// The blocked matrix product of one provider: packs A, cuts C into blocks, one task each, and
/// packs panels of B as the tiles come to them.
///
/// ```
/// pack rows of A                            shared by all tasks
/// for each block of C                       one task
///   for each KC of the inner dimension      the only cut that shows in the result
///     pack panels of B                      unless they are read where they lie
///     for each panel                        it stays in L1
///       for each tile of rows               A stays in L2
/// ```
///
/// **Source** K. Goto, R. van de Geijn, *Anatomy of high-performance matrix multiplication*, 2008.
///
/// @param <A> the array type, `float[]` or `double[]`
final class GemmBlocks<A> {
    /// Multiply-adds below which work stays on its thread: forking would cost as much as it saves.
    static final long FORK = 200_000;

    /// Multiply-adds below which a task is not cut further.
    static final long TASK = 500_000;

    /// Tasks that work above [#FORK] should have, so that threads of uneven speed finish together.
    static final int TASKS = 8;

    /// Columns of B whose panels are packed together: beside [#MB] rows of A they stay in L2.
    static final int NB = 256;

    /// Rows that go with one panel of B: 280 KB of A (twice that in F64), which stay in L2.
    private static final int MB = 256;

    /// Rows and elements of A that are packed together.
    private static final int MOST_ROWS = 2048;
    private static final int MOST = 1 << 20;

    /// Elements that one packing task copies, at least.
    private static final int PACK = 16_384;

    /// Rows of B that are packed in one go over several panels: what lies side by side in memory is
    /// then read together.
    private static final int SLICE = 8;

    /// Packing B does not pay for fewer rows of A than this, nor if a block of B with the gaps
    /// between its rows is smaller than this.
    private static final int FEW_ROWS = 64;
    private static final int SMALL = 66_000;

    private final GemmTile<A> tile;
    private final Spares<GemmWorkspace<A>> pool;

    GemmBlocks(GemmTile<A> tile) {
        this.tile = tile;
        this.pool = new Spares<>(() -> new GemmWorkspace<>(tile));
    }

    /// Computes `C = A·B` or `C = C + A·B` for sizes of at least 1.
    ///
    /// A narrow C is computed as `Cᵀ = Bᵀ·Aᵀ`, since the width of a panel would be wasted on it.
    void multiply(int m, int n, int k, GemmOperand<A> a, GemmOperand<A> b, GemmTarget<A> c) {
        if (n < m && 2 * n <= tile.panel() && a instanceof GemmMatrix<A> left
                && b instanceof GemmMatrix<A> right) {
            upright(n, m, k, right.transposed(), left.transposed(), c.transposed());
        } else {
            upright(m, n, k, a, b, c);
        }
    }

    private void upright(
            int m, int n, int k, GemmOperand<A> a, GemmOperand<A> b, GemmTarget<A> c) {
        if (m == 1 && c.col() == 1 && b instanceof GemmMatrix<A> y && tile.lines(y, n)) {
            line(n, k, a, y, c);
            return;
        }
        GemmWorkspace<A> space = pool.take();
        int most = Math.ceilDiv(m, Math.ceilDiv(m, MOST_ROWS));
        int deep = Math.max(1, MOST / (most * GemmTile.KC)) * GemmTile.KC;
        for (int p = 0; p < k; p += deep) {
            for (int i = 0; i < m; i += most) {
                new Block(Math.min(most, m - i), n, Math.min(deep, k - p), a, i, p, b,
                        p == 0 ? c : c.adding(), space).run();
            }
        }
        pool.give(space); // after a failure it is left to the garbage collector
    }

    /// A product of one row, which reads B once and where it lies.
    private void line(int n, int k, GemmOperand<A> a, GemmMatrix<A> b, GemmTarget<A> c) {
        GemmWorkspace<A> space = pool.take();
        A row = space.rows(k);
        pack(a, 0, 0, 1, k, row, 0, k);
        int pieces = (long) n * k < FORK ? 1 : Math.clamp(n / NB, 1, TASKS);
        int cols = even(n, Math.ceilDiv(n, pieces), NB);
        Workers.forEach(Math.ceilDiv(n, cols), task -> {
            int left = task * cols;
            int some = Math.min(cols, n - left);
            GemmWorkspace<A> own = pool.take();
            int run = b.col() == 1 ? some : tile.panel();       // along what lies side by side
            for (int j = 0; j < some; j += run) {
                for (int p = 0; p < k; p += GemmTile.KC) {
                    tile.line(Math.min(run, some - j), Math.min(GemmTile.KC, k - p), row, p, b,
                            b.index(p, left + j), c.data(), c.index(0, left + j),
                            c.add() || p > 0, own.scratch);
                }
            }
            pool.give(own);
        });
        pool.give(space);
    }

    /// Packed rows of A times all columns of B.
    private final class Block {
        private final int m;
        private final int n;
        private final int k;
        private final GemmOperand<A> a;
        private final int aRow;
        private final int aCol;
        private final GemmOperand<A> b;
        private final GemmTarget<A> c;
        private final GemmWorkspace<A> space;
        private final A packed;
        private final boolean fork;

        Block(int m, int n, int k, GemmOperand<A> a, int aRow, int aCol, GemmOperand<A> b,
                GemmTarget<A> c, GemmWorkspace<A> space) {
            this.m = m;
            this.n = n;
            this.k = k;
            this.a = a;
            this.aRow = aRow;
            this.aCol = aCol;
            this.b = b;
            this.c = c;
            this.space = space;
            this.packed = space.rows((Math.ceilDiv(k, GemmTile.KC) * m + tile.rows())
                    * GemmTile.ROW);
            this.fork = (long) m * n * k >= FORK && Workers.count() > 1;
        }

        /// A task of many rows reads all of A for its columns, one of many columns all of B for its
        /// rows: pieces become about square. Between elements of C no cut shows, so that a single
        /// thread makes none that it does not need, and packs B but once.
        void run() {
            int wide = Math.min(n, NB);
            int high = m;
            while (fork && tasks(high, wide) < TASKS && (long) high * wide * k >= 2 * TASK) {
                if (wide > tile.panel() && high <= 2 * wide) {
                    wide /= 2;
                } else if (high > tile.rows()) {
                    high /= 2;
                } else {
                    break;
                }
            }
            int rows = even(m, high, tile.rows());
            int cols = even(n, wide, tile.panel());
            int across = Math.ceilDiv(n, cols);
            int tasks = tasks(rows, cols);
            packRows(fork && tasks > 1);
            if (fork && tasks > 1) {
                Workers.forEach(tasks, t -> {
                    GemmWorkspace<A> own = pool.take();
                    task(t / across * rows, t % across * cols, rows, cols, own);
                    pool.give(own);
                });
            } else {
                for (int t = 0; t < tasks; t++) {
                    task(t / across * rows, t % across * cols, rows, cols, space);
                }
            }
        }

        private int tasks(int high, int wide) {
            return Math.ceilDiv(m, high) * Math.ceilDiv(n, wide);
        }

        private void packRows(boolean together) {
            int step = together ? Math.ceilDiv(PACK, Math.min(k, GemmTile.KC)) : m;
            int pieces = Math.ceilDiv(m, step);
            int all = pieces * Math.ceilDiv(k, GemmTile.KC);
            if (together) {
                Workers.forEach(all, t -> packRows(t % pieces * step, step, t / pieces));
            } else {
                for (int t = 0; t < all; t++) {
                    packRows(0, m, t);
                }
            }
        }

        private void packRows(int i, int step, int block) {
            int p = block * GemmTile.KC;
            pack(a, aRow + i, aCol + p, Math.min(step, m - i), Math.min(GemmTile.KC, k - p),
                    packed, (block * m + i) * GemmTile.ROW, GemmTile.ROW);
        }

        private void task(int top, int left, int high, int wide, GemmWorkspace<A> own) {
            int bottom = Math.min(top + high, m);
            int right = Math.min(left + wide, n);
            for (int p = 0; p < k; p += GemmTile.KC) {
                int kc = Math.min(GemmTile.KC, k - p);
                Panels<A> panels = panels(bottom - top, p, kc, left, right, own);
                GemmTarget<A> to = p == 0 ? c : c.adding();
                for (int i = top; i < bottom; i += MB) {
                    int end = Math.min(i + MB, bottom);
                    for (int j = left; j < right; j += tile.panel()) {
                        tiles(i, end, p, kc, panels, j, Math.min(tile.panel(), right - j), to,
                                own);
                    }
                }
            }
        }

        private Panels<A> panels(
                int rows, int p, int kc, int left, int right, GemmWorkspace<A> own) {
            int width = tile.panel();
            if (b instanceof GemmMatrix<A> y && inPlace(y, aCol + p, kc, rows, right)) {
                return new Panels<>(y.data(), y.index(aCol + p, left), y.row(), left, width);
            }
            A to = own.panels();
            int slice = b instanceof GemmMatrix<A> y && y.col() == 1 ? SLICE : kc;
            for (int q = 0; q < kc; q += slice) {
                int some = Math.min(slice, kc - q);
                for (int j = left; j < right; j += width) {
                    pack(b, aCol + p + q, j, some, Math.min(width, right - j), to,
                            (j - left) * GemmTile.KC + q * width, width);
                }
            }
            return new Panels<>(to, 0, width, left, width * GemmTile.KC);
        }

        /// One panel of B times rows of A.
        private void tiles(int top, int bottom, int p, int kc, Panels<A> panels, int j, int cols,
                GemmTarget<A> to, GemmWorkspace<A> own) {
            boolean whole = cols == tile.panel() && to.col() == 1;
            int at = panels.at() + (j - panels.left()) / tile.panel() * panels.step();
            for (int i = top; i < bottom; ) {
                int rows = tile.height(bottom - i);
                int from = (p / GemmTile.KC * m + i) * GemmTile.ROW;
                int target = to.index(aRow + i, j);
                if (whole) {
                    tile.tile(rows, cols, kc, packed, from, panels.data(), at, panels.row(),
                            to.data(), target, to.row(), to.add(), own.scratch);
                } else {
                    tile.tile(rows, cols, kc, packed, from, panels.data(), at, panels.row(),
                            own.corner, 0, tile.panel(), false, own.scratch);
                    tile.move(rows, cols, own.corner, tile.panel(), to, target);
                }
                i += rows;
            }
        }

        /// Whether panels of B are read where they lie: rows have unit stride, what a tile reads
        /// beyond the last column is there, and they are read too seldom to repay packing.
        private boolean inPlace(GemmMatrix<A> y, int p, int kc, int rows, int right) {
            return y.col() == 1 && y.row() >= 0
                    && (rows < FEW_ROWS || kc * y.row() <= SMALL)
                    && y.index(p + kc - 1, even(right, right, tile.panel()))
                            <= Array.getLength(y.data());
        }
    }

    /// Panels of B: rows `row` apart, panels `step` apart, the first one at column `left`.
    private record Panels<A>(A data, int at, int row, int left, int step) {}

    /// Pieces of about the same size and at most `most`, in whole multiples of `unit`.
    private static int even(int size, int most, int unit) {
        int pieces = Math.ceilDiv(size, Math.max(most, unit));
        return Math.ceilDiv(Math.ceilDiv(size, pieces), unit) * unit;
    }

    /// Copies the elements from `(i, j)` on into rows of unit stride, `step` apart.
    private void pack(
            GemmOperand<A> from, int i, int j, int rows, int cols, A to, int toAt, int step) {
        switch (from) {
            case GemmMatrix<A> x -> tile.pack(x, x.index(i, j), rows, cols, to, toAt, step);
            case GemmSource<A> x -> x.block(i, j, rows, cols, to, toAt, step);
        }
    }
}
