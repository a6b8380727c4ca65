package io.atled.autograd.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.Custom;
import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.LawReport.Finding;
import io.atled.autograd.check.LawReport.Outcome;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.kernel.NdArray;
import io.atled.autograd.kernel.Workers;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Operations that misuse the arrays below tensors, as only this module could, break the laws.
final class StorageLawsTest {
    private static final Tensor MATRIX =
            Sample.between(0.5, 2, Shape.of(3, 4), new SplittableRandom(1));

    /// 3x, by way of arrays.
    interface Tripled extends Custom {
        @Override
        default Shape infer(List<Shape> shapes) {
            return shapes.getFirst();
        }

        @Override
        default Tensor run(List<Tensor> x) {
            return x.getFirst().mul(3);
        }

        @Override
        default Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return dy.mul(3);
        }
    }

    /// The elements as they lie in storage, found past the door.
    private static double[] storage(Tensor x) {
        try {
            var array = Tensor.class.getDeclaredMethod("array");
            array.setAccessible(true);
            return ((NdArray) array.invoke(x)).doubles();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Tensor.array() has gone; adapt this test", e);
        }
    }

    private static void assertBroken(Op op, Law law, String part) {
        Finding finding = Laws.of(op).with(Sample.of(MATRIX)).check(law);
        assertEquals(Outcome.BROKEN, finding.outcome(), finding.toString());
        assertTrue(finding.message().contains(part), finding.message());
    }

    record Mutating() implements Tripled {
        @Override
        public Tensor run(List<Tensor> x) {
            storage(x.getFirst())[0] += 1;
            return x.getFirst().mul(3);
        }
    }

    @Test
    void writingIntoAnInputBreaksUntouched() {
        Finding finding = Laws.of(new Mutating()).with(Sample.of(Tensor.of(1.0, 2)))
                .check(Law.UNTOUCHED);
        assertEquals(Outcome.BROKEN, finding.outcome());
        assertTrue(finding.message().contains("input 0 after run"), finding.message());
        assertTrue(finding.message().contains("allocate the result"), finding.message());
    }

    record Greedy() implements Tripled {
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            storage(dy)[0] *= 3;
            return dy;
        }
    }

    @Test
    void writingIntoTheCotangentBreaksUntouched() {
        assertBroken(new Greedy(), Law.UNTOUCHED, "the cotangent after vjp");
    }

    record Flat() implements Tripled {
        @Override
        public Tensor run(List<Tensor> x) {
            double[] values = storage(x.getFirst());
            double[] out = new double[x.getFirst().size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = 3 * values[i % values.length];
            }
            return Tensor.of(x.getFirst().shape(), out);
        }
    }

    @Test
    void readingStoragePastItsLayoutBreaksStrided() {
        assertBroken(new Flat(), Law.STRIDED, "by strides and offset");
    }

    record Threaded() implements Tripled {
        @Override
        public Tensor run(List<Tensor> x) {
            return x.getFirst().mul(3).add(1e-15 * Workers.count());
        }
    }

    @Test
    void aResultThatDependsOnTheNumberOfThreadsBreaksThreads() {
        int before = Workers.count();
        assertBroken(new Threaded(), Law.THREADS, "never by the number of threads");
        assertEquals(before, Workers.count(), "the law must put the number of threads back");
    }
}
