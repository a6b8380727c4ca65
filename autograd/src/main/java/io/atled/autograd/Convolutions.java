package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.kernel.Convolve;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.autograd.shape.Slide;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Windows that slide over images: each verb beside the record that defines it.
///
/// Images are (n,channels,height,width), series (n,channels,length). A convolution is linear in
/// the images and in the windows. Its adjoints by the one and by the other are so too, and the
/// derivatives of each of the three are the other two: every order comes free.
///
/// Like all frameworks, this computes cross-correlations: the window is not flipped.
public sealed interface Convolutions permits Tensor {
    /// This tensor.
    Tensor self();

    /// These images convolved with windows `w`. **Shape** `(n,in,h,w)·(out,in/groups,kh,kw) →
    /// (n,out,h′,w′)`, h′ = ⌊(h + padding − dilation·(kh − 1) − 1)/stride⌋ + 1
    /// **Derivative** the transposed convolution of dy with w; sums of x·dy over images and places.
    ///
    /// @throws ShapeMismatch if channels do not fit the windows, or a window the images
    default Tensor conv2d(Tensor w, Convolution how) {
        return Tensor.apply(conv("conv2d", w, how, 2), self(), w);
    }

    /// With windows side by side, without padding.
    default Tensor conv2d(Tensor w) {
        return conv2d(w, Convolution.PLAIN);
    }

    /// With a number for each channel of the result added. **Shape** bias (out)
    default Tensor conv2d(Tensor w, Tensor bias, Convolution how) {
        return Tensor.apply(new ConvBias(conv("conv2d", w, how, 2)), self(), w, bias);
    }

    /// With a number for each channel of the result added, and then an activation of each sum. What
    /// this saves is said at [Products#affine(Tensor, Tensor, Pointwise.Unary)].
    default Tensor conv2d(Tensor w, Tensor bias, Convolution how, Pointwise.Unary activation) {
        return Products.Activated.apply(new ConvBias(conv("conv2d", w, how, 2)), activation,
                self(), w, bias);
    }

    /// These series convolved with windows `w`: [#conv2d(Tensor, Convolution)] along one axis.
    /// **Shape** `(n,in,l)·(out,in/groups,k) → (n,out,l′)`
    ///
    /// @throws ShapeMismatch if channels do not fit the windows, or a window the series
    default Tensor conv1d(Tensor w, Convolution how) {
        return Tensor.apply(conv("conv1d", w, how, 1), self(), w);
    }

    /// With a number for each channel of the result added. **Shape** bias (out)
    default Tensor conv1d(Tensor w, Tensor bias, Convolution how) {
        return Tensor.apply(new ConvBias(conv("conv1d", w, how, 1)), self(), w, bias);
    }

    /// With a number for each channel of the result added, and then an activation of each sum.
    default Tensor conv1d(Tensor w, Tensor bias, Convolution how, Pointwise.Unary activation) {
        return Products.Activated.apply(new ConvBias(conv("conv1d", w, how, 1)), activation,
                self(), w, bias);
    }

    private static Conv conv(String op, Tensor w, Convolution how, int axes) {
        Shape windows = windows(op, "out,in/groups", w.shape(), axes, how.groups());
        return new Conv(how.slides(op, Slides.plane(windows, axes)), how.groups());
    }

    /// See [#conv2d(Tensor, Convolution)].
    ///
    /// @param slides how windows move, for each axis
    /// @param groups groups of channels
    record Conv(ImmutableList<Slide> slides, int groups) implements Product {
        @Override
        public String name() {
            return "conv" + slides.size() + "d";
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            int axes = slides.size();
            Shape x = checked(name(), "the input", "n,channels", shapes.get(0), axes);
            Shape w = windows(name(), "out,in/groups", shapes.get(1), axes, groups);
            if (x.get(1) != w.get(1) * groups || x.get(1) == 0) {
                throw new ShapeMismatch(name() + ": windows " + w + (groups == 1 ? "" : " in "
                        + groups + " groups") + " take " + w.get(1) * groups + " channels, got "
                        + x.get(1) + " in " + x + "; " + (w.get(1) > 0 && x.get(1) > 0
                        && x.get(1) % w.get(1) == 0 ? "did you mean groups("
                        + x.get(1) / w.get(1) + ")?" : "images are (n,channels,height,width)"));
            }
            return Shape.of(x.get(0), w.get(0)).concat(Slides.places(name(),
                    Slides.plane(x, axes), Slides.plane(w, axes), slides));
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return run(x, null);
        }

