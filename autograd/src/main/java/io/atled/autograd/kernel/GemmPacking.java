package io.atled.autograd.kernel;

/// Copies a block with any strides into consecutive rows, which is what the tiles read.
///
/// The copy is walked in the direction in which the source is closer together; the target of the
/// other direction is a block small enough for the cache.
final class GemmPacking {
    private GemmPacking() {}

    static void pack(
            int rows,
            int cols,
            GemmOperand<float[]> from,
            int at,
            float[] to,
            int toAt,
            int row) {
        float[] data = from.data();
        int down = from.row();
        int right = from.col();
        if (right == 1) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(data, at + i * down, to, toAt + i * row, cols);
            }
        } else if (Math.abs(down) < Math.abs(right)) {
            for (int j = 0; j < cols; j++) {
                for (int i = 0, source = at + j * right; i < rows; i++, source += down) {
                    to[toAt + i * row + j] = data[source];
                }
            }
        } else {
            for (int i = 0; i < rows; i++) {
                for (int j = 0, source = at + i * down; j < cols; j++, source += right) {
                    to[toAt + i * row + j] = data[source];
                }
            }
        }
    }

    static void pack(
            int rows,
            int cols,
            GemmOperand<double[]> from,
            int at,
            double[] to,
            int toAt,
            int row) {
        double[] data = from.data();
        int down = from.row();
        int right = from.col();
        if (right == 1) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(data, at + i * down, to, toAt + i * row, cols);
            }
        } else if (Math.abs(down) < Math.abs(right)) {
            for (int j = 0; j < cols; j++) {
                for (int i = 0, source = at + j * right; i < rows; i++, source += down) {
                    to[toAt + i * row + j] = data[source];
                }
            }
        } else {
            for (int i = 0; i < rows; i++) {
                for (int j = 0, source = at + i * down; j < cols; j++, source += right) {
                    to[toAt + i * row + j] = data[source];
                }
            }
        }
    }
}
