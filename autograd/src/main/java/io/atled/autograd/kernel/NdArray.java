package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A strided view over a heap array: what kernels work on. It knows nothing of graphs.
///
/// Inside a run of a [Pool] the storage of a new array is lent: when the run has ended, reading
/// the array or a view of it is an error.
public final class NdArray {
    private final DType dtype;
    private final Layout layout;
    private final Object data;          // float[], double[], int[] or boolean[], or a lease of one

    private NdArray(DType dtype, Layout layout, Object data) {
        this.dtype = dtype;
        this.layout = layout;
        this.data = data;
    }

    /// A row-major array of zeros.
    public static NdArray allocate(DType dtype, Shape shape) {
        NdArray array = uninitialized(dtype, shape);
        if (array.data instanceof Lease lease) {
            clear(lease.storage());
        }
        return array;
    }

    /// A row-major array whose elements may be anything: for kernels that write every one of them.
    public static NdArray uninitialized(DType dtype, Shape shape) {
        Pool pool = Pool.current();
        Object lent = pool == null ? null : pool.lend(dtype, shape.size());
        return new NdArray(dtype, Layout.of(shape),
                lent != null ? lent : storage(dtype, shape.size()));
    }

    /// A Java array of zeros.
    static Object storage(DType dtype, int n) {
        return switch (dtype) {
            case F32 -> new float[n];
            case F64 -> new double[n];
            case I32 -> new int[n];
            case BOOL -> new boolean[n];
        };
    }

    private static void clear(@Nullable Object storage) {
        switch (storage) {
            case float[] a -> Arrays.fill(a, 0);
            case double[] a -> Arrays.fill(a, 0);
            case int[] a -> Arrays.fill(a, 0);
            case boolean[] a -> Arrays.fill(a, false);
            case null, default -> throw new AssertionError(storage);
        }
    }

    /// Row-major over `data`, which is not copied.
    public static NdArray wrap(Shape shape, float[] data) {
        return new NdArray(DType.F32, Layout.of(shape), data);
    }

    /// Row-major over `data`, which is not copied.
    public static NdArray wrap(Shape shape, double[] data) {
        return new NdArray(DType.F64, Layout.of(shape), data);
    }

    /// Row-major over `data`, which is not copied.
    public static NdArray wrap(Shape shape, int[] data) {
        return new NdArray(DType.I32, Layout.of(shape), data);
    }

    /// Row-major over `data`, which is not copied.
    public static NdArray wrap(Shape shape, boolean[] data) {
        return new NdArray(DType.BOOL, Layout.of(shape), data);
    }

    /// The same storage seen through another layout.
    public NdArray view(Layout other) {
        return other == layout ? this : new NdArray(dtype, other, data);
    }

    /// The type of the elements.
    public DType dtype() {
        return dtype;
    }

    /// Where the elements lie in the storage.
    public Layout layout() {
        return layout;
    }

    /// The sizes.
    public Shape shape() {
        return layout.shape();
    }

    /// The number of elements.
    public int size() {
        return layout.shape().size();
    }

    /// The storage of an F32 array, never a copy.
    public float[] floats() {
        return (float[]) storage();
    }

    /// The storage of an F64 array, never a copy.
    public double[] doubles() {
        return (double[]) storage();
    }

    /// The storage of an I32 array, never a copy.
    public int[] ints() {
        return (int[]) storage();
    }

    /// The storage of a BOOL array, never a copy.
    public boolean[] booleans() {
        return (boolean[]) storage();
    }

    Object storage() {
        if (!(data instanceof Lease lease)) {
            return data;
        }
        Object storage = lease.storage();
        if (storage == null) {
            throw new IllegalStateException("tensor: expected numbers, got " + dtype + " "
                    + shape() + " that was recycled at the end of the step it was computed in;"
                    + " return it from the step, call Step.keep on it, or read its numbers while"
                    + " the step runs");
        }
        return storage;
    }

    @Nullable Lease lease() {
        return data instanceof Lease lease ? lease : null;
    }

    /// Whether the storage has been taken back, so that there is nothing to read.
    public boolean isRecycled() {
        return data instanceof Lease lease && lease.storage() == null;
    }

    /// Leaves the storage to the garbage collector: no run takes it back.
    public void escape() {
        storage();                                      // or an error
        if (data instanceof Lease lease) {
            lease.escape();
        }
    }

    /// Makes the storage outlive the run, until [#letGo()] has been called as often.
    public void hold() {
        storage();
        if (data instanceof Lease lease) {
            lease.hold();
        }
    }

    /// Undoes one [#hold()]: after the last, the run of this thread takes the storage back at its
    /// end, unless it has escaped.
    public void letGo() {
        Pool pool = Pool.current();
        if (pool != null && data instanceof Lease lease) {
            lease.letGo(pool);
        }
    }

    /// For whoever made this array and is through with it: the run of this thread takes it back at
    /// once, if it has lent it.
    public void recycle() {
        Pool pool = Pool.current();
        if (pool != null) {
            pool.recycle(this);
        }
    }

    /// The element with row-major number `flat`, as a double (true is 1).
    public double get(int flat) {
        return Copy.read(storage(), layout.at(flat));
    }

    /// This array if its elements lie side by side in row-major order, else a copy that does.
    public NdArray contiguous() {
        return layout.isContiguous() ? this : to(dtype);
    }

    /// A row-major array of its own with the elements converted to `other`.
    ///
    /// Floating point to I32 rounds towards zero; to BOOL, all but 0 is true.
    public NdArray to(DType other) {
        NdArray out = uninitialized(other, shape());
        Copy.gather(this, 0, size(), out.storage(), 0);
        return out;
    }

    /// The elements in row-major order in a Java array for the caller, converted as by
    /// [#to(DType)].
    public Object toJava(DType other) {
        Object out = storage(other, size());
        Copy.gather(this, 0, size(), out, 0);
        return out;
    }
}
