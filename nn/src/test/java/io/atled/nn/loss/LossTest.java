package io.atled.nn.loss;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atled.autograd.Algebra;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientCheck;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LossTest {
    /// F64 sums of a few terms.
    private static final double SUMS = 1e-15;

    private static final Tensor OUTPUT = Tensor.of(1.0, 2, 4);
    private static final Tensor TARGET = Tensor.of(1.0, 0, 1);

    private static Map<String, LossFunction> comparing() {
        return Map.of("mse", Loss::mse, "mae", Loss::mae, "huber", Loss.huber(),
                "smoothL1", Loss.smoothL1(), "klDivergence", Loss.klDivergence(),
                "binaryCrossEntropy", Loss::binaryCrossEntropy, "hinge", MarginLoss.hinge(),
                "poissonNll", Loss.poissonNll());
    }

    @TestFactory
    Stream<DynamicTest> noLossBroadcasts() {
        return comparing().entrySet().stream().map(loss -> DynamicTest.dynamicTest(loss.getKey(),
                () -> refused(ShapeMismatch.class,
                        () -> loss.getValue().apply(Tensor.ones(3, 1), Tensor.ones(3)),
                        loss.getKey() + ":", "(3,1)", "(3)", "do not broadcast",
                        "squeeze(1)", "unsqueeze(1)")));
    }

    @Test
    void refusedShapesComeWithWhatToDo() {
        refused(ShapeMismatch.class, () -> Loss.mse(Tensor.ones(4, 1), Tensor.ones(4)),
                "mse: output and target must have one shape, got (4,1) and (4)",
                "squeeze(1) takes the last axis off the output, unsqueeze(1) gives the target one");
        refused(ShapeMismatch.class, () -> Loss.mse(Tensor.ones(2, 4), Tensor.ones(2, 4, 1)),
                "squeeze(2) takes the last axis off the target, unsqueeze(2) gives the output one");
        refused(ShapeMismatch.class, () -> Loss.mse(Tensor.ones(2, 4), Tensor.ones(4, 2)),
                "transpose, reshape");
        refused(ShapeMismatch.class, () -> Loss.mse(Tensor.ones(4), Tensor.ones(5)),
                "give each output one target");
        refused(ShapeMismatch.class, () -> Loss.softmaxCrossEntropy(Tensor.ones(4, 3),
                Tensor.of(0, 1, 2, 0).unsqueeze(1)), "give labels the shape (4) with squeeze");
    }

    @TestFactory
    Stream<DynamicTest> noLossMixesElementTypes() {
        return comparing().entrySet().stream().map(loss -> DynamicTest.dynamicTest(loss.getKey(),
                () -> refused(DTypeMismatch.class,
                        () -> loss.getValue().apply(Tensor.ones(3), Tensor.of(1, 0, 1)),
                        loss.getKey() + ":", "I32", "to(DType.F32)")));
    }

    @TestFactory
    Stream<DynamicTest> noLossTakesTheMeanOfNothing() {
        return comparing().entrySet().stream().map(loss -> DynamicTest.dynamicTest(loss.getKey(),
                () -> refused(ShapeMismatch.class,
                        () -> loss.getValue().apply(Tensor.ones(0, 2), Tensor.ones(0, 2)),
                        loss.getKey() + ":", "at least one element", "(0,2)", "SUM")));
    }

    @Test
    void reductionsAreMeanSumBatchMeanAndNone() {
        Elementwise mse = Loss.mse();
        assertEquals(13.0 / 3, mse.apply(OUTPUT, TARGET).item(), SUMS * 10);
        assertEquals(13, mse.withReduction(LossReduction.SUM).apply(OUTPUT, TARGET).item());
        assertArrayEquals(new double[] {0, 4, 9},
                mse.withReduction(LossReduction.NONE).apply(OUTPUT, TARGET).toDoubles());
        Tensor column = OUTPUT.unsqueeze(0);
        assertEquals(13, mse.withReduction(LossReduction.BATCH_MEAN)
                .apply(column, TARGET.unsqueeze(0)).item());
        refused(ShapeMismatch.class, () -> mse.withReduction(LossReduction.BATCH_MEAN)
                .apply(Tensor.scalar(1.0), Tensor.scalar(0.0)), "mse", "axis 0", "SUM");
    }

    @Test
    void weightsMultiplyElementsAndConvertThemselves() {
        Elementwise weighted = Loss.mse().withReduction(LossReduction.SUM)
                .withWeights(Tensor.of(1f, 0.5f, 2f));
        assertEquals(20, weighted.apply(OUTPUT, TARGET).item());
        refused(ShapeMismatch.class, () -> weighted.apply(Tensor.ones(2), Tensor.ones(2)),
                "mse", "weights must broadcast", "(2)", "(3)");
    }

    @Test
    void anyPointwiseRuleMakesALoss() {
        record LogCosh() implements Pointwise.Binary {
            @Override
            public <T extends Algebra<T>> T value(T a, T t) {
                T d = a.sub(t).abs();
                return d.add(d.mul(-2).exp().log1p()).sub(Math.log(2));
            }
        }

        assertEquals(Math.log(Math.cosh(3)), Elementwise.of(new LogCosh())
                .apply(Tensor.of(4.0), Tensor.of(1.0)).item(), SUMS * 10);
        refused(ShapeMismatch.class, () -> Elementwise.of(new LogCosh())
                .apply(OUTPUT, Tensor.of(1.0)), "logCosh", "(3)", "(1)");
    }

    @Test
    void binaryCrossEntropyKeepsTheDigitsOfConfidentAnswers() {
        Tensor logits = Tensor.of(50.0, -50, 1e4, -1e4, 0).variable();
        Tensor wanted = Tensor.of(1.0, 0, 1, 0, 0.5);
        Tensor loss = Loss.binaryCrossEntropy().withReduction(LossReduction.NONE)
                .apply(logits, wanted);
        double tiny = Math.exp(-50);
        assertArrayEquals(new double[] {tiny, tiny, 0, 0, Math.log(2)}, loss.toDoubles(), SUMS);
        assertEquals(1, loss.get(0) / tiny, 1e-14, "relative, not only absolute");
        Tensor dx = loss.sum().gradients().get(logits);
        assertEquals(-1, dx.get(0) / tiny, 1e-14);
        assertArrayEquals(new double[] {0, 0, 0}, dx.slice(0, 2, 5).toDoubles());
    }

    @Test
    void positiveWeightsMultiplyThePositivePart() {
        Tensor logits = Tensor.of(Shape.of(2, 2), 1.0, -1, 0.5, 2);
        Tensor yes = Tensor.ones(DType.F64, Shape.of(2, 2));
        var loss = Loss.binaryCrossEntropy().withReduction(LossReduction.NONE);
        var weighted = loss.withPositiveWeights(Tensor.of(3f, 1f));
        assertArrayEquals(loss.apply(logits, yes).mul(Tensor.of(3.0, 1)).toDoubles(),
                weighted.apply(logits, yes).toDoubles(), SUMS);
        assertArrayEquals(loss.apply(logits, yes.mul(0)).toDoubles(),
                weighted.apply(logits, yes.mul(0)).toDoubles(), SUMS);
    }

    @Test
    void tripletAndCosineLossesHaveRightGradients() {
        var random = new SplittableRandom(5);
        Tensor a = Sample.between(-1, 1, Shape.of(3, 4), random);
        Tensor b = Sample.between(-1, 1, Shape.of(3, 4), random);
        Tensor c = Sample.between(-1, 1, Shape.of(3, 4), random);
        Tensor signs = Tensor.of(1.0, -1, 1);
        GradientCheck.assertGradients(x -> MarginLoss.triplet(x.get(0), x.get(1), x.get(2), 3),
                List.of(a, b, c));
        GradientCheck.assertGradients((x, y) -> MarginLoss.cosineEmbedding(x, y, signs, -1), a, b);
        refused(ShapeMismatch.class, () -> MarginLoss.triplet(a, b, c.slice(0, 0, 2), 1),
                "triplet", "(3,4)", "(2,4)");
        refused(ShapeMismatch.class, () -> MarginLoss.cosineEmbedding(a, b, Tensor.of(1.0), 0),
                "cosineEmbedding", "(3)", "(1)");
    }

    @Test
    void tripletIsSatisfiedOnceTheMarginIsKept() {
        Tensor anchor = Tensor.of(Shape.of(1, 2), 0.0, 0);
        Tensor near = Tensor.of(Shape.of(1, 2), 1.0, 0);
        Tensor far = Tensor.of(Shape.of(1, 2), 0.0, 5);
        assertEquals(0, MarginLoss.triplet(anchor, near, far, 1).item());
        assertEquals(2, MarginLoss.triplet(anchor, near, far, 6).item(), 1e-5); // nudged distances
    }

    @Test
    void cosineEmbeddingOfEqualDirectionsIsZero() {
        Tensor x = Tensor.of(Shape.of(1, 2), 3.0, 4);
        assertEquals(0, MarginLoss.cosineEmbedding(x, x.mul(2), Tensor.of(1.0), 0).item(), 1e-12);
        assertEquals(0.75, MarginLoss.cosineEmbedding(x, x, Tensor.of(-1.0), 0.25).item(), 1e-12);
    }

    @Test
    void wrongOptionsAndNumbersOfOperandsAreRefused() {
        refused(IllegalArgumentException.class, () -> Loss.huber(0), "huber", "delta", "0.0");
        refused(IllegalArgumentException.class, () -> Loss.smoothL1(-1), "smoothL1", "beta");
        refused(IllegalArgumentException.class, () -> MarginLoss.ranking(Double.NaN),
                "ranking", "margin", "NaN");
        refused(IllegalArgumentException.class, () -> Loss.gaussianNll().on(OUTPUT, TARGET),
                "gaussianNll", "3 tensors", "got 2");
    }
}
