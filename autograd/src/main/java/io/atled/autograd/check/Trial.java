package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An operation applied once, without recording: what most laws look at.
///
/// @param op the operation
/// @param x its inputs
/// @param y its result
record Trial(Op op, List<Tensor> x, Tensor y) {
    static Trial of(Op op, List<Tensor> inputs) {
        List<Tensor> x = inputs.stream().map(Tensor::detach).toList();
        return new Trial(op, x, Recording.off(() -> Tensor.apply(op, x)));
    }

    static Trial of(Op op, Sample sample) {
        return of(op, sample.inputs());
    }

    /// The numbers of the inputs that have derivatives; none if the result has none.
    int[] moving() {
        return IntStream.range(0, y.dtype().isFloat() ? x.size() : 0)
                .filter(i -> x.get(i).dtype().isFloat()).toArray();
    }

    /// The fixed cotangent of the result.
    Tensor cotangent() {
        return Sample.cotangent(y.shape()).to(y.dtype());
    }

    /// The fixed tangent of input `i`.
    Tensor tangent(int i) {
        return Sample.direction(x.get(i).shape(), i + 1).to(x.get(i).dtype());
    }

    /// The cotangent of input `i` as the backward pass computes it.
    Tensor vjp(int i, Tensor dy) {
        return alike(i, Recording.off(() -> op.vjp(i, dy, y, x)));
    }

    /// The cotangent of input `i` as a backward pass computes it that is recorded.
    Tensor recordedVjp(int i, Tensor dy) {
        return alike(i, Recording.on(() -> op.vjp(i, dy, y, x)));
    }

    private Tensor alike(int i, Tensor dx) {
        Expect.alike("vjp of input " + i, x.get(i), dx, "a cotangent has the shape and type of its"
                + " input: sum over what was broadcast (dx.sumTo(x.shape()))");
        return dx;
    }

    /// The tangent of the result when only the inputs numbered `which` move.
    Tensor jvp(int... which) {
        var dx = new ArrayList<@Nullable Tensor>(Collections.nCopies(x.size(), null));
        for (int i : which) {
            dx.set(i, tangent(i));
        }
        Tensor dy = op.jvp(dx, y, x);
        Expect.alike("jvp", y, dy, "a tangent has the shape and type of the result");
        return dy;
    }

    /// How far rounding may move results of this trial, relative to the sizes of the terms.
    double rounding() {
        boolean f64 = y.dtype() == DType.F64
                && x.stream().noneMatch(t -> t.dtype() == DType.F32);
        return f64 ? 1e-12 : 1e-5;
    }
}
