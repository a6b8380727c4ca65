package io.atled.nn.loss;

import static io.atled.nn.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Normalizations;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {
    /// Two forms of one formula in F64: some dozen roundings of numbers up to about 10.
    private static final double FORMS = 1e-13;

    private static final Tensor LABELS = Tensor.of(0, 2);

    @Test
    void isOneOperationFromLogitsToTheLossesOfRows() {
        Tensor logits = Tensor.zeros(2, 3).variable();
        Tensor loss = Loss.softmaxCrossEntropy(logits, LABELS);
        Tensor losses = loss.inputs().getFirst();
        assertInstanceOf(Normalizations.SoftmaxCrossEntropy.class, losses.op());
        assertEquals(2, losses.inputs().size());
        assertEquals(Math.log(3), loss.item(), 1e-6);                   // F32
    }

    @Test
    void extremeLogitsGiveExactLossesAndGradientsInBothTypes() {
        for (DType type : new DType[] {DType.F32, DType.F64}) {
            Tensor logits = Tensor.of(Shape.of(2, 3), 1e4, 0, -1e4, 1e4, 0, -1e4).to(type)
                    .variable();
            Tensor loss = Loss.softmaxCrossEntropy().withReduction(LossReduction.NONE)
                    .apply(logits, LABELS);
            assertArrayEquals(new double[] {0, 20_000}, loss.toDoubles());
            assertArrayEquals(new double[] {0, 0, 0, 1, 0, -1},
                    loss.sum().gradients().get(logits).toDoubles());
        }
    }

    @Test
    void aMaskedClassCostsNothingUnlessItIsWanted() {
        double out = Double.NEGATIVE_INFINITY;
        Tensor logits = Tensor.of(Shape.of(2, 3), 0, out, 0, 1, out, 1).variable();
        Tensor wanted = Tensor.of(Shape.of(2, 3), 0.5, 0, 0.5, 0.5, 0, 0.5);
        Tensor loss = Loss.softmaxCrossEntropy(logits, wanted);
        assertEquals(Math.log(2), loss.item(), FORMS);
        assertArrayEquals(new double[6], loss.gradients().get(logits).toDoubles(), FORMS);
        assertEquals(Double.POSITIVE_INFINITY,
                Loss.softmaxCrossEntropy(logits, Tensor.of(1, 0)).item());
    }

    @Property(tries = 50)
    void labelsEqualProbabilitiesOfOneForThem(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int classes,
            @ForAll @DoubleRange(max = 1) double smoothing) {
        Tensor logits = logits(seed, classes);
        int[] labels = new SplittableRandom(seed).ints(4, 0, classes).toArray();
        var loss = Loss.softmaxCrossEntropy().withLabelSmoothing(smoothing);
        Tensor byLabel = loss.apply(logits, Tensor.of(labels));
        Tensor sharp = Tensor.oneHot(Tensor.of(labels), classes).to(DType.F64);
        Tensor byProbability = loss.apply(logits, sharp);
        assertEquals(byProbability.item(), byLabel.item(), FORMS);
        assertArrayEquals(byProbability.gradients().get(logits).toDoubles(),
                byLabel.gradients().get(logits).toDoubles(), FORMS);
    }

    @Property(tries = 50)
    void isTheNegativeLogLikelihoodOfTheSoftmax(@ForAll long seed,
            @ForAll @IntRange(min = 2, max = 5) int classes) {
        Tensor logits = logits(seed, classes);
        Tensor labels = Tensor.of(0, 1, 0, 1);
        Tensor expected = Loss.nll(logits.logSoftmax(-1), labels);
        Tensor loss = Loss.softmaxCrossEntropy(logits, labels);
        assertEquals(expected.item(), loss.item(), FORMS);
        assertArrayEquals(expected.gradients().get(logits).toDoubles(),
                loss.gradients().get(logits).toDoubles(), FORMS);
    }

    @Property(tries = 50)
    void aShiftOfAllLogitsChangesNothing(@ForAll long seed,
            @ForAll @IntRange(min = -64, max = 64) int shift) {
        Tensor logits = logits(seed, 3);
        Tensor labels = Tensor.of(0, 2, 1, 1);
        assertEquals(Loss.softmaxCrossEntropy(logits, labels).item(),
                Loss.softmaxCrossEntropy(logits.add(shift), labels).item(), FORMS * 10);
    }

    private static Tensor logits(long seed, int classes) {
        var random = new SplittableRandom(seed);
        return Tensor.of(Shape.of(4, classes), random.doubles(4L * classes, -4, 4).toArray())
                .variable();
    }

    @Test
    void theClassAxisMayBeAnyAxis() {
        Tensor rows = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 6, 5, 4);
        double expected = Loss.softmaxCrossEntropy(rows, LABELS).item();
        var columns = Loss.softmaxCrossEntropy().withClassAxis(0);
        assertEquals(expected, columns.apply(rows.transpose(), LABELS).item(), FORMS);
    }

    @Test
    void ignoredLabelsCountNeitherInTheLossNorInTheMean() {
        Tensor logits = Tensor.of(Shape.of(2, 2), 1.0, 2, Double.NaN, 4);
        var loss = Loss.softmaxCrossEntropy().withIgnoredLabel(-1);
        assertEquals(Loss.softmaxCrossEntropy(logits.slice(0, 0, 1), Tensor.of(1)).item(),
                loss.apply(logits, Tensor.of(1, -1)).item(), FORMS);
        refused(IllegalArgumentException.class, () -> loss.apply(logits, Tensor.of(-1, -1)),
                "softmaxCrossEntropy", "only ignored", "SUM");
    }

    @Test
    void labelsOutsideTheClassesAreNamedWithTheirPosition() {
        Tensor logits = Tensor.zeros(2, 2, 3);
        Tensor labels = Tensor.of(Shape.of(2, 2), 0, 1, 2, 3);
        refused(IndexOutOfBoundsException.class, () -> Loss.softmaxCrossEntropy(logits, labels),
                "softmaxCrossEntropy", "label 3", "position [1, 1]", "0 … 2",
                "withIgnoredLabel(3)");
        Tensor negative = Tensor.of(Shape.of(2, 2), -1, 0, 0, 0);
        refused(IndexOutOfBoundsException.class, () -> Loss.nll(logits, negative), "nll",
                "label -1", "position [0, 0]");
    }

    @Test
    void shapesThatFitNeitherWayAreRefused() {
        refused(ShapeMismatch.class,
                () -> Loss.softmaxCrossEntropy(Tensor.zeros(2, 3), Tensor.of(0, 1, 2)),
                "softmaxCrossEntropy", "labels (2)", "probabilities (2,3)", "got (3)",
                "one target");
        refused(ShapeMismatch.class,
                () -> Loss.softmaxCrossEntropy(Tensor.zeros(2, 3), Tensor.zeros(1, 3)),
                "softmaxCrossEntropy", "(2,3)", "(1,3)", "do not broadcast");
        refused(ShapeMismatch.class,
                () -> Loss.softmaxCrossEntropy(Tensor.scalar(1f), Tensor.scalar(1f)),
                "softmaxCrossEntropy", "axis -1");
        refused(ShapeMismatch.class, () -> Loss.softmaxCrossEntropy().withClassWeights(1, 2)
                .apply(Tensor.zeros(2, 3), LABELS), "one weight for each of the 3", "got 2");
        refused(ShapeMismatch.class, () -> Loss.nll(Tensor.zeros(2, 3), Tensor.of(0)),
                "nll", "(2,3)", "must be (2)", "got (1)");
    }

    @Test
    void wrongElementTypesAreRefused() {
        Tensor logits = Tensor.zeros(2, 3);
        refused(DTypeMismatch.class,
                () -> Loss.softmaxCrossEntropy(logits, Tensor.zeros(2)),
                "labels must be I32", "got F32", "to(DType.I32)");
        refused(DTypeMismatch.class, () -> Loss.softmaxCrossEntropy(logits,
                Tensor.zeros(DType.I32, Shape.of(2, 3))), "probabilities must be F32", "got I32");
        refused(DTypeMismatch.class, () -> Loss.softmaxCrossEntropy(logits,
                Tensor.zeros(DType.F64, Shape.of(2, 3))), "softmaxCrossEntropy", "mixes");
        refused(DTypeMismatch.class,
                () -> Loss.softmaxCrossEntropy(logits.to(DType.I32), LABELS),
                "softmaxCrossEntropy", "I32");
        refused(IllegalArgumentException.class, () -> Loss.softmaxCrossEntropy().withIgnoredLabel(0)
                .apply(logits, logits), "no label to ignore");
    }

    @Test
    void theMeanOfAnEmptyBatchIsRefusedAndItsSumIsZero() {
        Tensor logits = Tensor.zeros(0, 3).variable();
        Tensor none = Tensor.of(new int[0]);
        refused(ShapeMismatch.class, () -> Loss.softmaxCrossEntropy(logits, none),
                "softmaxCrossEntropy", "at least one element", "(0)", "SUM");
        Tensor sum = Loss.softmaxCrossEntropy().withReduction(LossReduction.SUM)
                .apply(logits, none);
        assertEquals(0, sum.item());
        assertEquals(logits.shape(), sum.gradients().get(logits).shape());
    }

    @Test
    void optionsAreChecked() {
        refused(IllegalArgumentException.class,
                () -> Loss.softmaxCrossEntropy().withLabelSmoothing(1.5),
                "labelSmoothing", "from 0 to 1", "1.5");
        refused(IllegalArgumentException.class,
                () -> Loss.softmaxCrossEntropy().withClassWeights(1, -1), "class weights", "-1");
        refused(ShapeMismatch.class,
                () -> Loss.softmaxCrossEntropy(Tensor.zeros(2, 0), LABELS), "no classes");
    }

    @Test
    void gradientsOfManyRowsAddUpToNothing() {
        Tensor logits = Tensor.normal(Shape.of(64, 10), 0, 3,
                new SplittableRandom(3)).variable();
        int[] labels = new int[64];
        Arrays.setAll(labels, i -> i % 10);
        Tensor dx = Loss.softmaxCrossEntropy(logits, Tensor.of(labels)).gradients().get(logits);
        double worst = dx.sum(-1).abs().max().item();
        assertTrue(worst < 1e-8, "probabilities and labels both add up to 1: " + worst);
    }
}
