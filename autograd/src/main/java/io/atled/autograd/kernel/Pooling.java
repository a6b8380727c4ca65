package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;
import java.util.List;

/// Pools: the largest elements of windows on planes, and where they stand.
public final class Pooling {
    /// Elements of planes in a task.
    private static final int TASK = 1 << 15;

    private Pooling() {}

    /// The tasks of a pool: some planes each.
    private interface Planes {
        void run(int first, int end);
    }

    private static void forEach(int planes, long area, Planes body) {
        int some = Math.clamp(TASK / Math.max(1, area), 1, Math.max(1, planes));
        Workers.forEach(Math.ceilDiv(planes, some),
                task -> body.run(task * some, Math.min(planes, (task + 1) * some)));
    }

    /// Where the largest element of each window stands in its plane; `out` is the shape.
    public static NdArray indices(NdArray x, int[] window, List<Slide> slides, Shape out) {
        boolean flat = slides.size() == 1;
        var job = new PoolJob(flat ? 1 : x.shape().get(-2), x.shape().get(-1), flat ? 1 : window[0],
                window[window.length - 1], flat ? Slide.UNIT : slides.getFirst(),
                slides.getLast());
        NdArray y = NdArray.uninitialized(DType.I32, out);
        NdArray from = x.contiguous();
        int at = from.layout().offset();
        int area = job.height() * job.width();
        int planes = out.size() / (job.down() * job.across());
        long work = (long) out.size() * job.rows() * job.columns();
        if (x.dtype() == DType.F32) {
            PoolRow32 form = PoolPlanes32.form(work);
            forEach(planes, area, (first, end) -> PoolPlanes32.indices(form, job, from.floats(), at,
                    first, end, y.ints()));
        } else {
            PoolRow64 form = PoolPlanes64.form(work);
            forEach(planes, area, (first, end) -> PoolPlanes64.indices(form, job, from.doubles(),
                    at, first, end, y.ints()));
        }
        return y;
    }

    /// The elements of planes with so many axes that stand where `index` says.
    public static NdArray take(String op, NdArray x, NdArray index, int axes) {
        NdArray y = NdArray.uninitialized(x.dtype(), index.shape());
        int area = area(x.shape(), axes);
        int places = area(index.shape(), axes);
        NdArray from = x.contiguous();
        NdArray where = index.contiguous();
        int at = from.layout().offset();
        int[] w = where.ints();
        int wAt = where.layout().offset();
        forEach(y.size() / Math.max(1, places), area, (first, end) -> {
            if (y.dtype() == DType.F32) {
                PoolPlanes32.take(op, from.floats(), at, area, w, wAt, places, first, end,
                        y.floats());
            } else {
                PoolPlanes64.take(op, from.doubles(), at, area, w, wAt, places, first, end,
                        y.doubles());
            }
        });
        return y;
    }

    /// Planes of zeros with the elements of `y` added where `index` says.
    public static NdArray add(String op, NdArray y, NdArray index, Shape plane) {
        Shape batch = y.shape().range(0, y.shape().rank() - plane.rank());
        NdArray x = NdArray.allocate(y.dtype(), batch.concat(plane));
        int places = area(y.shape(), plane.rank());
        NdArray from = y.contiguous();
        NdArray where = index.contiguous();
        int at = from.layout().offset();
        int[] w = where.ints();
        int wAt = where.layout().offset();
        forEach(y.size() / Math.max(1, places), plane.size(), (first, end) -> {
            if (y.dtype() == DType.F32) {
                PoolPlanes32.add(op, from.floats(), at, plane.size(), w, wAt, places, first, end,
                        x.floats());
            } else {
                PoolPlanes64.add(op, from.doubles(), at, plane.size(), w, wAt, places, first, end,
                        x.doubles());
            }
        });
        return x;
    }

    private static int area(Shape shape, int axes) {
        return shape.range(shape.rank() - axes, shape.rank()).size();
    }
}
