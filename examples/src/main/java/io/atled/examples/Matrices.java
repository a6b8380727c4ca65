package io.atled.examples;

import io.atled.autograd.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/// Arithmetic of matrices as loops over plain arrays, rows of columns: nothing of Atled in it.
final class Matrices {
    private Matrices() {}

    /// A·B.
    static double[][] times(double[][] a, double[][] b) {
        double[][] y = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    y[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return y;
    }

    /// Aᵀ.
    static double[][] transposed(double[][] a) {
        double[][] y = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                y[j][i] = a[i][j];
            }
        }
        return y;
    }

    /// `f` of each element.
    static double[][] map(double[][] a, DoubleUnaryOperator f) {
        return zip(a, a, (x, same) -> f.applyAsDouble(x));
    }

    /// `f` of the elements at the same place.
    static double[][] zip(double[][] a, double[][] b, DoubleBinaryOperator f) {
        double[][] y = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                y[i][j] = f.applyAsDouble(a[i][j], b[i][j]);
            }
        }
        return y;
    }

    /// `b`, one column, added to each column of `a`.
    static double[][] plusColumn(double[][] a, double[][] b) {
        double[][] y = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                y[i][j] = a[i][j] + b[i][0];
            }
        }
        return y;
    }

    /// The sum of the columns, as one column.
    static double[][] sumOfColumns(double[][] a) {
        double[][] y = new double[a.length][1];
        for (int i = 0; i < a.length; i++) {
            for (double x : a[i]) {
                y[i][0] += x;
            }
        }
        return y;
    }

    /// The square root of the sum of the squares.
    static double norm(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            for (double x : row) {
                sum += x * x;
            }
        }
        return Math.sqrt(sum);
    }

    /// How far the columns differ: the standard deviation in each row, in the mean over the rows.
    static double spread(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            double mean = DoubleStream.of(row).average().orElseThrow();
            sum += Math.sqrt(DoubleStream.of(row).map(x -> (x - mean) * (x - mean)).average()
                    .orElseThrow());
        }
        return sum / a.length;
    }

    /// The greatest difference to a tensor of as many elements, in parts of its greatest element
    /// where that is above 1.
    static double difference(double[][] a, Tensor b) {
        double[] expected = b.toDoubles();
        double greatest = 0;
        double scale = 1;
        for (int i = 0; i < expected.length; i++) {
            double x = a[i / a[0].length][i % a[0].length];
            greatest = Math.max(greatest, Math.abs(x - expected[i]));
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return greatest / scale;
    }
}
