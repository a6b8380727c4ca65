package io.atled.autograd;

import static io.atled.autograd.Values.assertError;
import static io.atled.autograd.Values.random;

import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Wrong input: every error names the operation, what it got, and what to do.
class BadInputTest {
    private final Tensor x = random(1, 2, 3);
    private final Tensor vector = random(2, 3);
    private final Tensor labels = Tensor.of(0, 1);
    private final Tensor mask = Tensor.of(true, false);

    @Test
    void shapesThatDoNotBroadcast() {
        assertError(ShapeMismatch.class, () -> x.add(random(3, 4, 3)), "add:", "(2,3)", "(4,3)",
                "2 ≠ 4", "axis -2", "reshape or unsqueeze");
        assertError(ShapeMismatch.class, () -> x.mul(random(3, 2)), "mul:", "3 ≠ 2 at axis -1");
        assertError(ShapeMismatch.class, () -> x.less(random(3, 2)), "less:", "(2,3) and (2)");
        assertError(ShapeMismatch.class, () -> mask.where(x, x), "where:", "(2)", "(2,3)");
        assertError(ShapeMismatch.class, () -> x.expand(2, 4), "expand: (2,3)", "(2,4)",
                "equal or 1");
        assertError(ShapeMismatch.class, () -> x.expand(3), "expand: (2,3)", "(3)");
        assertError(ShapeMismatch.class, () -> x.sumTo(Shape.of(2)), "sumTo: (2)", "(2,3)");
    }

    @Test
    void productsOfWrongShapes() {
        assertError(ShapeMismatch.class, () -> x.matmul(random(3, 4, 3)),
                "matmul: inner sizes differ", "(2,3)·(4,3)", "3 ≠ 4",
                "did you mean b.transpose()?");
        assertError(ShapeMismatch.class, () -> x.matmul(random(3, 4)), "matmul:", "(2,3)·(4)");
        assertError(ShapeMismatch.class, () -> x.matmul(Tensor.scalar(1.0)), "matmul:",
                "vectors or matrices", "(2,3)·()", "mul");
        assertError(ShapeMismatch.class, () -> random(1, 2, 2, 3).matmul(random(2, 4, 3, 2)),
                "matmul:", "(2,2,3)·(4,3,2)", "2 ≠ 4");
        assertError(ShapeMismatch.class, () -> Tensor.apply(new Products.Matmul(), vector, vector),
                "matmul", "takes matrices", "a.matmul(b)");
        assertError(ShapeMismatch.class, () -> x.dot(vector), "dot: needs two vectors", "(2,3)",
                "matmul");
        assertError(ShapeMismatch.class, () -> vector.dot(random(1, 4)), "inner sizes differ",
                "(3)·(4)");
        assertError(ShapeMismatch.class, () -> x.outer(vector), "outer: needs two vectors");
        assertError(ShapeMismatch.class, vector::transpose, "transpose: needs at least two axes",
                "(3)", "unsqueeze");
    }

