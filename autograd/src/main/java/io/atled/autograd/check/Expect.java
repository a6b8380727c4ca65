package io.atled.autograd.check;

import io.atled.autograd.Tensor;

/// What laws demand, and what they say when it is not so.
final class Expect {
    private Expect() {}

    static void that(boolean held, String message) {
        if (!held) {
            throw new LawBroken(message);
        }
    }

    /// Equal shapes, types and bits; all NaN count as equal.
    static void sameBits(String what, Tensor expected, Tensor got, String advice) {
        alike(what, expected, got, advice);
        double[] a = expected.toDoubles();
        double[] b = got.toDoubles();
        for (int i = 0; i < a.length; i++) {
            if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(b[i])) {
                throw new LawBroken(what + ": element " + i + " of " + got.shape() + " should be "
                        + a[i] + " to the last bit, got " + b[i] + "; " + advice);
            }
        }
    }

    /// Equal shapes and types, and elements that differ by at most `tolerance` parts of the
    /// largest expected; NaN where NaN is expected.
    static void near(String what, Tensor expected, Tensor got, double tolerance, String advice) {
        alike(what, expected, got, advice);
        double[] a = expected.toDoubles();
        double[] b = got.toDoubles();
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            size = Double.isNaN(a[i]) ? size : Math.max(size, Math.abs(a[i]));
        }
        for (int i = 0; i < a.length; i++) {
            boolean undefined = Double.isNaN(a[i]) && Double.isNaN(b[i]);
            if (!undefined && !(Math.abs(a[i] - b[i]) <= tolerance * size)) {
                throw new LawBroken(what + ": element " + i + " of " + got.shape() + " should be "
                        + a[i] + ", got " + b[i] + "; " + advice);
            }
        }
    }

    /// Equal shapes and types.
    static void alike(String what, Tensor expected, Tensor got, String advice) {
        if (!expected.shape().equals(got.shape()) || expected.dtype() != got.dtype()) {
            throw new LawBroken(what + ": should be " + expected.dtype() + " " + expected.shape()
                    + ", got " + got.dtype() + " " + got.shape() + "; " + advice);
        }
    }
}
