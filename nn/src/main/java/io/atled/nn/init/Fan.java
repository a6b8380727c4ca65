package io.atled.nn.init;

import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;

/// How many numbers meet in one unit of a layer, counted from the shape (out, in, window…) of its
/// weights:
///
/// ```text
/// fanIn  = in · |window|        terms in one output
/// fanOut = out · |window|       terms in the gradient of one input
/// ```
///
/// |window| is the product of the sizes after the first two, 1 for a matrix. For (8,4,3,3) these
/// are 36 and 72. **Source** PyTorch `_calculate_fan_in_and_fan_out`.
public enum Fan {
    /// `in · |window|`.
    IN,
    /// `out · |window|`.
    OUT,
    /// The mean of the two.
    AVERAGE;

    /// The count for weights of `shape`.
    ///
    /// @throws ShapeMismatch if there are fewer than two axes
    public double of(Shape shape) {
        if (shape.rank() < 2) {
            throw new ShapeMismatch("fan: needs weights of shape (out, in, …), got " + shape
                    + "; a vector has no fan, use zeros, uniform(low, high) or normal(mean, std)");
        }
        double window = shape.range(2, shape.rank()).size();
        double in = shape.get(1) * window;
        double out = shape.get(0) * window;
        return switch (this) {
            case IN -> in;
            case OUT -> out;
            case AVERAGE -> (in + out) / 2;
        };
    }
}
