package io.atled.autograd.kernel;

/// Copies a block with any strides into consecutive rows, which is what the tiles read.
///
/// The copy is walked in the direction in which the source is closer together; the target of the
/// other direction is a block small enough for the cache. The build makes the twin for the other
/// type of this text.
final class GemmPacking32 {
    private GemmPacking32() {}

    static void pack(GemmMatrix<float[]> from, int at, int rows, int cols, float[] to, int toAt,
            int step) {
        float[] data = from.data();
        int down = from.row();
        int right = from.col();
        if (right == 1) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(data, at + i * down, to, toAt + i * step, cols);
            }
        } else if (Math.abs(down) < Math.abs(right)) {
            for (int j = 0; j < cols; j++) {
                for (int i = 0, source = at + j * right; i < rows; i++, source += down) {
                    to[toAt + i * step + j] = data[source];
                }
            }
        } else {
            for (int i = 0; i < rows; i++) {
                for (int j = 0, source = at + i * down; j < cols; j++, source += right) {
                    to[toAt + i * step + j] = data[source];
                }
            }
        }
    }

    /// Moves or adds `rows × cols` elements from rows `step` apart to C.
    static void move(int rows, int cols, float[] from, int step, GemmTarget<float[]> to, int at) {
        float[] c = to.data();
        for (int i = 0; i < rows; i++) {
            int source = i * step;
            int target = at + i * to.row();
            if (to.add()) {
                for (int j = 0; j < cols; j++) {
                    c[target + j * to.col()] += from[source + j];
                }
            } else if (to.col() == 1) {
                System.arraycopy(from, source, c, target, cols);
            } else {
                for (int j = 0; j < cols; j++) {
                    c[target + j * to.col()] = from[source + j];
                }
            }
        }
    }

    /// Moves or adds consecutive elements to C.
    static void put(int cols, float[] from, int fromAt, float[] c, int at, boolean add) {
        if (add) {
            for (int j = 0; j < cols; j++) {
                c[at + j] += from[fromAt + j];
            }
        } else {
            System.arraycopy(from, fromAt, c, at, cols);
        }
    }
}
