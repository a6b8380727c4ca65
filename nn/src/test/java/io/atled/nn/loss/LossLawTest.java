package io.atled.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Operations;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The operations of this package under every law.
class LossLawTest {
    private static final Shape SHAPE = Shape.of(4, 3);

    private final SplittableRandom random = new SplittableRandom(1);

    /// An operation with its samples.
    private record Case(Op op, Laws laws) {}

    @TestFactory
    Stream<DynamicTest> everyOperationKeepsTheLaws() {
        return cases().map(one -> dynamicTest(one.op.toString(), () -> one.laws.check().orThrow()));
    }

    @Test
    void everyOperationOfThisPackageHasSamples() {
        Set<String> missing = Operations.beside(Loss.class);
        assertFalse(missing.isEmpty(), "no operation was found beside Loss.class");
        missing.removeAll(cases().map(one -> one.op.getClass().getName()).toList());
        assertEquals(Set.of(), missing, "add a sample for each to a method of this test");
    }

    private Stream<Case> cases() {
        return Stream.of(regression(), likelihoods(), margins())
                .flatMap(cases -> cases);
    }

    /// Differences from −2 to 2 that keep away from the kinks at 0, ½ and 1.
    private Stream<Case> regression() {
        return Stream.of(new Loss.SquaredError(), new Loss.AbsoluteError(), new Loss.Huber(1),
                new Loss.SmoothL1(0.5)).map(op -> {
            Tensor t = real(-1, 1);
            Tensor d = Sample.between(-2, 2, SHAPE, random, 0.05, -1, -0.5, 0, 0.5, 1);
            return pair(op, t.add(d), t);
        });
    }

    private Stream<Case> likelihoods() {
        Tensor logits = Sample.between(-2, 2, SHAPE, random, 0.05, 0);
        return Stream.of(
                pair(new Loss.KlDivergence(), real(-3, -0.1), real(0.1, 0.9)),
                pair(new Loss.KlDivergenceOfLogs(), real(-3, -0.1), real(-3, -0.1)),
                pair(new Loss.PoissonNll(), real(-1, 1), real(0, 4)),
                pair(new Loss.PoissonNllFull(), real(-1, 1),
                        Sample.between(0, 4, SHAPE, random, 0.05, 1)),
                triple(new Loss.GaussianNll(1e-6, 0.5), real(-1, 1), real(-1, 1), real(0.5, 2)),
                triple(new BinaryCrossEntropy.Logistic(), logits, real(0, 1), real(0.5, 2)),
                pair(new BinaryCrossEntropy.OfProbabilities(), real(0.1, 0.9), real(0, 1)));
    }

    private Stream<Case> margins() {
        Tensor scores = Sample.between(-2, 2, SHAPE, random, 0.05, -1, 1);
        Tensor signs = real(-1, 1).sign();
        return Stream.of(
                pair(new MarginLoss.Hinge(), scores, signs),
                pair(new MarginLoss.SoftMargin(), scores, signs),
                pair(new MarginLoss.HingeEmbedding(1), scores, signs),
                triple(new MarginLoss.Ranking(1), scores, Tensor.zeros(scores.dtype(), SHAPE),
                        signs));
    }

    private Tensor real(double low, double high) {
        return Sample.between(low, high, SHAPE, random);
    }

    private static Case pair(Op op, Tensor a, Tensor b) {
        return with(op, Sample.of(a, b), Sample.of(a.select(1, 0), b.select(1, 0)));
    }

    private static Case triple(Pointwise op, Tensor a, Tensor b, Tensor c) {
        return with(op, Sample.of(a, b, c),
                Sample.of(a.select(0, 1), b.select(0, 1), c.select(0, 1)));
    }

    private static Case with(Op op, Sample... samples) {
        return new Case(op, Laws.of(op).with(samples));
    }
}
