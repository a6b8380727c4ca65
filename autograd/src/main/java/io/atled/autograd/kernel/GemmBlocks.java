package io.atled.autograd.kernel;

/// The blocked matrix product of one provider: cuts A, B and C into blocks that suit the caches,
/// packs them, and hands the tiles to the threads.
///
/// ```
/// for each KC of the inner dimension      the only cut that shows in the result
///   for each NB columns of B              packed: panels of KC rows
///     for each MB rows of A               packed: rows of KC elements
///       for each chunk of C               one task
///         for each panel, for each tile   the panel stays in L1, the chunk's rows in L2
/// ```
///
/// **Source** K. Goto, R. van de Geijn, *Anatomy of high-performance matrix multiplication*, 2008,
/// with the packing shared by all threads as in BLIS.
///
/// @param <A> the array type, `float[]` or `double[]`
final class GemmBlocks<A> {
    /// Rows of A that are packed together.
    static final int MB = 448;

    /// Columns of B that are packed together.
    static final int NB = 512;

    /// Rows of C in a task at most: their packed rows of A take 120 KB (240 KB in F64) of the L2
    /// cache.
    private static final int CHUNK_ROWS = 112;

    /// Multiply-adds below which a product stays on its thread: forking would cost as much as it
    /// saves.
    private static final long FORK = 200_000;

    /// Multiply-adds below which a task is not cut further.
    private static final long TASK = 100_000;

    /// Tasks that a product above [#FORK] should have, so that threads of uneven speed finish
    /// together.
    private static final int TASKS = 4;

    /// Elements that one packing task copies, at least.
    private static final int PACK = 16_384;

    private final GemmTile<A> tile;
    private final GemmWorkspace.Pool<A> pool;

    GemmBlocks(GemmTile<A> tile) {
        this.tile = tile;
        this.pool = new GemmWorkspace.Pool<>(tile);
    }

    /// Computes `C = A·B` or `C = C + A·B` for sizes of at least 1.
    void multiply(int m, int n, int k, GemmOperand<A> a, GemmOperand<A> b, GemmTarget<A> c) {
        GemmWorkspace<A> space = pool.take();
        boolean fork = (long) m * n * k >= FORK;
        for (int p = 0; p < k; p += GemmTile.KC) {
            GemmTarget<A> target = p == 0 ? c : c.adding();
            int kc = Math.min(GemmTile.KC, k - p);
            for (int j = 0; j < n; j += NB) {
                for (int i = 0; i < m; i += MB) {
                    int rows = Math.min(MB, m - i);
                    int cols = Math.min(NB, n - j);
                    Block block = new Block(rows, cols, kc, space, fork);
                    block.packA(a, i, p);
                    if (i == 0) {
                        block.packB(b, p, j);
                    }
                    block.multiply(target, c.at() + i * c.row() + j);
                }
            }
        }
        pool.give(space); // after a failure it is left to the garbage collector
    }

    /// Copies the elements from `(i, j)` on into rows of unit stride, `step` apart.
    private void pack(
            GemmOperand<A> from, int i, int j, int rows, int cols, A to, int toAt, int step) {
        switch (from) {
            case GemmMatrix<A> x -> tile.pack(x, x.index(i, j), rows, cols, to, toAt, step);
            case GemmSource<A> x -> x.block(i, j, rows, cols, to, toAt, step);
        }
    }

    /// One packed block of A times one packed block of B.
    private final class Block {
        private final int rows;
        private final int cols;
        private final int kc;
        private final GemmWorkspace<A> space;
        private final A packedA;
        private final A packedB;
        private final boolean fork;

        Block(int rows, int cols, int kc, GemmWorkspace<A> space, boolean fork) {
            this.rows = rows;
            this.cols = cols;
            this.kc = kc;
            this.space = space;
            this.packedA = space.packedA();
            this.packedB = space.packedB();
            this.fork = fork;
        }

