package io.atled.autograd.kernel;

/// The adjoints of a convolution of `float` planes, summed over just those elements and places that
/// there are.
///
/// The planes that are laid out have zeros between, and 0 times an infinity or a NaN is NaN. So
/// what is not finite is summed here again, if the data are not finite either.
///
/// The build makes the twin for the other type of this text.
final class ConvExact32 {
    private final ConvJob job;
    private final int allIn;
    private final int allOut;
    private final int area;
    private final int places;

    ConvExact32(ConvJob job) {
        this.job = job;
        this.allIn = job.groups() * job.in();
        this.allOut = job.groups() * job.out();
        this.area = job.down().size() * job.right().size();
        this.places = job.down().places() * job.right().places();
    }

    /// Sums the windows `to` again where they are not finite.
    void windows(ConvSpan32 x, ConvSpan32 y, float[] to) {
        boolean isFine = finite(to, 0, job.groups() * job.weights());
        if (isFine || (finite(x.data(), x.at(), job.images() * allIn * area)
                && finite(y.data(), y.at(), job.images() * allOut * places))) {
            return;
        }
        int row = job.in() * job.taps();
        job.forEach(allOut, out -> {
            for (int k = 0; k < row; k++) {
                if (!Float.isFinite(to[out * row + k])) {
                    to[out * row + k] = window(x, y, out, k / job.taps(), k % job.taps());
                }
            }
        });
    }

    private float window(ConvSpan32 x, ConvSpan32 y, int out, int in, int tap) {
        ConvAxis down = job.down();
        ConvAxis right = job.right();
        int channel = out / job.out() * job.in() + in;
        float sum = 0;
        for (int n = 0; n < job.images(); n++) {
            int image = x.at() + (n * allIn + channel) * area;
            int result = y.at() + (n * allOut + out) * places;
            for (int p = 0; p < down.places(); p++) {
                int i = down.element(p, tap / right.window());
                for (int q = 0; i >= 0 && q < right.places(); q++) {
                    int j = right.element(q, tap % right.window());
                    if (j >= 0) {
                        sum = Math.fma(x.data()[image + i * right.size() + j],
                                y.data()[result + p * right.places() + q], sum);
                    }
                }
            }
        }
        return sum;
    }

    /// Sums the images `to` again where they are not finite.
    void back(ConvSpan32 y, ConvSpan32 w, float[] to) {
        if (finite(w.data(), w.at(), job.groups() * job.weights())) {
            return;
        }
        job.forEach(job.images() * allIn, plane -> {
            for (int k = 0; k < area; k++) {
                if (!Float.isFinite(to[plane * area + k])) {
                    to[plane * area + k] = element(y, w, plane, k / job.right().size(),
                            k % job.right().size());
                }
            }
        });
    }

    private float element(ConvSpan32 y, ConvSpan32 w, int plane, int row, int column) {
        ConvAxis down = job.down();
        ConvAxis right = job.right();
        int first = plane % allIn / job.in() * job.out();
        float sum = 0;
        for (int out = first; out < first + job.out(); out++) {
            int result = y.at() + (plane / allIn * allOut + out) * places;
            int weights = w.at() + (out * job.in() + plane % job.in()) * job.taps();
            for (int p = down.lastPlace(row); p >= down.firstPlace(row); p--) {
                int i = down.tap(row, p);
                for (int q = right.lastPlace(column); i >= 0 && q >= right.firstPlace(column);
                        q--) {
                    int j = right.tap(column, q);
                    if (j >= 0) {
                        sum = Math.fma(y.data()[result + p * right.places() + q],
                                w.data()[weights + i * right.window() + j], sum);
                    }
                }
            }
        }
        return sum;
    }

    private static boolean finite(float[] data, int at, int count) {
        for (int i = at; i < at + count; i++) {
            if (!Float.isFinite(data[i])) {
                return false;
            }
        }
        return true;
    }
}
