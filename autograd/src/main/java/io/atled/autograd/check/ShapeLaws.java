package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Pointwise;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The laws of shapes and element types.
final class ShapeLaws {
    private ShapeLaws() {}

    static void inferEqualsTheRealShapeAndType(Op op, Sample sample) {
        List<Tensor> x = sample.inputs();
        Shape shape = op.infer(x.stream().map(Tensor::shape).toList());
        DType type = op.inferType(x.stream().map(Tensor::dtype).toList());
        Tensor y = op.run(x);
        Expect.that(y.shape().equals(shape) && y.dtype() == type, "infer promises " + type + " "
                + shape + ", run gives " + y.dtype() + " " + y.shape() + "; correct infer or"
                + " inferType if the result is right, else run");
    }

    /// Inputs of size 1 along some axes, and inputs that lack leading axes, against the same
    /// numbers written out.
    static void broadcastingEqualsExplicitExpand(Op op, Sample sample) {
        List<Tensor> x = sample.inputs();
        expanded(op, x);
        for (int i = 0; i < x.size(); i++) {
            Tensor own = x.get(i);
            for (int axis = 0; axis < own.rank() && own.size() > 0; axis++) {
                expanded(op, Variants.with(x, i, Variants.first(own, axis, 1)));
            }
            if (own.rank() > 0 && own.shape().get(0) > 0) {
                expanded(op, Variants.with(x, i, own.select(0, 0)));
            }
        }
    }

    private static void expanded(Op op, List<Tensor> x) {
        var narrow = Trial.of(op, x);
        var wide = Trial.of(op, x.stream()
                .map(t -> Variants.copy(t.expand(narrow.y().shape()))).toList());
        String what = "inputs of shapes " + x.stream().map(Tensor::shape).toList();
        Expect.sameBits("the result of " + what, wide.y(), narrow.y(),
                "broadcast as numpy does, aligned at the last axis");
        Tensor dy = narrow.moving().length == 0 ? narrow.y() : narrow.cotangent();
        for (int i : narrow.moving()) {
            Expect.near("vjp of input " + i + " of " + what,
                    wide.vjp(i, dy).sumTo(x.get(i).shape()), narrow.vjp(i, dy),
                    10 * narrow.rounding(), "sum the cotangent over what was broadcast"
                            + " (dx.sumTo(x.shape()))");
        }
    }

    /// Every input cut down to nothing, to one element and to a single number: the operation
    /// either says no or works all the way, derivatives included.
    static void smallInputsWorkOrAreRefused(Op op, Sample sample) {
        List<Tensor> x = sample.inputs();
        boolean must = op instanceof Pointwise;
        accepted(op, each(x, Variants::corner), must).ifPresent(t -> corner(op, sample, t));
        accepted(op, each(x, t -> t.size() == 0 ? t : Variants.corner(t).reshape(Shape.of())),
                must && x.stream().noneMatch(t -> t.size() == 0));
        int rank = x.stream().mapToInt(Tensor::rank).max().orElse(0);
        for (int back = 1; back <= rank; back++) {
            int axis = -back;
            for (int count : new int[] {0, 1}) {
                UnaryOperator<Tensor> cut = t -> t.rank() + axis < 0 ? t
                        : Variants.first(t, axis, count);
                accepted(op, each(x, cut), must);
                for (int i = 0; x.size() > 1 && i < x.size(); i++) {
                    accepted(op, Variants.with(x, i, cut.apply(x.get(i))), false);
                }
            }
        }
    }

    private static void corner(Op op, Sample sample, Trial small) {
        Tensor y = Trial.of(op, sample).y();
        boolean aligned = sample.inputs().stream().allMatch(t -> t.shape().equals(y.shape()));
        if (op instanceof Pointwise && aligned && y.size() > 0) {
            Expect.sameBits("the first element alone", Variants.corner(y), small.y(),
                    "an element must not depend on how many others there are");
        }
    }

    private static List<Tensor> each(List<Tensor> x, UnaryOperator<Tensor> change) {
        return x.stream().map(change).toList();
    }

    /// A trial on inputs that the operation takes, derivatives included; empty if it refuses them
    /// properly.
    private static Optional<Trial> accepted(Op op, List<Tensor> x, boolean must) {
        String shapes = "inputs of shapes " + x.stream().map(Tensor::shape).toList();
        Trial trial;
        try {
            trial = Trial.of(op, x);
        } catch (ShapeMismatch | IndexOutOfBoundsException e) {
            indexed(x, shapes, e);
            Expect.that(!must, shapes + " are refused: " + e.getMessage()
                    + "; pointwise operations take every shape");
            named(op, shapes, e);
            return Optional.empty();
        }
        for (int i : trial.moving()) {
            trial.vjp(i, trial.cotangent());
            trial.jvp(i);
        }
        return Optional.of(trial);
    }

