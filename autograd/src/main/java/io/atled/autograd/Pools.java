package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.kernel.Pooling;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.autograd.shape.Slide;
import java.util.ArrayList;
import java.util.List;

/// Windows of planes made one number each: each verb beside the record that defines it.
///
/// Planes are the last two axes (the last one, for series); all axes before are a batch.
public sealed interface Pools permits Tensor {
    /// This tensor.
    Tensor self();

    /// The largest element of each window; a NaN counts as largest. **Shape** `(…,h,w) → (…,h′,w′)`
    /// **Derivative** dy to the largest element, the first at ties in row-major order.
    ///
    /// @throws ShapeMismatch if a window does not fit, or lies in the padding
    default Tensor maxPool2d(Window window) {
        return Tensor.apply(new MaxPool(2), self(), indices("maxPool2d", self(), window, 2));
    }

    /// The largest element of each of the windows side by side.
    default Tensor maxPool2d(int size) {
        return maxPool2d(Window.of(size));
    }

    /// The largest element of each window of a series. **Shape** `(…,l) → (…,l′)`
    ///
    /// @throws ShapeMismatch if a window does not fit, or lies in the padding
    default Tensor maxPool1d(Window window) {
        return Tensor.apply(new MaxPool(1), self(), indices("maxPool1d", self(), window, 1));
    }

    /// Where the largest element of each window stands, counted in row-major order in its plane.
    /// **Shape** `(…,h,w) → (…,h′,w′)`; I32, without derivative
    ///
    /// @throws ShapeMismatch if a window does not fit, or lies in the padding
    default Tensor maxPool2dIndices(Window window) {
        return indices("maxPool2dIndices", self(), window, 2);
    }

    /// Where the largest element of each window of a series stands.
    default Tensor maxPool1dIndices(Window window) {
        return indices("maxPool1dIndices", self(), window, 1);
    }

    /// @param op the verb that errors name
    private static Tensor indices(String op, Tensor x, Window window, int axes) {
        Shape plane = planes(op, x.shape(), axes);
        Shape own = window.over(op, axes);
        ImmutableList<Slide> slides = window.slides(op, plane);
        touching(op, plane, own, slides);
        return Tensor.apply(new MaxIndices(ImmutableIntArray.copyOf(own.toArray()), slides), x);
    }