        void packA(GemmOperand<A> a, int row, int col) {
            if (!fork || rows * kc < 2 * PACK) {
                pack(a, row, col, rows, kc, packedA, 0, GemmTile.ROW);
                return;
            }
            int step = Math.ceilDiv(PACK, kc);
            Workers.forEach(
                    Math.ceilDiv(rows, step),
                    task -> {
                        int i = task * step;
                        int some = Math.min(step, rows - i);
                        int to = i * GemmTile.ROW;
                        pack(a, row + i, col, some, kc, packedA, to, GemmTile.ROW);
                    });
        }

        void packB(GemmOperand<A> b, int row, int col) {
            int panel = tile.panel();
            int panels = Math.ceilDiv(cols, panel);
            if (!fork || cols * kc < 2 * PACK) {
                for (int index = 0; index < panels; index++) {
                    packPanel(index * panel, b, row, col);
                }
                return;
            }
            int step = Math.ceilDiv(PACK, panel * kc);
            Workers.forEach(
                    Math.ceilDiv(panels, step),
                    task -> {
                        int end = Math.min(panels, (task + 1) * step);
                        for (int index = task * step; index < end; index++) {
                            packPanel(index * panel, b, row, col);
                        }
                    });
        }

        private void packPanel(int j, GemmOperand<A> b, int row, int col) {
            int width = Math.min(tile.panel(), cols - j);
            pack(b, row, col + j, kc, width, packedB, j * GemmTile.KC, tile.panel());
        }

        /// Cuts C into chunks, a function of sizes alone, and computes them.
        void multiply(GemmTarget<A> c, int cAt) {
            int wide = chunkCols();
            int high = chunkRowsFor(wide);
            int tasks = tasks(high, wide);
            if (fork && tasks > 1) {
                Workers.forEach(
                        tasks,
                        task -> {
                            GemmWorkspace<A> own = pool.take();
                            chunk(task, high, wide, c, cAt, own.scratch);
                            pool.give(own);
                        });
            } else {
                for (int task = 0; task < tasks; task++) {
                    chunk(task, high, wide, c, cAt, space.scratch);
                }
            }
        }

        private int chunkCols() {
            int wide = tile.chunk();
            return coarse(chunkRows(CHUNK_ROWS), wide) ? Math.max(tile.panel(), wide / 2) : wide;
        }

        private int chunkRowsFor(int wide) {
            int high = chunkRows(CHUNK_ROWS);
            while (coarse(high, wide) && high > tile.rows()) {
                high = chunkRows(high / 2);
            }
            return high;
        }

        /// Whether such chunks are too few for the threads, and worth cutting.
        private boolean coarse(int high, int wide) {
            return fork && tasks(high, wide) < TASKS && work(high, wide) > TASK;
        }

        /// Rows per chunk of about the same height and at most about `most`, in whole tiles.
        private int chunkRows(int most) {
            int chunks = Math.ceilDiv(rows, Math.max(most, tile.rows()));
            return Math.ceilDiv(Math.ceilDiv(rows, chunks), tile.rows()) * tile.rows();
        }

        private int tasks(int high, int wide) {
            return Math.ceilDiv(rows, high) * Math.ceilDiv(cols, wide);
        }

        private long work(int high, int wide) {
            return (long) Math.min(high, rows) * Math.min(wide, cols) * kc;
        }

        private void chunk(
                int task, int high, int wide, GemmTarget<A> c, int cAt, A[] scratch) {
            int across = Math.ceilDiv(cols, wide);
            int top = task / across * high;
            int left = task % across * wide;
            int bottom = Math.min(rows, top + high);
            int right = Math.min(cols, left + wide);
            for (int j = left; j < right; j += tile.panel()) {
                int width = Math.min(tile.panel(), right - j);
                int panel = j * GemmTile.KC;
                for (int i = top; i < bottom; ) {
                    int height = height(bottom - i);
                    int cTo = cAt + i * c.row() + j;
                    int from = i * GemmTile.ROW;
                    tile.run(height, width, kc, packedA, from, packedB, panel, c, cTo, scratch);
                    i += height;
                }
            }
        }

        /// Rows of the next tile: the tall one unless short ones cover the rest with less waste.
        private int height(int left) {
            boolean tall = left > 2 * tile.fewRows();
            return Math.min(left, tall ? tile.rows() : tile.fewRows());
        }
    }
}
