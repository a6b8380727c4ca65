package io.atled.examples;

import static io.atled.examples.Matrices.map;
import static io.atled.examples.Matrices.plusColumn;
import static io.atled.examples.Matrices.sumOfColumns;
import static io.atled.examples.Matrices.times;
import static io.atled.examples.Matrices.transposed;
import static io.atled.examples.Matrices.zip;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A fully connected network by its formulas, over plain arrays; each sample is a column.
///
/// @param w the weights Wₗ of each layer, (outputs, inputs)
/// @param b the biases bₗ, one column
/// @param g the activation functions
record HandNetwork(ImmutableList<double[][]> w, ImmutableList<double[][]> b,
        ImmutableList<Curve> g) {
    /// What was computed forward.
    ///
    /// @param z zₗ of each layer
    /// @param a aₗ₋₁ of each layer, the first being the inputs; after them the network's outputs
    record Forward(ImmutableList<double[][]> z, ImmutableList<double[][]> a) {
        double[][] outputs() {
            return a.getLast();
        }
    }

    /// The slopes of the loss L by zₗ, Wₗ and bₗ of each layer.
    record Backward(ImmutableList<double[][]> dz, ImmutableList<double[][]> dw,
            ImmutableList<double[][]> db) {}

    /// zₗ = Wₗ·aₗ₋₁ + bₗ, aₗ = g(zₗ).
    Forward forward(double[][] x) {
        List<double[][]> z = new ArrayList<>();
        List<double[][]> a = new ArrayList<>(List.<double[][]>of(x));
        for (int l = 0; l < w.size(); l++) {
            z.add(plusColumn(times(w.get(l), a.get(l)), b.get(l)));
            a.add(map(z.get(l), g.get(l)::at));
        }
        return new Forward(ImmutableList.copyOf(z), ImmutableList.copyOf(a));
    }

    /// dz of the last layer, dL/da · g′(z).
    double[][] last(Forward pass, double[][] da) {
        return zip(da, map(pass.z.getLast(), g.getLast()::slope), (d, slope) -> d * slope);
    }

    /// dzₗ = Wₗ₊₁ᵀ·dzₗ₊₁ · g′(zₗ) from the last layer on; dWₗ = dzₗ·aₗ₋₁ᵀ; dbₗ = Σ dzₗ.
    Backward backward(Forward pass, double[][] last) {
        double[][][] dz = new double[w.size()][][];
        dz[w.size() - 1] = last;
        for (int l = w.size() - 2; l >= 0; l--) {
            double[][] da = times(transposed(w.get(l + 1)), dz[l + 1]);
            dz[l] = zip(da, map(pass.z.get(l), g.get(l)::slope), (d, slope) -> d * slope);
        }
        return new Backward(ImmutableList.copyOf(dz),
                layers(l -> times(dz[l], transposed(pass.a.get(l)))),
                layers(l -> sumOfColumns(dz[l])));
    }

    /// Against the slopes: W ← W − rate·dW, b ← b − rate·db.
    HandNetwork step(Backward slopes, double rate) {
        return new HandNetwork(
                layers(l -> zip(w.get(l), slopes.dw.get(l), (x, dx) -> x - rate * dx)),
                layers(l -> zip(b.get(l), slopes.db.get(l), (x, dx) -> x - rate * dx)), g);
    }

    /// pᵢ = exp zᵢ / Σ exp zⱼ in each column. The greatest z, which no exp survives, is taken off
    /// all of them before: that changes nothing.
    static double[][] softmax(double[][] z) {
        double[][] columns = transposed(z);
        for (double[] column : columns) {
            double greatest = DoubleStream.of(column).max().orElseThrow();
            double sum = DoubleStream.of(column).map(x -> Math.exp(x - greatest)).sum();
            Arrays.setAll(column, i -> Math.exp(column[i] - greatest) / sum);
        }
        return transposed(columns);
    }

    /// −Σ yᵢ·ln pᵢ, in the mean over the columns.
    static double crossEntropy(double[][] p, double[][] y) {
        double[][] terms = zip(p, y, (pi, yi) -> yi == 0 ? 0 : -yi * Math.log(pi));
        return Stream.of(terms).flatMapToDouble(DoubleStream::of).sum() / y[0].length;
    }

    private ImmutableList<double[][]> layers(IntFunction<double[][]> each) {
        return IntStream.range(0, w.size()).mapToObj(each).collect(ImmutableList.toImmutableList());
    }
}