    /// See [#maxPool2dIndices(Window)].
    ///
    /// @param window its sizes
    /// @param slides how it moves, for each axis
    record MaxIndices(ImmutableIntArray window, ImmutableList<Slide> slides)
            implements Selections.Found {
        @Override
        public String name() {
            return "maxPool" + slides.size() + "dIndices";
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape x = shapes.getFirst();
            Shape plane = planes(name(), x, slides.size());
            return x.range(0, x.rank() - slides.size())
                    .concat(touching(name(), plane, Shape.of(window.toArray()), slides));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Pooling.indices(x.getFirst().array(), window.toArray(), slides,
                    infer(List.of(x.getFirst().shape()))));
        }
    }

    /// The elements of planes that stand at indices, as [#maxPool2dIndices(Window)] gives them.
    ///
    /// @param axes of a plane
    record MaxPool(int axes) implements Indexing {
        /// Checks the attributes.
        public MaxPool {
            Attributes.atLeast(1, "maxPool", "axes", axes);
        }

        @Override
        public String name() {
            return "maxPool" + axes + "d";
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            checkBatch(name(), shapes.get(0), shapes.get(1), axes);
            return shapes.get(1);
        }

        @Override
        public DType inferType(List<DType> types) {
            return indexed(name(), types);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Pooling.take(name(), x.get(0).array(), x.get(1).array(), axes));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Shape plane = Slides.plane(x.getFirst().shape(), axes);
            return Tensor.apply(new MaxUnpool(plane), dy, x.get(1));
        }
    }

    /// Planes of zeros with each element of this added where `index` says: the adjoint of
    /// [#maxPool2d(Window)]. **Shape** this and `index` `(…,h′,w′) → (…,height,width)`
    /// **Derivative** dy at the indices.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor maxUnpool2d(Tensor index, int height, int width) {
        return Tensor.apply(new MaxUnpool(Shape.of(height, width)), self(), index);
    }

    /// Series of zeros with each element of this added where `index` says.
    ///
    /// @throws IndexOutOfBoundsException if an index is out of range
    default Tensor maxUnpool1d(Tensor index, int length) {
        return Tensor.apply(new MaxUnpool(Shape.of(length)), self(), index);
    }

    /// See [#maxUnpool2d(Tensor, int, int)].
    ///
    /// @param plane the sizes of a plane
    record MaxUnpool(Shape plane) implements Indexing {
        @Override
        public String name() {
            return "maxUnpool" + plane.rank() + "d";
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape y = shapes.get(0);
            planes(name(), y, plane.rank());
            if (!shapes.get(1).equals(y)) {
                throw new ShapeMismatch(name() + ": needs an index for each element, shape " + y
                        + ", got " + shapes.get(1) + "; take those of maxPool" + plane.rank()
                        + "dIndices");
            }
            return y.range(0, y.rank() - plane.rank()).concat(plane);
        }

        @Override
        public DType inferType(List<DType> types) {
            return indexed(name(), types);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Pooling.add(name(), x.get(0).array(), x.get(1).array(), plane));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return Tensor.apply(new MaxPool(plane.rank()), dy, x.get(1));
        }
    }

    /// The mean of each window, padding counted as zeros, but not what sticks out beyond it.
    /// **Shape** `(…,h,w) → (…,h′,w′)` **Derivative** dy shared by the elements of the window.
    ///
    /// @throws ShapeMismatch if a window does not fit
    default Tensor avgPool2d(Window window) {
        return averaged("avgPool2d", self(), window, 2);
    }

    /// The mean of each of the windows side by side.
    default Tensor avgPool2d(int size) {
        return avgPool2d(Window.of(size));
    }

    /// The mean of each window of a series. **Shape** `(…,l) → (…,l′)`
    ///
    /// @throws ShapeMismatch if a window does not fit
    default Tensor avgPool1d(Window window) {
        return averaged("avgPool1d", self(), window, 1);
    }

    /// A convolution of each plane with a window of ones, divided by how many elements met it.
    private static Tensor averaged(String op, Tensor x, Window window, int axes) {
        Shape plane = planes(op, x.shape(), axes);
        ImmutableList<Slide> slides = window.slides(op, plane);
        Shape own = window.over(op, axes);
        Shape places = Slides.places(op, plane, own, slides);
        Shape batch = x.shape().range(0, x.rank() - axes);
        Tensor ones = Tensor.ones(x.dtype(), Shape.of(1, 1).concat(own));
        Tensor sums = Tensor.apply(new Convolutions.Conv(slides, 1),
                x.reshape(Shape.of(batch.size(), 1).concat(plane)), ones);
        Tensor counts = Tensor.ones(x.dtype(), Shape.of());
        for (int axis = 0; axis < axes; axis++) {
            int end = plane.get(axis) + window.paddingAlong(axis);
            Tensor along = counts(own.get(axis), slides.get(axis), places.get(axis), end)
                    .to(x.dtype());
            counts = counts.unsqueeze(-1).mul(along);
        }
        return sums.div(counts).reshape(batch.concat(places));
    }

    /// How many elements of a window lie before `end` at each place; one number if it is the same
    /// for all.
    private static Tensor counts(int window, Slide slide, int places, int end) {
        int[] counts = new int[places];
        boolean even = true;
        for (int place = 0; place < places; place++) {
            int start = place * slide.stride() - slide.before();
            counts[place] = Math.clamp(Math.ceilDiv(end - start, slide.dilation()), 0, window);
            even &= counts[place] == window;
        }
        return even ? Tensor.of(window) : Tensor.of(counts);
    }

    /// Means of `height` by `width` windows that cover each plane evenly: window i along an axis of
    /// n goes from ⌊i·n/count⌋ to ⌈(i + 1)·n/count⌉. **Shape** `(…,h,w) → (…,height,width)`
    ///
    /// @throws ShapeMismatch if planes are empty
    default Tensor adaptiveAvgPool2d(int height, int width) {
        Shape x = self().shape();
        planes("adaptiveAvgPool2d", x, 2);
        Tensor rows = means("adaptiveAvgPool2d", self(), x.rank() - 2, height);
        return means("adaptiveAvgPool2d", rows, x.rank() - 1, width);
    }

    /// Means of `count` windows along an axis.
    private static Tensor means(String op, Tensor x, int axis, int count) {
        int n = x.shape().get(axis);
        if (n < 1 || count < 1) {
            throw new ShapeMismatch(op + ": cannot average " + n + " elements into " + count
                    + "; both must be at least 1");
        }
        if (n % count == 0) {
            return x.reshape(x.shape().with(axis, n / count).inserting(axis, count))
                    .mean(axis + 1);
        }
        var windows = new ArrayList<Tensor>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * n / count);
            int to = (int) Math.ceilDiv((i + 1L) * n, count);
            windows.add(x.slice(axis, from, to).mean(axis));
        }
        return Tensor.stack(axis, windows);
    }

    private static Shape planes(String op, Shape x, int axes) {
        if (x.rank() < axes) {
            throw new ShapeMismatch(op + ": needs planes with " + axes + " axes, got " + x
                    + "; images are (n,channels,height,width)");
        }
        return Slides.plane(x, axes);
    }

    /// The places of windows, each of which has an element that is not padding.
    private static Shape touching(String op, Shape plane, Shape own, List<Slide> slides) {
        Shape places = Slides.places(op, plane, own, slides);
        for (int axis = 0; axis < slides.size(); axis++) {
            checkTouching(op, plane.get(axis), own.get(axis), slides.get(axis),
                    places.get(axis));
        }
        return places;
    }

    private static void checkTouching(String op, int size, int window, Slide slide, int places) {
        for (int place = 0; place < places; place++) {
            int start = place * slide.stride() - slide.before();
            int first = start < 0 ? start + Math.ceilDiv(-start, slide.dilation())
                    * slide.dilation() : start;
            if (first >= size || first > start + (window - 1) * slide.dilation()) {
                throw new ShapeMismatch(op + ": the window of " + window + " at place " + place
                        + " lies in the padding " + slide.before() + " + " + slide.after()
                        + " of an axis of " + size + "; pad by less than a window");
            }
        }
    }

    private static void checkBatch(String op, Shape x, Shape index, int axes) {
        planes(op, x, axes);
        planes(op, index, axes);
        Shape batch = x.range(0, x.rank() - axes);
        if (!index.range(0, index.rank() - axes).equals(batch)) {
            throw new ShapeMismatch(op + ": needs indices for planes " + batch + ", got " + index
                    + " for " + x + "; take those of the same tensor");
        }
    }

    private static DType indexed(String op, List<DType> types) {
        if (types.get(1) != DType.I32) {
            throw new DTypeMismatch(op + ": the index must be I32, got " + types.get(1)
                    + "; take those of maxPool indices");
        }
        return DType.common(op, types.subList(0, 1));
    }
}
