package io.atled.nn.layers;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Parameter;
import io.atled.nn.init.Initializer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    private static Embedding rows() {
        return new Embedding(Parameter.of(
                Tensor.ofNested(new float[][] {{1, 2}, {3, 4}, {5, 6}})));
    }

    @Test
    void eachIndexBecomesItsRow() {
        assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6},
                rows().forward(Tensor.of(2, 0, 2)).toFloats());
    }

    @Test
    void indicesMayHaveAnyRank() {
        for (Shape shape : List.of(Shape.of(), Shape.of(3), Shape.of(2, 2), Shape.of(2, 0, 1))) {
            assertEquals(shape.concat(Shape.of(2)),
                    rows().forward(Tensor.zeros(DType.I32, shape)).shape());
        }
        assertArrayEquals(new float[] {3, 4},
                rows().forward(Tensor.of(Shape.of(), 1)).toFloats());
    }

    @Test
    void aRowThatIsUsedTwiceGetsBothCotangents() {
        Embedding layer = rows();
        Tensor loss = layer.forward(Tensor.of(2, 0, 2)).sum();
        assertArrayEquals(new float[] {1, 1, 0, 0, 2, 2},
                loss.gradients().get(layer.weight().value()).toFloats());
    }

    @Test
    void gradientsAgreeWithDifferences() {
        Layer exact = Embedding.of(5, 3, new SplittableRandom(1)).to(DType.F64);
        Tensor indices = Tensor.of(Shape.of(2, 3), 4, 0, 4, 1, 1, 4);
        GradientCheck.of(w -> exact.withValues(w).forward(indices).tanh(),
                exact.state()).run().orThrow();
    }

    @Test
    void rowsAreDrawnAsSaid() {
        Embedding zeros = Embedding.of(4, 2, Initializer.zeros(), new SplittableRandom(1));
        assertArrayEquals(new float[8], zeros.weight().value().toFloats());
        assertArrayEquals(Initializer.normal(0, 1)
                .create(Shape.of(4, 2), new SplittableRandom(1)).toFloats(),
                Embedding.of(4, 2, new SplittableRandom(1)).weight().value().toFloats());
    }

    @Test
    void anIndexOutOfRangeIsRefusedSayingWhich() {
        refused(IndexOutOfBoundsException.class,
                () -> rows().forward(Tensor.of(Shape.of(2, 2), 0, 1, 3, 0)), "Embedding(3 × 2)",
                "from 0 to 2", "got 3", "position 2", "(2,2)", "vocabulary");
        refused(IndexOutOfBoundsException.class, () -> rows().forward(Tensor.of(-1)), "got -1");
        refused(DTypeMismatch.class, () -> rows().forward(Tensor.of(1f)), "Embedding(3 × 2)",
                "expects I32", "got F32", "to(DType.I32)");
        refused(ShapeMismatch.class, () -> new Embedding(Parameter.of(Tensor.zeros(3))),
                "Embedding", "(count,features)", "(3)");
        refused(IllegalArgumentException.class,
                () -> Embedding.of(0, 2, new SplittableRandom(1)), "number of rows", "got 0");
    }
}
