package io.atled.autograd.shape;

/// How a window moves along one axis.
///
/// The axis is padded with zeros; the window starts at its beginning and takes steps of `stride`;
/// its elements lie `dilation` apart.
///
/// @param stride how far a step goes
/// @param before zeros before the axis
/// @param after zeros after it
/// @param dilation the distance of neighbours in the window
public record Slide(int stride, int before, int after, int dilation) {
    /// Element by element, without padding.
    public static final Slide UNIT = new Slide(1, 0, 0, 1);

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if stride or dilation is less than 1, or padding than 0
    public Slide {
        least("the stride", stride, 1);
        least("the padding", before, 0);
        least("the padding", after, 0);
        least("the dilation", dilation, 1);
    }

    private static void least(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("slide: " + what + " must be at least " + least
                    + ", got " + value + "; give one number for all axes or one for each");
        }
    }

    /// The size of the axis with its padding.
    public long padded(int size) {
        return (long) size + before + after;
    }

    /// How much of the axis a window of so many elements covers.
    public long reach(int window) {
        return (long) dilation * (window - 1) + 1;
    }

    /// At how many places a window of so many elements stands on an axis of such a size; less than
    /// 1 if it does not fit.
    public long places(int size, int window) {
        return Math.floorDiv(padded(size) - reach(window), stride) + 1;
    }

    /// The smallest axis on which a window of so many elements has `places` places.
    public long smallest(long places, int window) {
        return (places - 1) * stride + reach(window) - before - after;
    }
}
