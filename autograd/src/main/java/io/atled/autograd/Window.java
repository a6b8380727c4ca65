package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;
import java.util.Optional;

/// Windows that slide over planes to be pooled: one number for all axes or one for each.
///
/// ```java
/// Window halves = Window.of(2);                          // 2 × 2, side by side
/// Window overlapping = Window.of(3).stride(2).padding(1);
/// ```
///
/// @param size of a window
/// @param stride how far a step goes
/// @param padding elements before and after each axis, which are never the largest, and 0 in sums
/// @param dilation the distance of neighbours in the window
/// @param edge what happens at the end of an axis
public record Window(ImmutableIntArray size, ImmutableIntArray stride, ImmutableIntArray padding,
        ImmutableIntArray dilation, Edge edge) {
    /// What happens at the end of an axis.
    public enum Edge {
        /// Windows that stick out are left out.
        DROPPED,
        /// Windows that stick out are counted, unless they start beyond the end.
        KEPT
    }

    /// Windows side by side.
    ///
    /// @throws IllegalArgumentException if a size is less than 1
    public static Window of(int... size) {
        ImmutableIntArray checked = Slides.checked("window", 1, size);
        return new Window(checked, checked, ImmutableIntArray.of(0), Slides.one(), Edge.DROPPED);
    }

    /// With such steps.
    ///
    /// @throws IllegalArgumentException if one is less than 1
    public Window stride(int... steps) {
        return new Window(size, Slides.checked("stride", 1, steps), padding, dilation, edge);
    }

    /// With so much padding before and after each axis.
    ///
    /// @throws IllegalArgumentException if a number is negative
    public Window padding(int... elements) {
        return new Window(size, stride, Slides.checked("padding", 0, elements), dilation, edge);
    }

    /// With the elements of the window so far apart.
    ///
    /// @throws IllegalArgumentException if a number is less than 1
    public Window dilation(int... distances) {
        return new Window(size, stride, padding, Slides.checked("dilation", 1, distances), edge);
    }

    /// With this at the end of an axis.
    public Window edge(Edge newEdge) {
        return new Window(size, stride, padding, dilation, newEdge);
    }

    /// The sizes of the window on planes with so many axes.
    Shape over(String op, int axes) {
        if (size.length() != 1 && size.length() != axes) {
            throw new IllegalArgumentException(op + ": got a window of " + size.length()
                    + " sizes for planes with " + axes + " axes; give one size for all axes or one"
                    + " for each");
        }
        int[] sizes = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            sizes[axis] = size.get(size.length() == 1 ? 0 : axis);
        }
        return Shape.of(sizes);
    }

    /// The padding before and after one axis.
    int paddingAlong(int axis) {
        return padding.get(padding.length() == 1 ? 0 : axis);
    }

    /// One slide for each axis of planes.
    ImmutableList<Slide> slides(String op, Shape plane) {
        Shape window = over(op, plane.rank());
        ImmutableList<Slide> slides = Slides.of(op, window, stride, Optional.of(padding), dilation);
        if (edge == Edge.DROPPED) {
            return slides;
        }
        var longer = ImmutableList.<Slide>builder();
        for (int axis = 0; axis < plane.rank(); axis++) {
            longer.add(sticking(slides.get(axis), plane.get(axis), window.get(axis)));
        }
        return longer.build();
    }

    /// With so much padding after the axis that one more window fits, if it starts before the end.
    private static Slide sticking(Slide slide, int size, int own) {
        long places = slide.places(size, own);
        long missing = slide.smallest(places + 1, own) - size;
        boolean starts = places * slide.stride() < size + slide.before();
        boolean covered = places > 0 && (places - 1) * slide.stride() + slide.reach(own)
                >= size + slide.before() + slide.after();
        return places < 0 || !starts || covered ? slide : new Slide(slide.stride(), slide.before(),
                Math.toIntExact(slide.after() + missing), slide.dilation());
    }
}