    @Test
    void axesOutOfRange() {
        assertError(ShapeMismatch.class, () -> x.sum(2), "sum: axis 2", "(2,3)", "-2 to 1");
        assertError(ShapeMismatch.class, () -> x.mean(-3), "mean: axis -3");
        assertError(ShapeMismatch.class, () -> x.max(5), "max: axis 5");
        assertError(ShapeMismatch.class, () -> x.variance(0, Axes.of(7)), "variance: axis 7");
        assertError(ShapeMismatch.class, () -> x.norm(9), "norm: axis 9");
        assertError(ShapeMismatch.class, () -> x.logSumExp(-4), "logSumExp: axis -4");
        assertError(ShapeMismatch.class, () -> x.sum(0, -2), "sum:", "named twice", "[0, -2]",
                "name each once");
        assertError(ShapeMismatch.class, () -> x.softmax(2), "softmax: axis 2");
        assertError(ShapeMismatch.class, () -> x.logSoftmax(-3), "logSoftmax: axis -3");
        assertError(ShapeMismatch.class, () -> x.argmax(4), "argmax: axis 4");
        assertError(ShapeMismatch.class, () -> x.argmin(Axes.of(1, 4)), "argmin: axis 4", "(2,3)");
        assertError(ShapeMismatch.class, () -> x.flip(2), "flip: axis 2");
        assertError(ShapeMismatch.class, () -> x.select(3, 0), "select: axis 3");
        assertError(ShapeMismatch.class, () -> x.slice(-3, 0, 1), "slice: axis -3");
        assertError(ShapeMismatch.class, () -> x.split(2, 1), "split: axis 2");
        assertError(ShapeMismatch.class, () -> x.pad(2, 1, 1), "pad: axis 2");
        assertError(ShapeMismatch.class, () -> x.gather(2, labels), "gather: axis 2");
        assertError(ShapeMismatch.class, () -> x.indexSelect(2, labels), "indexSelect: axis 2");
        assertError(ShapeMismatch.class, () -> x.transpose(0, 2), "transpose: axis 2");
        assertError(ShapeMismatch.class, () -> x.unsqueeze(4), "unsqueeze: axis 4", "-3 … 2");
        assertError(ShapeMismatch.class, () -> Tensor.scalar(1f).sum(0), "a single number has no"
                + " axes");
        assertError(ShapeMismatch.class, () -> Tensor.concat(2, List.of(x, x)), "concat: axis 2");
    }

    @Test
    void viewsThatDoNotFit() {
        assertError(ShapeMismatch.class, () -> x.reshape(4, 2), "reshape: (2,3) has 6", "(4,2)",
                "8; reshape(-1, 2) would give (3,2)");
        assertError(ShapeMismatch.class, () -> x.reshape(4, 5), "its sizes must multiply to 6");
        assertError(ShapeMismatch.class, () -> x.reshape(0, 3), "its sizes must multiply to 6");
        assertError(ShapeMismatch.class, () -> x.reshape(-1, 4), "reshape: no size for -1",
                "[-1, 4]", "6 elements", "leave one size open", "divide 6");
        assertError(ShapeMismatch.class, () -> x.reshape(-1, -1), "reshape");
        assertError(ShapeMismatch.class, () -> x.reshape(-1, 0), "reshape");
        assertError(ShapeMismatch.class, () -> x.reshape(-2, -3), "at least 0", "(-2,-3)");
        assertError(ShapeMismatch.class, () -> x.permute(0, 0), "permute: [0, 0]", "2 axes",
                "(2,3)", "once");
        assertError(ShapeMismatch.class, () -> x.permute(1), "permute", "once");
        assertError(ShapeMismatch.class, () -> x.squeeze(0), "squeeze: axis 0 of (2,3) has size 2",
                "only axes of size 1");
        assertError(ShapeMismatch.class, () -> x.slice(1, 2, 5), "slice: 2 … 5 by 1",
                "axis 1 of (2,3)", "flip to go backwards");
        assertError(ShapeMismatch.class, () -> x.slice(1, 2, 1), "slice: 2 … 1", "start ≤ stop");
        assertError(ShapeMismatch.class, () -> x.slice(1, 0, 3, 0), "slice", "step ≥ 1");
        assertError(ShapeMismatch.class, () -> x.slice(1, -4, 3), "slice: -4");
        assertError(ShapeMismatch.class, () -> x.select(1, 3), "select: index 3", "axis 1",
                "(2,3)");
        assertError(ShapeMismatch.class, () -> x.select(1, -4), "select: index -4");
        assertError(ShapeMismatch.class, () -> x.split(1, 1, 1), "split: sizes [1, 1]", "add up",
                "(2,3)");
        assertError(ShapeMismatch.class, () -> x.split(1, 4, -1), "split: sizes [4, -1]");
        assertError(ShapeMismatch.class, () -> x.pad(0, -1, 0), "pad: widths", "-1", "slice");
    }

