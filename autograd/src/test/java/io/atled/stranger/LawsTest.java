package io.atled.stranger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Algebra;
import io.atled.autograd.Custom;
import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Real;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.LawReport;
import io.atled.autograd.check.LawReport.Finding;
import io.atled.autograd.check.LawReport.Outcome;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The law kit, used as a stranger's project uses it: right operations pass, and each wrong one
/// breaks the law that names what is wrong with it.
final class LawsTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(1);
    private static final Tensor MATRIX = Sample.between(0.5, 2, Shape.of(3, 4), RANDOM);
    private static final Tensor ROW = Sample.between(0.5, 2, Shape.of(4), RANDOM);

    private static Finding finding(Op op, Law law) {
        boolean binary = op instanceof Pointwise pointwise && pointwise.arity() == 2;
        Sample sample = binary ? Sample.of(MATRIX, MATRIX.add(1)) : Sample.of(MATRIX);
        return Laws.of(op).with(sample).check(law);
    }

    private static void assertHeld(Op op, Law... laws) {
        for (Law law : laws) {
            assertEquals(new Finding(law, Outcome.HELD, ""), finding(op, law));
        }
    }

    private static void assertBroken(Op op, Law law, String... parts) {
        Finding finding = finding(op, law);
        assertEquals(Outcome.BROKEN, finding.outcome(), finding.toString());
        for (String part : parts) {
            assertTrue(finding.message().contains(part), finding.message());
        }
    }

    /// x³ with its derivative multiplied by `factor`.
    record Cube(double factor) implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x.mul(x).mul(x);
        }

        @Override
        public <T extends Algebra<T>> T derivative(T y, T x) {
            return x.mul(x).mul(3 * factor);
        }
    }

    @Test
    void aRightOperationPassesEveryLaw() {
        LawReport report = Laws.of(new Cube(1)).with(Sample.of(MATRIX), Sample.of(ROW)).check();
        assertTrue(report.passed(), report.format());
        assertEquals(Law.values().length, report.findings().size());
        assertEquals(report, report.orThrow());
        long silent = report.findings().stream().filter(f -> f.outcome() == Outcome.SILENT).count();
        assertEquals(1, silent, "only broadcasting is nothing to an operation of one input");
    }

    @Test
    void aDerivativeTwiceTooLargeBreaksReverseMode() {
        assertBroken(new Cube(2), Law.REVERSE_MODE, "cube", "(3,4)", "WRONG", "correct");
        assertBroken(new Cube(2), Law.DUALS, "dual numbers");
        assertHeld(new Cube(2), Law.FORWARD_MODE, Law.LINEAR_VJP, Law.SECOND_ORDER);
    }

    @Test
    void aDerivativeOfTheWrongSignBreaksReverseMode() {
        assertBroken(new Cube(-1), Law.REVERSE_MODE, "ratio -1");
    }

    @Test
    void aDerivativeOffByOnePartInAMillionBreaksReverseMode() {
        assertBroken(new Cube(1 + 1e-6), Law.REVERSE_MODE, ": WRONG");
    }

    @Test
    void aBrokenReportThrowsWithEveryLawInIt() {
        LawReport report = Laws.of(new Cube(2)).with(Sample.of(ROW)).check();
        var error = assertThrows(AssertionError.class, report::orThrow);
        for (Law law : Law.values()) {
            assertTrue(String.valueOf(error.getMessage()).contains(law.sentence()));
        }
    }

    /// a·b whose cotangents are not summed over what was broadcast.
    record Unsummed() implements Pointwise.Binary {
        @Override
        public <T extends Algebra<T>> T value(T a, T b) {
            return a.mul(b);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.get(1 - i));
        }
    }

    @Test
    void aMissingBroadcastSumBreaksBroadcasting() {
        assertBroken(new Unsummed(), Law.BROADCASTING, "vjp of input", "sumTo");
        assertHeld(new Unsummed(), Law.REVERSE_MODE);
    }

    /// What the wrong operations below share: x², right unless one of its parts is replaced.
    interface Squared extends Custom {
        @Override
        default Shape infer(List<Shape> shapes) {
            return shapes.getFirst();
        }

        @Override
        default Tensor run(List<Tensor> x) {
            return x.getFirst().square();
        }

        @Override
        default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.getFirst().mul(2));
        }
    }

    record PlainSquare() implements Squared {
        @Override
        public DType inferType(List<DType> types) {
            return DType.common(name(), types);
        }
    }

    @Test
    void aCustomOperationWithoutForwardModePassesEveryLaw() {
        Laws.of(new PlainSquare()).with(Sample.of(MATRIX), Sample.of(ROW)).check().orThrow();
    }

    record NonLinear() implements Squared {
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(dy).mul(x.getFirst().mul(2));
        }
    }

    @Test
    void aVjpWithASquaredCotangentIsNotLinear() {
        assertBroken(new NonLinear(), Law.LINEAR_VJP, "vjp(2a - 3b)", "linearly");
    }

    record Offset() implements Squared {
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.getFirst().mul(2)).add(1);
        }
    }

    @Test
    void aVjpWithAConstantAddedIsNotLinear() {
        assertBroken(new Offset(), Law.LINEAR_VJP, "linearly");
    }

    record Frozen() implements Squared {
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(x.getFirst().detach().mul(2));
        }
    }

    @Test
    void aVjpThatDetachesBreaksSecondOrderOnly() {
        assertHeld(new Frozen(), Law.REVERSE_MODE, Law.FORWARD_MODE);
        assertBroken(new Frozen(), Law.SECOND_ORDER, "detach()", "by differences");
    }

    record Severed() implements Squared {
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.detach().mul(x.getFirst().mul(2));
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return Objects.requireNonNull(dx.getFirst()).mul(x.getFirst().detach().mul(2));
        }
    }

    @Test
    void aVjpThatDetachesItsCotangentBreaksTranspose() {
        assertBroken(new Severed(), Law.TRANSPOSE, "by dy", "detach()");
        assertHeld(new Severed(), Law.REVERSE_MODE, Law.SECOND_ORDER, Law.FORWARD_MODE);
    }

    @Test
    void aForwardModeThatDetachesBreaksForwardOrder() {
        assertBroken(new Severed(), Law.FORWARD_ORDER, "by input 0", "detach()");
    }

    record WrongForward() implements Squared {
        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return x.getFirst().mul(3);
        }
    }

    @Test
    void aWrongForwardModeBreaksTheDotProduct() {
        assertBroken(new WrongForward(), Law.FORWARD_MODE, "<dy, J dx>", "reverse mode");
        assertHeld(new WrongForward(), Law.REVERSE_MODE);
    }

    record WrongInfer() implements Squared {
        @Override
        public Shape infer(List<Shape> shapes) {
            return Shape.of(2);
        }
    }

    @Test
    void aShapeRuleThatLiesBreaksInfer() {
        assertBroken(new WrongInfer(), Law.INFER, "infer promises F64 (2)", "run gives F64 (3,4)");
    }

    record WrongType() implements Squared {
        @Override
        public DType inferType(List<DType> types) {
            return DType.F32;
        }
    }

    @Test
    void aTypeRuleThatLiesBreaksInfer() {
        assertBroken(new WrongType(), Law.INFER, "infer promises F32", "inferType");
    }

    record Nameless() implements Squared {
        @Override
        public Shape infer(List<Shape> shapes) {
            if (shapes.getFirst().rank() != 2) {
                throw new ShapeMismatch("needs a matrix");
            }
            return shapes.getFirst();
        }
    }

    @Test
    void aRefusalThatDoesNotNameTheOperationBreaksWrongShapes() {
        assertBroken(new Nameless(), Law.WRONG_SHAPES, "does not name the operation",
                "\"nameless: \"");
    }

    @Test
    void inputsThatTheAuthorCallsWrongMustBeRefused() {
        Finding finding = Laws.of(new PlainSquare()).with(Sample.of(MATRIX))
                .refusing(Sample.of(ROW).noted("a vector")).check(Law.WRONG_SHAPES);
        assertTrue(finding.message().contains("a vector should be refused, but is taken"),
                finding.message());
    }

    record Stumbling() implements Squared {
        @Override
        public Tensor run(List<Tensor> x) {
            double[] values = x.getFirst().toDoubles();
            double first = values[0];
            return x.getFirst().square().add(0 * first);
        }
    }

    @Test
    void anExceptionFromInsideIsABrokenLawThatSaysWhere() {
        assertBroken(new Stumbling(), Law.SMALL_INPUTS, "ArrayIndexOutOfBounds",
                "Index 0", "work on them");
    }

    record Imprecise() implements Squared {
        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().square().add(1e4).sub(1e4);
        }
    }

    @Test
    void lostDigitsBreakSinglePrecision() {
        assertBroken(new Imprecise(), Law.SINGLE_PRECISION, "in F32", "accumulate wider");
        assertHeld(new Cube(1), Law.SINGLE_PRECISION);
    }

    /// Looks at which reader it runs on.
    record Peeking() implements Pointwise.Unary {
        @Override
        public <T extends Algebra<T>> T value(T x) {
            return x instanceof Real ? x.mul(2) : x.add(x).add(1e-9);
        }
    }

    @Test
    void aRuleThatLooksAtItsReaderBreaksReaders() {
        assertBroken(new Peeking(), Law.READERS, "on numbers", "on tensors");
    }

    @Test
    void exceptionsAreSilentAndSayWhy() {
        Finding finding = Laws.of(new Cube(2)).with(Sample.of(ROW))
                .except("it is meant to be wrong", Law.REVERSE_MODE).check(Law.REVERSE_MODE);
        assertEquals(new Finding(Law.REVERSE_MODE, Outcome.SILENT, "it is meant to be wrong"),
                finding);
    }

    @Test
    void anOperationWithoutSamplesIsAnError() {
        var error = assertThrows(IllegalArgumentException.class,
                () -> Laws.of(new Cube(1)).check());
        assertTrue(String.valueOf(error.getMessage()).contains("cube has no sample"));
    }
}