    /// Only an index among the inputs may be out of bounds.
    private static void indexed(List<Tensor> x, String shapes, RuntimeException e) {
        Expect.that(e instanceof ShapeMismatch
                || x.stream().anyMatch(t -> t.dtype() == DType.I32), shapes + " are refused by "
                + e + "; work on them, or let infer throw ShapeMismatch");
    }

    private static void named(Op op, String what, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        Expect.that(message.contains(op.name()), what + " are refused by \"" + message
                + "\", which does not name the operation; begin the message with \"" + op.name()
                + ": \"");
    }

    /// Longer axes, more axes, no axes: refused by name, or taken all the way.
    static void wrongShapesAreRefusedByName(Op op, Sample sample) {
        List<Tensor> x = sample.inputs();
        for (int i = 0; i < x.size(); i++) {
            for (Tensor other : misshapen(x.get(i))) {
                List<Tensor> wrong = Variants.with(x, i, other);
                String shapes = "inputs of shapes " + wrong.stream().map(Tensor::shape).toList();
                try {
                    Tensor.apply(op, wrong);
                    Expect.that(!(op instanceof Pointwise) || broadcast(wrong), shapes
                            + " are taken, but do not broadcast; let infer throw ShapeMismatch");
                } catch (ShapeMismatch e) {
                    named(op, shapes, e);
                } catch (IndexOutOfBoundsException e) {
                    indexed(x, shapes, e);
                    named(op, shapes, e);
                }
            }
        }
    }

    private static List<Tensor> misshapen(Tensor x) {
        var out = new ArrayList<Tensor>();
        Tensor one = x.size() == 0 ? Tensor.zeros(x.dtype(), Shape.of())
                : Variants.corner(x).reshape(Shape.of());
        out.add(one);
        out.add(one.expand(Shape.of(5).concat(x.shape())));
        for (int axis = 0; axis < x.rank(); axis++) {
            out.add(one.expand(x.shape().with(axis, x.shape().get(axis) + 1)));
        }
        return out;
    }

    /// Whether the shapes broadcast, by the book: aligned at the last axis, each size the largest
    /// one or 1.
    private static boolean broadcast(List<Tensor> x) {
        int rank = x.stream().mapToInt(Tensor::rank).max().orElse(0);
        for (int back = 1; back <= rank; back++) {
            int axis = -back;
            long sizes = x.stream().filter(t -> t.rank() + axis >= 0)
                    .mapToInt(t -> t.shape().get(axis)).filter(n -> n != 1).distinct().count();
            if (sizes > 1) {
                return false;
            }
        }
        return true;
    }

    /// Each floating-point input in every other type: refused by name, or taken all the way.
    static void wrongTypesAreRefusedByName(Op op, Sample sample) {
        List<Tensor> x = sample.inputs();
        boolean arithmetic = op instanceof Pointwise && Trial.of(op, sample).y().dtype().isFloat();
        for (int i = 0; i < x.size(); i++) {
            if (!x.get(i).dtype().isFloat()) {
                continue;
            }
            for (DType type : DType.values()) {
                List<Tensor> wrong = Variants.with(x, i, x.get(i).to(type));
                String types = "inputs of types " + wrong.stream().map(Tensor::dtype).toList();
                try {
                    Tensor.apply(op, wrong);
                    Expect.that(!arithmetic || (type.isFloat() && uniform(wrong)), types
                            + " are taken; let inferType throw DTypeMismatch (DType.common does)");
                } catch (DTypeMismatch | ShapeMismatch e) {
                    named(op, types, e);
                }
            }
        }
    }

    private static boolean uniform(List<Tensor> x) {
        return x.stream().map(Tensor::dtype).filter(DType::isFloat).distinct().count() == 1;
    }

    /// Inputs that the author says are wrong.
    static void refuses(Op op, Sample wrong) {
        try {
            Tensor.apply(op, wrong.inputs());
        } catch (ShapeMismatch | DTypeMismatch | IndexOutOfBoundsException e) {
            named(op, wrong.note(), e);
            return;
        }
        throw new LawBroken(wrong.note() + " should be refused, but is taken; let infer throw"
                + " ShapeMismatch or inferType DTypeMismatch");
    }
}