    @Test
    void joinsOfDifferentTensors() {
        assertError(ShapeMismatch.class, () -> Tensor.concat(0, List.of(x, random(1, 2, 4))),
                "concat: shapes may differ along axis 0 only", "[(2,3), (2,4)]");
        assertError(ShapeMismatch.class, () -> Tensor.concat(0, List.of(x, vector)), "concat");
        assertError(ShapeMismatch.class, () -> Tensor.stack(0, List.of(x, vector)),
                "stack: all shapes must be equal", "(2,3) and (3)");
        assertError(ShapeMismatch.class, () -> Tensor.concat(0, List.of()),
                "concat: needs at least one tensor");
        assertError(ShapeMismatch.class, () -> Tensor.stack(0, List.of()),
                "stack: needs at least one tensor");
        assertError(DTypeMismatch.class, () -> Tensor.concat(0, List.of(x, x.to(DType.F32))),
                "concat: mixes [F64, F32]", "to(DType.F64)");
        assertError(ShapeMismatch.class, () -> Tensor.stack(4, List.of(x, x)), "axis 4");
    }

    @Test
    void elementTypesThatMix() {
        Tensor narrow = x.to(DType.F32);
        assertError(DTypeMismatch.class, () -> x.add(narrow), "add: mixes [F64, F32]",
                "lose digits", "to(DType.F64) keeps every digit", "to(DType.F32)");
        assertError(DTypeMismatch.class, () -> narrow.matmul(x.transpose()),
                "matmul: mixes [F32, F64]", "to(DType.F32)");
        assertError(DTypeMismatch.class, () -> x.less(narrow), "less: compares F64 with F32",
                "to(DType.F64)");
        assertError(DTypeMismatch.class, () -> labels.mul(labels), "mul: needs F32 or F64",
                "I32", "to(DType.F32)");
        assertError(DTypeMismatch.class, () -> x.add(Tensor.ones(DType.I32, Shape.of(3))),
                "add: needs F32 or F64, got I32 in [F64, I32]", "to(DType.F64)");
        assertError(DTypeMismatch.class, mask::sum, "sum: needs F32 or F64, got BOOL",
                "to(DType.F32)");
        assertError(DTypeMismatch.class, labels::tanh, "tanh", "I32");
        assertError(DTypeMismatch.class, () -> labels.softmax(0), "softmax", "I32");
        assertError(DTypeMismatch.class, () -> labels.argmax(), "argmax", "I32");
        assertError(DTypeMismatch.class, () -> mask.where(labels, labels), "where", "I32");
        assertError(DTypeMismatch.class, () -> mask.where(x.sum(), narrow.sum()), "where: mixes");
        assertError(DTypeMismatch.class, () -> vector.gather(0, vector), "gather",
                "index must be I32, got F64", "to(DType.I32)");
        assertError(DTypeMismatch.class, () -> vector.indexSelect(0, mask), "indexSelect",
                "got BOOL");
        assertError(DTypeMismatch.class, () -> vector.scatterAdd(0, labels, narrow.select(0, 0)
                .slice(0, 0, 2)), "scatterAdd: mixes [F64, F32]");
    }

    @Test
    void gradientsOfWhatHasNone() {
        assertError(GradientError.class, () -> x.variable().square().gradients(),
                "gradients: needs a single number, got shape (2,3)", "sum, mean",
                "y.gradients(dy)");
        assertError(GradientError.class, () -> x.square().sum().gradients(), "not recorded",
                "variable()");
        assertError(GradientError.class, () -> labels.gradients(), "gradients", "I32",
                "F32 or F64");
        assertError(DTypeMismatch.class, labels::variable, "variable: needs F32 or F64, got I32",
                "to(DType.F32)");
        assertError(DTypeMismatch.class, mask::variable, "variable", "BOOL");
        assertError(GradientError.class, () -> Tensor.zeros(0).variable().gradients(),
                "single number", "(0)");
    }

