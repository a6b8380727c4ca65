package io.atled.autograd.check;

import io.atled.autograd.shape.DType;
import java.util.stream.IntStream;

/// Which steps are taken, in units of what suits the size of an element.
///
/// All are powers of two, or three quarters of them, so that x ± h loses no digits of h.
final class Ladder {
    /// Elements up to this size are moved by the same steps, larger ones in proportion.
    private static final double UNSCALED = 4096;
    /// Elements down to this size are moved in proportion, to stay on their side of 0.
    private static final double NEAR_ZERO = 0x1p-6;
    /// The unit at 0.
    private static final double AT_ZERO = 0.25;
    /// Below this the whole sweep goes further down, to where an element of this size ends.
    private static final double TINY = 0x1p-18;
    /// How many halvings below a tiny element the sweep ends.
    private static final int BELOW = 26;

    /// Six steps for the table, three that show the rounding.
    private static final int[] QUICK = {0, 1, 2, 4, 6, 8, 14, 20, 26};
    private static final int[] QUICK_F32 = {0, 1, 2, 3, 4, 6, 8, 10, 12};
    private static final int TOP = 4;
    private static final int BOTTOM = -42;
    private static final int BOTTOM_F32 = -16;

    private Ladder() {}

    /// The unit in which an element of this size is moved: a power of two, up to half its size.
    static double unit(double x) {
        double size = Math.abs(x);
        if (size == 0) {
            return AT_ZERO;
        }
        return size > UNSCALED ? floorPower(size / UNSCALED)
                : floorPower(Math.clamp(size, NEAR_ZERO, 1)) / 2;
    }

    /// A few steps, enough for what is smooth.
    static double[] quick(DType type) {
        return IntStream.of(type == DType.F32 ? QUICK_F32 : QUICK)
                .mapToDouble(e -> Math.scalb(1.0, -e)).toArray();
    }

    /// Steps over all decades, the largest `stretch` times a power of two; elements as small as
    /// `smallest` are among those moved.
    static double[] whole(DType type, double stretch, double smallest) {
        int bottom = type == DType.F32 ? BOTTOM_F32 : BOTTOM;
        if (smallest > 0 && smallest < TINY) {
            double unit = unit(smallest);
            bottom = Math.min(bottom, Math.getExponent(smallest / unit) - BELOW);
        }
        int lowest = bottom;
        return IntStream.rangeClosed(0, TOP - lowest)
                .mapToDouble(k -> stretch * Math.scalb(1.0, TOP - k)).toArray();
    }

    private static double floorPower(double x) {
        return Math.scalb(1.0, Math.getExponent(x));
    }
}
