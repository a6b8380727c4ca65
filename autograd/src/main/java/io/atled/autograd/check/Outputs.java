package io.atled.autograd.check;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The numbers whose derivatives are compared: every element of a result, or one sum of them with
/// weights, the cotangent. Each is called a row, as in a Jacobian.
final class Outputs {
    private final Subject subject;
    private final double[] base;
    private final double @Nullable [] weights;
    private final List<List<double[]>> gradients = new ArrayList<>();   // by row, by input
    private final double[] largest;
    private final double usual;
    private final double[] floors;
    private final double[] deepFloors;

    private Outputs(Subject subject, @Nullable Tensor cotangent) {
        this.subject = subject;
        Tensor y = subject.result();
        this.base = y.toDoubles();
        this.weights = cotangent == null ? null : cotangent.toDoubles();
        int rows = weights == null ? base.length : 1;
        for (int row = 0; row < rows; row++) {
            gradients.add(subject.pull(cotangent == null ? subject.unit(row) : cotangent));
        }
        this.largest = IntStream.range(0, rows).mapToDouble(this::largestOf).toArray();
        this.usual = Arrays.stream(largest).max().orElse(0);
        double epsilon = Subject.epsilon(y.dtype());
        this.floors = IntStream.range(0, rows).mapToDouble(row -> epsilon * size(row)).toArray();
        this.deepFloors = new double[rows];
    }

    /// Every element of the result.
    static Outputs each(Subject subject) {
        return new Outputs(subject, null);
    }

    /// The sum of the elements of the result, weighted by `cotangent`.
    static Outputs weighted(Subject subject, Tensor cotangent) {
        return new Outputs(subject, cotangent.to(subject.result().dtype()));
    }

    Subject subject() {
        return subject;
    }

    int rows() {
        return gradients.size();
    }

    boolean weighted() {
        return weights != null;
    }

    /// The cotangent that row `row` is pulled back with.
    Tensor cotangent(int row) {
        Tensor y = subject.result();
        return weights == null ? subject.unit(row)
                : Subject.tensor(y.dtype(), y.shape(), weights);
    }

    /// The shape whose elements the rows are.
    Shape shape() {
        return weights == null ? subject.result().shape() : Shape.of();
    }

    /// The derivative of a row by one element, by reverse mode.
    double analytic(int row, int input, int element) {
        return gradients.get(row).get(input)[element];
    }

    /// The derivatives of a row by all elements of an input.
    double[] gradient(int row, int input) {
        return gradients.get(row).get(input);
    }

    /// The largest derivative of a row.
    double largest(int row) {
        return largest[row];
    }

    /// The largest derivative of all rows.
    double usual() {
        return usual;
    }

    private double largestOf(int row) {
        return gradients.get(row).stream().mapToDouble(Pulled::largest).max().orElse(0);
    }

    /// The size of a row's value, whatever cancels in a sum.
    double size(int row) {
        if (weights == null) {
            return Math.abs(base[row]);
        }
        double[] terms = new double[base.length];
        Arrays.setAll(terms, i -> weights[i] * base[i]);
        return length(terms);
    }

    /// √Σ termsᵢ², whose squares may be beyond the range of numbers.
    static double length(double[] terms) {
        double largest = Arrays.stream(terms).map(Math::abs).max().orElse(0);
        double unit = largest > 0 ? Math.scalb(1.0, Math.getExponent(largest)) : 1;
        return unit * Math.sqrt(Arrays.stream(terms).map(t -> t / unit * (t / unit)).sum());
    }

    /// What rounding the result does to a row.
    double floor(int row) {
        return floors[row];
    }

    /// What rounding the result, and everything it was computed from, does to a row.
    double deepFloor(int row) {
        if (deepFloors[row] == 0) {
            deepFloors[row] = floors[row]
                    + Conditioning.ofValue(subject.result(), cotangent(row));
        }
        return deepFloors[row];
    }

    /// How the rows of another value differ from those at the inputs.
    double[] changes(double[] y) {
        double[] out = new double[rows()];
        for (int i = 0; i < base.length; i++) {
            double change = y[i] - base[i];
            if (weights == null) {
                out[i] = change;
            } else if (weights[i] != 0) {
                out[0] += weights[i] * change;
            }
        }
        return out;
    }

    /// Whether the rows have a finite value.
    boolean finite(int row) {
        return Double.isFinite(size(row));
    }
}
