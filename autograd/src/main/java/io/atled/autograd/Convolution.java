package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;
import java.util.Optional;

/// How the windows of a convolution slide: one number for all axes or one for each.
///
/// ```java
/// Convolution half = Convolution.PLAIN.stride(2).padding(1);
/// Convolution wide = Convolution.PLAIN.same().dilation(2);
/// ```
///
/// @param stride how far a step goes
/// @param padding zeros before and after each axis; empty for as many as keep the size
/// @param dilation the distance of neighbours in the window
/// @param groups parts of the channels that have windows of their own; as many as channels is a
///        depthwise convolution
public record Convolution(ImmutableIntArray stride, Optional<ImmutableIntArray> padding,
        ImmutableIntArray dilation, int groups) {
    /// Stride 1, no padding, no dilation, one group.
    public static final Convolution PLAIN = new Convolution(Slides.one(),
            Optional.of(ImmutableIntArray.of(0)), Slides.one(), 1);

    /// Checks the groups.
    ///
    /// @throws IllegalArgumentException if there are less than 1
    public Convolution {
        if (groups < 1) {
            throw new IllegalArgumentException("convolution: groups must be at least 1, got "
                    + groups + "; 1 connects every channel with every other");
        }
    }

    /// With such steps.
    ///
    /// @throws IllegalArgumentException if one is less than 1
    public Convolution stride(int... steps) {
        return new Convolution(Slides.checked("stride", 1, steps), padding, dilation, groups);
    }

    /// With so many zeros before and after each axis.
    ///
    /// @throws IllegalArgumentException if a number is negative
    public Convolution padding(int... zeros) {
        return new Convolution(stride, Optional.of(Slides.checked("padding", 0, zeros)), dilation,
                groups);
    }

    /// With as many zeros as keep the size; if that is an odd number, one more after than before.
    public Convolution same() {
        return new Convolution(stride, Optional.empty(), dilation, groups);
    }

    /// With the elements of the window so far apart.
    ///
    /// @throws IllegalArgumentException if a number is less than 1
    public Convolution dilation(int... distances) {
        return new Convolution(stride, padding, Slides.checked("dilation", 1, distances), groups);
    }

    /// With the channels in so many groups.
    public Convolution groups(int count) {
        return new Convolution(stride, padding, dilation, count);
    }

    /// One slide for each axis of a window.
    ImmutableList<Slide> slides(String op, Shape window) {
        return Slides.of(op, window, stride, padding, dilation);
    }
}