    @Test
    void indicesOutOfRange() {
        assertError(IndexOutOfBoundsException.class, () -> vector.gather(0, Tensor.of(0, 3)),
                "gather: index 3 at position 1", "0 … 2", "axis 0 of shape (3)");
        assertError(IndexOutOfBoundsException.class, () -> vector.gather(0, Tensor.of(-1)),
                "gather: index -1 at position 0");
        assertError(IndexOutOfBoundsException.class, () -> x.indexSelect(1, Tensor.of(3)),
                "indexSelect: index 3", "axis 1 of shape (2,3)");
        assertError(IndexOutOfBoundsException.class, () -> vector.scatterAdd(0, Tensor.of(5),
                Tensor.of(1.0)), "scatterAdd: index 5", "0 … 2");
        assertError(IndexOutOfBoundsException.class, () -> vector.indexAdd(0, Tensor.of(5),
                Tensor.of(1.0)), "indexAdd: index 5");
        assertError(IndexOutOfBoundsException.class, () -> Tensor.oneHot(Tensor.of(1, 4), 4),
                "oneHot: label 4 at position 1", "0 … 3", "check the labels");
        assertError(IndexOutOfBoundsException.class, () -> x.get(0, 3), "get: index 3 at axis 1",
                "(2,3)");
        assertError(IndexOutOfBoundsException.class, () -> x.get(-3, 0), "get: index -3");
        assertError(ShapeMismatch.class, () -> x.get(0), "get: needs one index for each axis",
                "(2,3)", "1");
    }

    @Test
    void indicesOfTheWrongShape() {
        assertError(ShapeMismatch.class, () -> x.gather(0, labels), "gather", "as many axes as"
                + " (2,3)", "(2)");
        assertError(ShapeMismatch.class, () -> x.gather(0, Tensor.zeros(DType.I32,
                Shape.of(1, 4))), "gather", "no larger than it off axis 0", "(1,4)");
        assertError(ShapeMismatch.class, () -> x.indexSelect(0, Tensor.zeros(DType.I32,
                Shape.of(1, 1))), "indexSelect: the index must be a vector", "(1,1)",
                "reshape(-1)");
        assertError(ShapeMismatch.class, () -> vector.scatterAdd(0, labels, vector), "scatterAdd",
                "one shape", "(2) and (3)");
        assertError(ShapeMismatch.class, () -> x.indexAdd(0, labels, vector), "indexAdd",
                "must be (2,3)", "got (3)");
    }

    @Test
    void nothingToChooseFrom() {
        Tensor empty = Tensor.zeros(2, 0);
        assertError(ShapeMismatch.class, empty::max, "max: there is no element to choose",
                "(2,0)", "leave empty tensors out");
        assertError(ShapeMismatch.class, () -> empty.min(1), "min", "axes [1]");
        assertError(ShapeMismatch.class, () -> empty.argmax(1), "argmax: axis 1 of (2,0) is empty");
    }

    @Test
    void arraysThatDoNotFit() {
        assertError(ShapeMismatch.class, () -> Tensor.of(Shape.of(2, 2), 1f, 2, 3),
                "shape (2,2) has 4 elements, got 3 values");
        assertError(ShapeMismatch.class, () -> Tensor.ofNested(new double[][] {{1, 2}, {3}}),
                "ofNested: rows differ in length", "axis 1", "2 and 1", "pad");
        assertError(ShapeMismatch.class, () -> Tensor.ofNested(new float[][][] {{{1}}, {}}),
                "ofNested: rows differ", "axis 1");
        assertError(ShapeMismatch.class, () -> Tensor.ofNested(new float[][] {{}, {1}}),
                "ofNested: rows differ");
        assertError(DTypeMismatch.class, () -> Tensor.ofNested(new long[] {1}), "ofNested",
                "float, double, int or boolean", "long[]");
        assertError(DTypeMismatch.class, () -> Tensor.ofNested(List.of(1.0)), "ofNested");
        assertError(DTypeMismatch.class, () -> Tensor.ofNested(new String[] {"1"}), "String[]");
        assertError(ShapeMismatch.class, () -> x.toArray(double[].class), "toArray: double[]",
                "1 dimensions", "(2,3)");
        assertError(ShapeMismatch.class, () -> x.toArray(Double.class), "toArray", "0 dimensions");
        assertError(DTypeMismatch.class, () -> x.toArray(long[][].class), "toArray", "long");
        assertError(DTypeMismatch.class, () -> x.toArray(int[][].class), "toInts", "F64",
                "rounds towards zero");
        assertError(DTypeMismatch.class, x::toBooleans, "toBooleans", "F64", "x.greater(0)");
        assertError(ShapeMismatch.class, x::item, "item: needs exactly one element", "(2,3)",
                "sum, mean");
        assertError(ShapeMismatch.class, () -> Tensor.zeros(0).item(), "item", "(0)");
    }

