package io.atled.nn;

import io.atled.autograd.Cell;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.Optional;
import java.util.function.Supplier;

/// A cell that holds what a layer learns: the only thing in Atled that changes.
///
/// Compute with [#value()] and ask for the gradient by the same tensor. After an update the old
/// value is *superseded*: gradients through a graph that was recorded with it are refused, because
/// they would be gradients of a model that no longer exists.
///
/// ```java
/// Parameter w = Parameter.of(Tensor.of(1f, 2f));
/// Gradients g = w.value().square().sum().gradients();
/// w.update(w.value().detach().sub(g.get(w.value()).mul(0.1)));
/// ```
///
/// A [statistic][#statistic] is measured, not learned: saved and loaded like the others, but no
/// gradient leads to it, and optimizers leave it alone.
///
/// Threads see each other's updates, and two threads may differentiate two graphs that share
/// parameters. Two parameters are equal only if they are the same cell.
public final class Parameter {
    private final Shape shape;
    private final DType dtype;
    private final Supplier<Tensor> value;
    private final Optional<Cell> cell;          // empty if it takes no updates
    private final boolean learned;

    private Parameter(Tensor first, Supplier<Tensor> value, Optional<Cell> cell,
            boolean learned) {
        this.shape = first.shape();
        this.dtype = first.dtype();
        this.value = value;
        this.cell = cell;
        this.learned = learned;
    }

    /// A cell that starts with the values of `initial`; no gradient flows back to where these came
    /// from. The name of `initial`, if it has one, stays with the cell.
    ///
    /// @throws DTypeMismatch if the elements are not floating point
    public static Parameter of(Tensor initial) {
        return of(initial, true);
    }

    /// A cell for what a layer measures while it is trained, as the mean of its inputs.
    ///
    /// @throws DTypeMismatch if the elements are not floating point
    public static Parameter statistic(Tensor initial) {
        return of(initial, false);
    }

    private static Parameter of(Tensor initial, boolean learned) {
        if (!initial.dtype().isFloat()) {
            throw new DTypeMismatch("parameter: needs F32 or F64, got " + initial.dtype()
                    + ", which cannot be learned; convert it with to(DType.F32)");
        }
        Tensor first = learned ? initial.variable() : initial.detach();
        var cell = new Cell(first);
        return new Parameter(first, cell::get, Optional.of(cell), learned);
    }

    /// A stand-in of the same kind that gives exactly `given`, with its origin; no updates.
    Parameter fixed(Tensor given) {
        return new Parameter(given, () -> given, Optional.empty(), learned);
    }

    /// A cell of the same kind with other first values.
    Parameter like(Tensor initial) {
        return of(initial, learned);
    }

    /// Whether it is learned, or else a statistic.
    public boolean isLearned() {
        return learned;
    }

    /// Whether it takes updates: not in a layer made by [Layer#withValues].
    public boolean isOpen() {
        return cell.isPresent();
    }

    /// The current values: a variable to compute with, and the key for its gradient.
    ///
    /// Whoever asks inside a [io.atled.autograd.Step] gets a value that lives until the end of the
    /// step in which it is updated, unless kept; asked outside, it lives on.
    public Tensor value() {
        return value.get();
    }

    /// Replaces the values; what `next` was computed from is forgotten.
    ///
    /// @throws ShapeMismatch if `next` has another shape; nothing is changed then
    /// @throws DTypeMismatch if `next` has another element type; nothing is changed then
    /// @throws IllegalStateException if this belongs to a layer made by [Layer#withValues]
    public void update(Tensor next) {
        Cell open = cell.orElseThrow(() -> new IllegalStateException("parameter: this one stands"
                + " for a given tensor of shape " + shape + " (withValues) and takes no updates;"
                + " update the original layer"));
        if (!next.shape().equals(shape())) {
            throw new ShapeMismatch("parameter: an update keeps the shape " + shape() + ", got "
                    + next.shape() + "; give one value for each element, nothing is broadcast");
        }
        if (next.dtype() != dtype()) {
            throw new DTypeMismatch("parameter: an update keeps the element type " + dtype()
                    + ", got " + next.dtype() + "; convert it with to(DType." + dtype() + ")");
        }
        if (!learned) {
            open.set(next.detach().named(value().label()));
            return;
        }
        Tensor leaf = next.variable();
        Tensor before = open.set(leaf);
        leaf.named(before.label());
        before.supersede("was updated after this graph was recorded");
    }

    /// The sizes, which never change.
    public Shape shape() {
        return shape;
    }

    /// The element type, which never changes.
    public DType dtype() {
        return dtype;
    }

    /// The number of elements.
    public int size() {
        return shape.size();
    }

    @Override
    public String toString() {
        return "Parameter(" + dtype() + " " + shape() + ")";
    }
}
