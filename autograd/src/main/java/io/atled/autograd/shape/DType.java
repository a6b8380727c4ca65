package io.atled.autograd.shape;

import java.util.List;

/// The type of a tensor's elements.
///
/// `F32` is the default, `F64` is for checks. `I32` and `BOOL` are for indices and masks: they
/// carry no gradient and take no part in arithmetic until they are converted.
public enum DType {
    /// 32-bit floating point.
    F32(4),
    /// 64-bit floating point.
    F64(8),
    /// 32-bit signed integers: indices and class labels.
    I32(4),
    /// True or false: masks.
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// How many bytes one element takes.
    public int bytes() {
        return bytes;
    }

    /// Whether elements are real numbers, so that derivatives exist.
    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /// The one floating-point type that all of `types` share.
    ///
    /// @throws DTypeMismatch if one is not floating point or two differ
    public static DType common(String op, List<DType> types) {
        DType first = types.getFirst();
        for (DType type : types) {
            if (!type.isFloat()) {
                throw new DTypeMismatch(op + ": needs F32 or F64, got " + type + " in " + types
                        + "; convert it with to(DType."
                        + (types.contains(F64) ? F64 : F32) + ")");
            }
            if (type != first) {
                throw new DTypeMismatch(op + ": mixes " + types + ", which would lose digits"
                        + " silently; convert one side: to(DType.F64) keeps every digit,"
                        + " to(DType.F32) computes in F32");
            }
        }
        return first;
    }
}
