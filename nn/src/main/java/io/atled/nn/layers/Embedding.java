package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.Summary;
import io.atled.nn.init.Initializer;
import java.util.random.RandomGenerator;

/// A learned row of numbers for each index: words, categories, positions.
///
/// **Shape** indices (…) I32 → (…,features); the weight is (count,features)
/// **Derivative** dy added up by row; rows that no index names get 0.
///
/// @param weight a row for each index
public record Embedding(Parameter weight) implements Layer {
    /// Checks the shape.
    ///
    /// @throws ShapeMismatch unless the weight has two axes
    public Embedding {
        if (weight.shape().rank() != 2) {
            throw new ShapeMismatch("Embedding: the weight must have the shape (count,features),"
                    + " got " + weight.shape() + "; build it with Embedding.of");
        }
    }

    /// Rows drawn from N(0, 1), PyTorch's default.
    ///
    /// @throws IllegalArgumentException if `count` or `features` is less than 1
    public static Embedding of(int count, int features, RandomGenerator random) {
        return of(count, features, Initializer.normal(0, 1), random);
    }

    /// Rows drawn as said.
    ///
    /// @throws IllegalArgumentException if `count` or `features` is less than 1
    public static Embedding of(int count, int features, Initializer rows, RandomGenerator random) {
        Shape shape = Shape.of(Require.positive("Embedding", "the number of rows", count),
                Require.positive("Embedding", "the number of features", features));
        return new Embedding(Parameter.of(rows.create(shape, random).named("weight")));
    }

    /// How many rows there are.
    public int count() {
        return weight.shape().get(0);
    }

    /// How many numbers a row has.
    public int features() {
        return weight.shape().get(1);
    }

    /// The rows with the numbers in `indices`.
    ///
    /// @throws DTypeMismatch if `indices` is not I32
    /// @throws IndexOutOfBoundsException if there is no such row, saying which
    @Override
    public Tensor forward(Tensor indices) {
        if (indices.dtype() != DType.I32) {
            throw new DTypeMismatch(kind() + ": expects I32 indices, got " + indices.dtype()
                    + "; convert them with to(DType.I32)");
        }
        checkRange(indices);
        Tensor rows = weight.value().indexSelect(0, indices.reshape(indices.size()));
        return Summary.noting(this,
                rows.reshape(indices.shape().concat(Shape.of(features()))));
    }

    private void checkRange(Tensor indices) {
        int[] all = indices.toInts();
        for (int i = 0; i < all.length; i++) {
            if (all[i] < 0 || all[i] >= count()) {
                throw new IndexOutOfBoundsException(kind() + ": expects indices from 0 to "
                        + (count() - 1) + ", got " + all[i] + " at position " + i + " of shape "
                        + indices.shape() + "; check the vocabulary, or build a larger embedding");
            }
        }
    }

    @Override
    public String kind() {
        return "Embedding(" + count() + " × " + features() + ")";
    }
}
