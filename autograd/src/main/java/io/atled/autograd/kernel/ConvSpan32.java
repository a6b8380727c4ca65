package io.atled.autograd.kernel;

import io.atled.autograd.kernel.ConvAxis.Run;

/// Planes of `float` side by side, (images, channels, height, width), which know how to be laid out
/// for a convolution.
///
/// @param data the array
/// @param at where the first element stands
@SuppressWarnings("ArrayRecordComponent")            // nobody compares them
record ConvSpan32(float[] data, int at) {
    /// Lays out the channels from `channel` to `channel + channels` of `count` images from `image`
    /// on; there are `all` channels. Zeros between are not written.
    void lay(ConvStage stage, int image, int count, int all, int channel, int channels, float[] to,
            int toAt) {
        for (int c = 0; c < channels; c++) {
            for (int n = 0; n < count; n++) {
                plane(stage, at + ((image + n) * all + channel + c) * stage.area(), to,
                        toAt + c * stage.channel() + n * stage.plane());
            }
        }
    }

    private void plane(ConvStage stage, int source, float[] to, int target) {
        int width = stage.width();
        int pitch = stage.pitch();
        for (Run down : stage.down()) {
            for (Run right : stage.right()) {
                int row = source + down.source() * width + right.source();
                int line = target + stage.phase(down.phase(), right.phase())
                        + down.target() * pitch + right.target();
                rows(data, row, down.step() * width, right.step(), to, line, pitch, down.count(),
                        right.count());
            }
        }
    }

    private static void rows(float[] from, int source, int down, int right, float[] to, int target,
            int pitch, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            copy(from, source + i * down, right, to, target + i * pitch, 1, columns);
        }
    }

    /// Copies `count` elements, `step` apart, to places that are `stride` apart.
    static void copy(float[] from, int source, int step, float[] to, int target, int stride,
            int count) {
        if (step == 1 && stride == 1) {
            System.arraycopy(from, source, to, target, count);
        } else {
            for (int i = 0; i < count; i++) {
                to[target + i * stride] = from[source + i * step];
            }
        }
    }

    /// Adds `count` elements to what stands at places that are `stride` apart.
    static void add(float[] from, int source, float[] to, int target, int stride, int count) {
        for (int i = 0; i < count; i++) {
            to[target + i * stride] += from[source + i];
        }
    }
}