        private Tensor run(List<Tensor> x, @Nullable Tensor bias) {
            Tensor images = x.get(0);
            Tensor w = x.get(1);
            return Tensor.wrap(Convolve.forward(images.array(), w.array(),
                    bias == null ? null : bias.array(), slides, groups,
                    infer(List.of(images.shape(), w.shape()))));
        }

        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            Shape shape = Slides.plane(x.get(i).shape(), slides.size());
            return i == 0 ? Tensor.apply(new ConvTranspose(slides, groups, shape), dy, x.get(1))
                    : Tensor.apply(new ConvWindows(slides, groups, shape), x.get(0), dy);
        }
    }

    /// A convolution with a bias in one pass.
    ///
    /// @param conv without the bias
    record ConvBias(Conv conv) implements Products.Sums {
        @Override
        public String name() {
            return conv.name();
        }

        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            Shape y = conv.infer(shapes.subList(0, 2));
            if (!shapes.get(2).equals(y.range(1, 2))) {
                throw new ShapeMismatch(name() + ": the bias must have a number for each of the "
                        + y.get(1) + " channels of the result, shape (" + y.get(1) + "), got "
                        + shapes.get(2) + "; reshape it");
            }
            return y;
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return conv.run(x.subList(0, 2), x.get(2));
        }

        /// The bias gets the sum over images and places.
        @Override
        public Tensor vjp(int i, Tensor dy, Tensor y, List<Tensor> x) {
            return i < 2 ? conv.vjp(i, dy, y, x)
                    : dy.reshape(dy.shape().get(0), dy.shape().get(1), places(dy)).sum(-1).sum(0);
        }

        private static int places(Tensor y) {
            return y.shape().range(2, y.rank()).size();
        }

        @Override
        public Tensor jvp(List<@Nullable Tensor> dx, Tensor y, List<Tensor> x) {
            return Tangents.sum(name(), dx, (i, d) -> i == 2 ? spread(d, y.shape())
                    : Tangents.linear(conv, i, d, x.subList(0, 2)));
        }

        private static Tensor spread(Tensor bias, Shape y) {
            int[] sizes = new int[y.rank() - 1];
            Arrays.fill(sizes, 1);
            sizes[0] = bias.size();
            return bias.reshape(sizes).expand(y);
        }
    }

    /// The transposed convolution: images of which [#conv2d(Tensor, Convolution)] with the same
    /// windows would give this shape, each element of this spread out over a window.
    /// **Shape** `(n,out,h′,w′)·(out,in/groups,kh,kw) → (n,in,h,w)`, h = (h′ − 1)·stride − padding
    /// + dilation·(kh − 1) + 1 **Derivative** the convolution of dy with w.
    ///
    /// @throws ShapeMismatch if channels do not fit the windows
    default Tensor convTranspose2d(Tensor w, Convolution how) {
        return transposed("convTranspose2d", self(), w, how, 2, new int[0]);
    }

    /// The transposed convolution with a result of such a size: with a stride, several sizes have
    /// the same number of places.
    ///
    /// @throws ShapeMismatch if no convolution of such images gives this shape
    default Tensor convTranspose2d(Tensor w, Convolution how, int height, int width) {
        return transposed("convTranspose2d", self(), w, how, 2, new int[] {height, width});
    }

    /// The transposed convolution along one axis.
    ///
    /// @throws ShapeMismatch if channels do not fit the windows
    default Tensor convTranspose1d(Tensor w, Convolution how) {
        return transposed("convTranspose1d", self(), w, how, 1, new int[0]);
    }

    /// The transposed convolution along one axis with a result of such a length.
    ///
    /// @throws ShapeMismatch if no convolution of such series gives this shape
    default Tensor convTranspose1d(Tensor w, Convolution how, int length) {
        return transposed("convTranspose1d", self(), w, how, 1, new int[] {length});
    }

    private static Tensor transposed(String op, Tensor y, Tensor w, Convolution how, int axes,
            int[] wanted) {
        Shape places = Slides.plane(checked(op, "the input", "n,channels", y.shape(), axes), axes);
        Shape windows = windows(op, "in,out/groups", w.shape(), axes, how.groups());
        Shape window = Slides.plane(windows, axes);
        ImmutableList<Slide> slides = how.slides(op, window);
        int[] sizes = wanted.clone();
        for (int axis = 0; wanted.length == 0 && axis < axes; axis++) {
            sizes = Arrays.copyOf(sizes, axes);
            long size = slides.get(axis).smallest(places.get(axis), window.get(axis));
            if (size > Integer.MAX_VALUE) {
                throw new ShapeMismatch(op + ": planes " + places + " with stride "
                        + slides.get(axis).stride() + " give " + size + " elements along axis "
                        + (axis - axes) + ", an axis has at most " + Integer.MAX_VALUE
                        + "; take a smaller stride");
            }
            sizes[axis] = (int) Math.max(0, size);
        }
        return Tensor.apply(new ConvTranspose(slides, how.groups(), Shape.of(sizes)), y, w);
    }

    /// See [#convTranspose2d(Tensor, Convolution)]: the adjoint of [Conv] by its first input.
    ///
    /// @param slides how windows move, for each axis
    /// @param groups groups of channels
    /// @param size of the planes of the result
    record ConvTranspose(ImmutableList<Slide> slides, int groups, Shape size) implements Product {
        @Override
        public String name() {
            return "convTranspose" + slides.size() + "d";
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            int axes = slides.size();
            Shape y = checked(name(), "the input", "n,channels", shapes.get(0), axes);
            Shape w = windows(name(), "in,out/groups", shapes.get(1), axes, groups);
            if (w.get(1) == 0) {
                throw new ShapeMismatch(name() + ": windows " + w + " give no channels; windows of"
                        + " a transposed convolution are (in,out/groups,…)");
            }
            if (y.get(1) != w.get(0)) {
                throw new ShapeMismatch(name() + ": windows " + w + " take " + w.get(0)
                        + " channels, got " + y.get(1) + " in " + y + "; windows of a transposed"
                        + " convolution are (in,out/groups,…)");
            }
            checkPlaces(name(), size, Slides.plane(w, axes), slides, Slides.plane(y, axes));
            return Shape.of(y.get(0), w.get(1) * groups).concat(size);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Convolve.back(x.get(0).array(), x.get(1).array(), slides, groups,
                    infer(List.of(x.get(0).shape(), x.get(1).shape()))));
        }

        @Override
        public Tensor vjp(int i, Tensor dx, Tensor image, List<Tensor> x) {
            Shape window = Slides.plane(x.get(1).shape(), slides.size());
            return i == 0 ? Tensor.apply(new Conv(slides, groups), dx, x.get(1))
                    : Tensor.apply(new ConvWindows(slides, groups, window), dx, x.get(0));
        }
    }

    /// The adjoint of [Conv] by the windows: sums over images and places.
    ///
    /// @param slides how windows move, for each axis
    /// @param groups groups of channels
    /// @param window the sizes of the windows
    record ConvWindows(ImmutableList<Slide> slides, int groups, Shape window)
            implements Product {
        @Override
        public String name() {
            return "conv" + slides.size() + "dWindows";
        }

        @Override
        public Shape infer(List<Shape> shapes) {
            int axes = slides.size();
            Shape x = checked(name(), "the images", "n,channels", shapes.get(0), axes);
            Shape y = checked(name(), "the results", "n,channels", shapes.get(1), axes);
            if (x.get(0) != y.get(0) || x.get(1) % groups != 0 || y.get(1) % groups != 0
                    || x.get(1) == 0) {
                throw new ShapeMismatch(name() + ": needs as many images as results, with channels"
                        + " in " + groups + " groups, got " + x + " and " + y
                        + "; results are those of a convolution of the images");
            }
            checkPlaces(name(), Slides.plane(x, axes), window, slides, Slides.plane(y, axes));
            return Shape.of(y.get(1), x.get(1) / groups).concat(window);
        }

        @Override
        public Tensor run(List<Tensor> x) {
            return Tensor.wrap(Convolve.windows(x.get(0).array(), x.get(1).array(), slides, groups,
                    infer(List.of(x.get(0).shape(), x.get(1).shape()))));
        }

        @Override
        public Tensor vjp(int i, Tensor dw, Tensor w, List<Tensor> x) {
            Shape size = Slides.plane(x.get(0).shape(), slides.size());
            return i == 0 ? Tensor.apply(new ConvTranspose(slides, groups, size), x.get(1), dw)
                    : Tensor.apply(new Conv(slides, groups), x.get(0), dw);
        }
    }

    /// A shape with two axes before those of the planes.
    private static Shape checked(String op, String what, String lead, Shape shape, int axes) {
        if (shape.rank() != axes + 2) {
            throw new ShapeMismatch(op + ": " + what + " must have the shape (" + lead
                    + (axes == 1 ? ",length" : ",height,width") + "), got " + shape
                    + (shape.rank() == axes + 1 ? "; add the missing axis with unsqueeze" : ""));
        }
        return shape;
    }

    /// The shape of windows whose number divides into groups.
    private static Shape windows(String op, String lead, Shape shape, int axes, int groups) {
        Shape w = checked(op, "the windows", lead, shape, axes);
        if (w.get(0) % groups != 0) {
            throw new ShapeMismatch(op + ": " + w.get(0) + " windows " + w + " do not divide into "
                    + groups + " groups; their number must be a multiple of it");
        }
        return w;
    }

    private static void checkPlaces(String op, Shape size, Shape window, List<Slide> slides,
            Shape found) {
        Shape places = Slides.places(op, size, window, slides);
        if (!places.equals(found)) {
            throw new ShapeMismatch(op + ": windows " + window + " have " + places
                    + " places on planes " + size + ", got " + found
                    + "; both must belong to one convolution");
        }
    }
}
