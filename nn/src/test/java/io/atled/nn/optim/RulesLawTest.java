package io.atled.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Operations;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The fused passes of the optimizers under every law: a rule is differentiable, too.
class RulesLawTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @TestFactory
    Stream<DynamicTest> everyPassKeepsTheLaws() {
        return operations().map(op -> dynamicTest(op.toString(), () -> Laws.of(op)
                .with(sample(op, Shape.of(3, 4)), sample(op, Shape.of(5))).check().orThrow()));
    }

    @Test
    void everyOperationOfThisPackageHasSamples() {
        Set<String> missing = Operations.beside(Rules.class);
        assertFalse(missing.isEmpty(), "no operation was found beside Rules.class");
        missing.removeAll(operations().map(op -> op.getClass().getName()).toList());
        assertEquals(Set.of(), missing, "add each to operations() in this test");
    }

    private static Stream<Pointwise> operations() {
        return Stream.of(new Rules.Blend(0.75, 0.5), new Rules.BlendSquare(0.75, 0.5),
                new Rules.Scaled(0.5), new Rules.Descend(), new Sgd.Ahead(0.5),
                new AdamMoments.Step(0.5), new Adadelta.Delta(0.5), new NAdam.Step(0.5),
                new Adamax.Largest(0.1, 0.5));
    }

    /// Positive numbers, since some operands are averages of squares.
    private Sample sample(Pointwise op, Shape shape) {
        return Sample.of(IntStream.range(0, op.arity())
                .mapToObj(i -> Sample.between(0.5, 2, shape, random)).toArray(Tensor[]::new));
    }
}
