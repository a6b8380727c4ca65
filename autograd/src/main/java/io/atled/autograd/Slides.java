package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.autograd.shape.Slide;
import java.util.List;
import java.util.Optional;

/// What convolutions and pools say about windows that slide: options become one [Slide] for each
/// axis, and sizes are checked.
final class Slides {
    private static final ImmutableIntArray ONE = ImmutableIntArray.of(1);

    private Slides() {}

    /// Slides for the axes of a window.
    ///
    /// @param padding empty for as much as keeps the size
    static ImmutableList<Slide> of(String op, Shape window, ImmutableIntArray stride,
            Optional<ImmutableIntArray> padding, ImmutableIntArray dilation) {
        var slides = ImmutableList.<Slide>builder();
        for (int axis = 0; axis < window.rank(); axis++) {
            int step = number(op, "strides", stride, axis, window);
            int apart = number(op, "dilations", dilation, axis, window);
            checkReach(op, window, axis, apart);
            int before;
            int after;
            if (padding.isPresent()) {
                before = number(op, "paddings", padding.get(), axis, window);
                after = before;
            } else {
                if (step != 1) {
                    throw new IllegalArgumentException(op + ": same() keeps the size for stride 1"
                            + " only, got stride " + step + "; say padding(…)");
                }
                int more = apart * (window.get(axis) - 1);
                before = more / 2;
                after = more - before;
            }
            slides.add(new Slide(step, before, after, apart));
        }
        return slides.build();
    }

    private static void checkReach(String op, Shape window, int axis, int apart) {
        long reach = new Slide(1, 0, 0, apart).reach(window.get(axis));
        if (reach > Integer.MAX_VALUE) {
            throw new ShapeMismatch(op + ": windows " + window + " with dilation " + apart
                    + " cover " + reach + " elements along axis " + (axis - window.rank())
                    + ", an axis has at most " + Integer.MAX_VALUE + "; take a smaller dilation");
        }
    }

    private static int number(String op, String what, ImmutableIntArray numbers, int axis,
            Shape window) {
        if (numbers.length() != 1 && numbers.length() != window.rank()) {
            throw new IllegalArgumentException(op + ": got " + numbers.length() + " " + what
                    + " for the " + window.rank() + " axes of windows " + window
                    + "; give one for all axes or one for each");
        }
        return numbers.get(numbers.length() == 1 ? 0 : axis);
    }

    /// One number for all axes or one for each, each at least `least`.
    static ImmutableIntArray checked(String what, int least, int... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException(what + ": got no number; give one for all axes or"
                    + " one for each");
        }
        for (int n : numbers) {
            if (n < least) {
                throw new IllegalArgumentException(what + ": must be at least " + least + ", got "
                        + n + "; give one number for all axes or one for each");
            }
        }
        return ImmutableIntArray.copyOf(numbers);
    }

    static ImmutableIntArray one() {
        return ONE;
    }

    /// The shape of the places where windows stand on planes.
    static Shape places(String op, Shape planes, Shape window, List<Slide> slides) {
        int[] places = new int[planes.rank()];
        long area = 1;
        for (int axis = 0; axis < places.length; axis++) {
            Slide slide = slides.get(axis);
            int size = planes.get(axis);
            int own = window.get(axis);
            if (slide.padded(size) > Integer.MAX_VALUE / area) {
                throw new ShapeMismatch(op + ": planes " + planes + " have more than "
                        + Integer.MAX_VALUE + " elements with padding " + slide.before() + " + "
                        + slide.after() + " along axis " + (axis - places.length)
                        + "; pad them by less");
            }
            area *= Math.max(1, slide.padded(size));
            places[axis] = own < 1 ? 0 : (int) Math.max(0, slide.places(size, own));
            if (places[axis] < 1) {
                long missing = Math.max(1, slide.smallest(1, own) - size);
                throw new ShapeMismatch(op + ": windows " + window + " do not fit on planes "
                        + planes + ": along axis " + (axis - places.length) + " "
                        + covers(slide, own) + ", the plane has " + size + " with padding "
                        + slide.before() + " + " + slide.after() + "; pad it by " + missing
                        + " more in all, or take smaller windows");
            }
        }
        return Shape.of(places);
    }

    private static String covers(Slide slide, int window) {
        return slide.dilation() == 1 || window < 2 ? "the window has " + window
                : "the window covers " + slide.reach(window) + " (" + window + ", "
                + slide.dilation() + " apart)";
    }

    /// The last `axes` axes of a shape.
    static Shape plane(Shape shape, int axes) {
        return shape.range(shape.rank() - axes, shape.rank());
    }
}
