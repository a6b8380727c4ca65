package io.atled.autograd.check;

import static io.atled.autograd.check.Hint.CONSTANT_FACTOR;
import static io.atled.autograd.check.Hint.COUNTED_TWICE;
import static io.atled.autograd.check.Hint.FIRST_CALL;
import static io.atled.autograd.check.Hint.HALVED;
import static io.atled.autograd.check.Hint.MEAN_FOR_SUM;
import static io.atled.autograd.check.Hint.NOT_FINITE;
import static io.atled.autograd.check.Hint.NOT_LINEAR;
import static io.atled.autograd.check.Hint.PATH_MISSING;
import static io.atled.autograd.check.Hint.PERMUTED;
import static io.atled.autograd.check.Hint.SIGN;
import static io.atled.autograd.check.Hint.SINGLE_PRECISION_CONSTANT;
import static io.atled.autograd.check.Hint.SOME_ELEMENTS;
import static io.atled.autograd.check.Hint.STALE;
import static io.atled.autograd.check.Hint.SUM_FOR_MEAN;
import static io.atled.autograd.check.Hint.SWAPPED;
import static io.atled.autograd.check.Hint.TRANSPOSED;

import io.atled.autograd.Custom;
import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What can be wrong with a derivative, and what a report may call it: the kind itself, and those
/// that the numbers cannot tell from it.
enum Fault {
    FACTOR(CONSTANT_FACTOR),
    ROUNDED_CONSTANT(SINGLE_PRECISION_CONSTANT),
    TWICE(COUNTED_TWICE),
    HALF(HALVED),
    WRONG_SIGN(SIGN),
    NOTHING(PATH_MISSING),
    TURNED(TRANSPOSED),
    SHIFTED(PERMUTED),
    ONE_ELEMENT(SOME_ELEMENTS),
    HOLE(PATH_MISSING),
    SUM(SUM_FOR_MEAN),
    MEAN(MEAN_FOR_SUM),
    BENT(NOT_LINEAR),
    OFFSET(NOT_LINEAR),
    SAVED(STALE),
    ONCE(FIRST_CALL),
    INFINITE(NOT_FINITE),
    OTHER_INPUT(SWAPPED);

    private final Set<Hint> hints;

    Fault(Hint... hints) {
        this.hints = Set.of(hints);
    }

    /// Whether a report may say this of it.
    boolean isCalled(Hint hint) {
        return hints.contains(hint);
    }

    /// Whether it needs a square, or two inputs of one shape.
    boolean isRare() {
        return this == TURNED || this == OTHER_INPUT;
    }

    /// `op` with this fault in the derivative by one input.
    Op in(Op op, int input) {
        return new Faulty(op, this, input, new AtomicReference<>(), new AtomicInteger());
    }

    /// The operation, whose derivative by one input is tampered with.
    private record Faulty(Op op, Fault fault, int input,
            AtomicReference<@Nullable List<Tensor>> seen, AtomicInteger calls) implements Custom {
        @Override
        public String name() {
            return op.name();
        }

        @Override
        public int arity() {
            return op.arity();
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            return op.infer(shapes);
        }

        @Override
        public DType inferType(List<DType> types) {
            return op.inferType(types);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            seen.set(x.stream().map(Tensor::detach).toList());
            return op.run(x);
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return i == input ? fault.tampered(this, dy, y, x) : op.vjp(i, dy, y, x);
        }

        private Tensor right(Tensor dy, Tensor y, List<Tensor> x) {
            return op.vjp(input, dy, y, x);
        }
    }

    private Tensor tampered(Faulty f, Tensor dy, Tensor y, List<Tensor> x) {
        return switch (this) {
            case BENT -> f.right(dy.mul(dy.abs()), y, x);
            case OFFSET -> f.right(dy.add(0.01), y, x);
            case SAVED -> {
                List<Tensor> old = f.seen.get();
                yield old == null ? f.right(dy, y, x) : f.right(dy, f.op.run(old), old);
            }
            case OTHER_INPUT -> f.op.vjp(1 - f.input, dy, y, x);
            case ONCE -> f.right(dy, y, x).mul(f.calls.getAndIncrement() == 0 ? 1 : 1.5);
            default -> tampered(f.right(dy, y, x));
        };
    }

    private Tensor tampered(Tensor right) {
        return switch (this) {
            case FACTOR -> right.mul(1.0009);
            case ROUNDED_CONSTANT -> right.mul(1 + 3e-8);
            case TWICE -> right.mul(2);
            case HALF -> right.mul(0.5);
            case WRONG_SIGN -> right.neg();
            case NOTHING -> right.mul(0);
            case TURNED -> right.transpose();
            case SHIFTED -> {
                Tensor flat = right.reshape(-1);
                int n = flat.size();
                yield Tensor.concat(0, List.of(flat.slice(0, 1, n), flat.slice(0, 0, 1)))
                        .reshape(right.shape());
            }
            case ONE_ELEMENT -> right.mul(last(right.shape(), 3));
            case HOLE -> right.mul(last(right.shape(), 0));
            case SUM -> right.mul(right.size());
            case MEAN -> right.div(right.size());
            case INFINITE -> right.div(0);
            default -> throw new AssertionError(this);
        };
    }

    private static Tensor last(Shape shape, double value) {
        double[] values = new double[shape.size()];
        Arrays.fill(values, 1);
        values[values.length - 1] = value;
        return Tensor.of(shape, values);
    }

    /// `op` with this fault, as it is after its first call.
    Op called(Op op, int input) {
        return new Faulty(op, this, input, new AtomicReference<>(), new AtomicInteger(1));
    }

    /// Whether it makes a difference at these inputs: a transpose needs a square, and an exchange
    /// needs two of a shape.
    boolean applies(Op op, int input, List<Tensor> x) {
        Shape shape = x.get(input).shape();
        boolean shaped = switch (this) {
            case TURNED -> shape.rank() >= 2 && shape.get(-1) == shape.get(-2);
            case SHIFTED, SUM, MEAN, ONE_ELEMENT, HOLE -> shape.size() > 2;
            case OTHER_INPUT -> x.size() == 2 && x.get(1 - input).dtype().isFloat()
                    && x.get(1 - input).shape().equals(shape);
            default -> shape.size() > 0;
        };
        return shaped && tells(op, input, x);
    }

    /// Whether the numbers differ from the right ones.
    private boolean tells(Op op, int input, List<Tensor> x) {
        Tensor y = op.run(x);
        var f = new Faulty(op, this, input, new AtomicReference<>(), new AtomicInteger(1));
        double[] cotangent = new double[y.size()];
        for (int k = 0; k < cotangent.length; k++) {
            cotangent[k] = 0.5 + 0.37 * (k % 5);
        }
        Tensor dy = Tensor.of(y.shape(), cotangent);
        if (this == SAVED) {
            f.seen.set(x.stream().map(t -> t.dtype().isFloat() ? t.mul(0.97) : t).toList());
        }
        double[] right = op.vjp(input, dy, y, x).toDoubles();
        double[] wrong = f.vjp(input, dy, y, x).toDoubles();
        return !Arrays.equals(right, wrong) && !(moves() && proportional(right, wrong));
    }

    /// Whether it is about places, and no factor.
    private boolean moves() {
        return switch (this) {
            case TURNED, SHIFTED, ONE_ELEMENT, HOLE, OTHER_INPUT -> true;
            default -> false;
        };
    }

    private static boolean proportional(double[] a, double[] b) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            aa += a[k] * a[k];
            ab += a[k] * b[k];
            bb += b[k] * b[k];
        }
        return ab * ab >= (1 - 1e-12) * aa * bb;
    }
}