    @Test
    void numbersThatMakeNoSense() {
        assertError(IllegalArgumentException.class, () -> Tensor.arange(0, 5, -1), "arange",
                "steps of -1.0", "towards stop");
        assertError(IllegalArgumentException.class, () -> Tensor.arange(0, 5, 0), "arange");
        assertError(IllegalArgumentException.class, () -> Tensor.arange(0, Double.NaN, 1),
                "arange");
        assertError(IllegalArgumentException.class, () -> Tensor.arange(0, 1e12, 1), "arange");
        var random = new SplittableRandom(1);
        assertError(IllegalArgumentException.class, () -> Tensor.uniform(Shape.of(1), 1, 1, random),
                "uniform: needs low < high", "1.0 and 1.0");
        assertError(IllegalArgumentException.class, () -> Tensor.normal(Shape.of(1), 0, -1, random),
                "normal: needs std ≥ 0", "-1.0");
        assertError(DTypeMismatch.class, () -> Tensor.full(DType.I32, Shape.of(1), 0.5),
                "I32 holds whole numbers", "0.5", "to(DType.F32)");
        assertError(IllegalArgumentException.class, () -> x.clamp(2, 1), "clamp: needs low ≤ high",
                "2.0 and 1.0", "swap");
        assertError(IllegalArgumentException.class, () -> x.norm(0, Axes.all()), "norm", "0");
        assertError(ShapeMismatch.class, () -> Tensor.zeros(-1), "at least 0", "(-1)");
        assertError(ShapeMismatch.class, () -> Tensor.zeros(1 << 16, 1 << 16), "2^31 - 1");
    }

    @Test
    void wrongNumbersOfInputs() {
        assertError(IllegalArgumentException.class,
                () -> Tensor.apply(new Exponentials.Exp(), x, x), "exp: takes 1 input", "got 2");
        assertError(IllegalArgumentException.class, () -> Tensor.apply(new Arithmetic.Add(), x),
                "add: takes 2 input", "got 1");
        assertError(IllegalArgumentException.class,
                () -> Tensor.apply(new Reductions.Sum(Axes.all()), x, x), "sum: takes 1", "got 2");
        assertError(IllegalArgumentException.class, () -> Tensor.apply(new Joins.Concat(0)),
                "concat: takes at least one", "got 0");
    }

    @Test
    void numbersInPlaceOfMasks() {
        assertError(DTypeMismatch.class, () -> x.where(x, x), "where: the mask must be BOOL",
                "F64", "compare first");
        assertError(DTypeMismatch.class, () -> x.or(x), "or: needs two masks", "F64",
                "x.greater(0)");
        assertError(DTypeMismatch.class, () -> mask.and(labels), "and: needs two masks", "I32");
    }

    /// Errors are raised at the door: nothing has been computed or recorded by then.
    @Test
    void theDoorChecksBeforeAnyWork() {
        Tensor huge = Tensor.zeros(DType.F32, Shape.of(1 << 15, 1)).expand(1 << 15, 1 << 15);
        assertError(ShapeMismatch.class, () -> huge.add(Tensor.zeros(3, 1, 5)), "add:");
        assertError(DTypeMismatch.class, () -> huge.add(Tensor.of(1.0)), "add: mixes");
    }
}
