package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;

/// A strided view over a heap array: what kernels work on. It knows nothing of graphs.
public final class NdArray {
    private final DType dtype;
    private final Layout layout;
    private final Object storage;       // float[], double[], int[] or boolean[], as dtype says

    private NdArray(DType dtype, Layout layout, Object storage) {
        this.dtype = dtype;
        this.layout = layout;
        this.storage = storage;
    }

    /// A row-major array of zeros.
    public static NdArray allocate(DType dtype, Shape shape) {
        int n = shape.size();
        Object storage = switch (dtype) {
            case F32 -> new float[n];
            case F64 -> new double[n];
            case I32 -> new int[n];
            case BOOL -> new boolean[n];
        };
        return new NdArray(dtype, Layout.of(shape), storage);
    }

    /// A row-major array whose elements may be anything: for kernels that write every one of them.
    public static NdArray uninitialized(DType dtype, Shape shape) {
        return allocate(dtype, shape);
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
        return other == layout ? this : new NdArray(dtype, other, storage);
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
        return (float[]) storage;
    }

    /// The storage of an F64 array, never a copy.
    public double[] doubles() {
        return (double[]) storage;
    }

    /// The storage of an I32 array, never a copy.
    public int[] ints() {
        return (int[]) storage;
    }

    /// The storage of a BOOL array, never a copy.
    public boolean[] booleans() {
        return (boolean[]) storage;
    }

    Object storage() {
        return storage;
    }

    /// The element with row-major number `flat`, as a double (true is 1).
    public double get(int flat) {
        return Copy.read(storage, layout.at(flat));
    }

    /// This array if its elements lie side by side in row-major order, else a copy that does.
    public NdArray contiguous() {
        return layout.isContiguous() ? this : to(dtype);
    }

    /// A fresh row-major array with the elements converted to `other`.
    ///
    /// Floating point to I32 rounds towards zero; to BOOL, all but 0 is true.
    public NdArray to(DType other) {
        NdArray out = allocate(other, shape());
        Copy.gather(this, 0, size(), out.storage, 0);
        return out;
    }
}
