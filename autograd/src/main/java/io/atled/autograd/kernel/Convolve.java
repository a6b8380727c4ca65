package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Convolutions of images (n, channels, width) or (n, channels, height, width), and the adjoints.
///
/// **Same bits** for every vector width and number of threads: a result is its bias (or 0) plus
/// sums of at most 256 terms, in order, each an in-order chain of fused multiply-adds. The adjoint
/// by the windows sums places in as many partial sums as 512 bits hold, and images in parts that
/// the sizes alone determine. What infinities and NaN come to in the adjoints is summed in order.
public final class Convolve {
    private Convolve() {}

    /// The results, of shape `out`, for images `x`, windows `w` and one bias for each channel of
    /// the results, or none.
    public static NdArray forward(NdArray x, NdArray w, @Nullable NdArray bias, List<Slide> slides,
            int groups, Shape out) {
        NdArray y = NdArray.uninitialized(x.dtype(), out);
        if (y.size() > 0) {
            var job = ConvJob.of(x.shape(), w.shape(), out, slides, groups);
            ConvStage stage = job.stage();
            product(job, stage, job.in(), job.out(), List.of(job.forward(stage)), x, w, bias, y,
                    false, job.down().places(), job.right().places());
        }
        return y;
    }

    /// The adjoint by the images, which have the shape `out`.
    public static NdArray back(NdArray y, NdArray w, List<Slide> slides, int groups, Shape out) {
        if (out.size() == 0 || y.size() == 0) {
            return NdArray.allocate(y.dtype(), out);
        }
        var job = ConvJob.of(out, w.shape(), y.shape(), slides, groups);
        NdArray x = job.reachesAll() ? NdArray.uninitialized(y.dtype(), out)
                : NdArray.allocate(y.dtype(), out);
        ConvStage stage = job.stageBack();
        List<ConvPass> passes = job.back(stage);
        if (!passes.isEmpty()) {
            product(job, stage, job.out(), job.in(), passes, y, w, null, x, job.addsBack(),
                    job.down().size(), job.right().size());
            if (x.dtype() == DType.F32) {
                new ConvExact32(job).back(floats(y), floats(w), x.floats());
            } else {
                new ConvExact64(job).back(doubles(y), doubles(w), x.doubles());
            }
        }
        return x;
    }

    /// The adjoint by the windows, which have the shape `out`.
    public static NdArray windows(NdArray x, NdArray y, List<Slide> slides, int groups, Shape out) {
        NdArray w = NdArray.allocate(x.dtype(), out);
        if (w.size() > 0 && y.size() > 0) {
            var job = ConvJob.of(x.shape(), out, y.shape(), slides, groups);
            if (x.dtype() == DType.F32) {
                new ConvSums32(ConvForms32.form(job.work()), job, job.stage(), floats(x),
                        floats(y), w.floats()).run();
                new ConvExact32(job).windows(floats(x), floats(y), w.floats());
            } else {
                new ConvSums64(ConvForms64.form(job.work()), job, job.stage(), doubles(x),
                        doubles(y), w.doubles()).run();
                new ConvExact64(job).windows(doubles(x), doubles(y), w.doubles());
            }
        }
        return w;
    }

    private static void product(ConvJob job, ConvStage stage, int channels, int rows,
            List<ConvPass> passes, NdArray from, NdArray w, @Nullable NdArray bias, NdArray to,
            boolean adding, int height, int width) {
        if (to.dtype() == DType.F32) {
            new ConvProduct32(ConvForms32.form(job.work()), job, stage, channels, rows, passes,
                    floats(from), floats(w), bias == null ? null : floats(bias), to.floats(),
                    adding, height, width).run();
        } else {
            new ConvProduct64(ConvForms64.form(job.work()), job, stage, channels, rows, passes,
                    doubles(from), doubles(w), bias == null ? null : doubles(bias), to.doubles(),
                    adding, height, width).run();
        }
    }

    private static ConvSpan32 floats(NdArray x) {
        NdArray own = x.contiguous();
        return new ConvSpan32(own.floats(), own.layout().offset());
    }

    private static ConvSpan64 doubles(NdArray x) {
        NdArray own = x.contiguous();
        return new ConvSpan64(own.doubles(), own.layout().offset());
    }
}
