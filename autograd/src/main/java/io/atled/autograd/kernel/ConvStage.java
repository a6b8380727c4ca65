package io.atled.autograd.kernel;

import io.atled.autograd.kernel.ConvAxis.Run;
import java.util.List;

/// How planes are laid out for a convolution: for each channel and phase some images one after
/// another, each as rows with zeros between.
///
/// @param height of a plane as it comes
/// @param width of a plane as it comes
/// @param down where rows go
/// @param right where columns go
/// @param phases phases of columns
/// @param pitch the distance of rows
/// @param plane the distance of images
/// @param images how many images are laid out together
/// @param channel the distance of channels
record ConvStage(int height, int width, List<Run> down, List<Run> right, int phases, int pitch,
        int plane, int images, int channel) {
    /// Elements that the images of a channel should have together, so that short rows fill the
    /// tiles.
    private static final int TOGETHER = 512;

    /// How many of `images` images with planes of such a size are laid out together.
    static int together(int images, int plane) {
        return Math.clamp(TOGETHER / plane, 1, Math.max(1, images));
    }

    /// Where the planes of a phase of rows and a phase of columns start.
    int phase(int row, int column) {
        return (row * phases + column) * images * plane;
    }

    /// Elements of a plane as it comes.
    int area() {
        return height * width;
    }

    /// Elements from the first of one image to behind the last place of `count` of them, where
    /// places have so many rows and columns.
    int span(int count, int rows, int columns) {
        return (count - 1) * plane + (rows - 1) * pitch + columns;
    }
}
