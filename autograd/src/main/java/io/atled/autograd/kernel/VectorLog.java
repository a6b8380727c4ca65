package io.atled.autograd.kernel;

import static io.atled.autograd.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The logarithms of [PlainLog] on vectors, with the same bits.
final class VectorLog {

    private VectorLog() {}

    static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.lt(Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
        IntVector shifted = exponent(bits);
        FloatVector f = bits.sub(shifted.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats().sub(of(1));
        FloatVector e = toFloat(shifted);
        FloatVector y = sum(f, e.blend(e.sub(23), subnormal));
        y = y.blend(x, x.eq(of(Float.POSITIVE_INFINITY)));
        y = y.blend(of(Float.NEGATIVE_INFINITY), x.eq(of(0)));
        return of(Float.NaN).blend(y, of(0).compare(VectorOperators.LE, x));
    }

    static FloatVector log1p(FloatVector x) {
        IntVector e = exponent(x.add(of(1)).reinterpretAsInts());
        FloatVector s = e.neg().add(129).lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats().mul(0.25f);
        FloatVector y = sum(x.fma(s, s.sub(of(1))), toFloat(e));
        y = y.blend(x, x.eq(of(Float.POSITIVE_INFINITY)));
        y = y.blend(x, x.abs().lt(of(PlainMath.TINY)));
        y = y.blend(of(Float.NEGATIVE_INFINITY), x.eq(-1));
        return of(Float.NaN).blend(y, x.compare(VectorOperators.GE, -1));
    }

    private static IntVector exponent(IntVector bits) {
        return bits.sub(PlainLog.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    }

    private static FloatVector toFloat(IntVector e) {
        return (FloatVector) e.convert(VectorOperators.I2F, 0);
    }

    private static FloatVector sum(FloatVector f, FloatVector e) {
        FloatVector p = of(PlainLog.LOG_10).fma(f, of(PlainLog.LOG_9));
        p = p.fma(f, of(PlainLog.LOG_8));
        p = p.fma(f, of(PlainLog.LOG_7));
        p = p.fma(f, of(PlainLog.LOG_6));
        p = p.fma(f, of(PlainLog.LOG_5));
        p = p.fma(f, of(PlainLog.LOG_4));
        p = p.fma(f, of(PlainLog.LOG_3));
        p = p.fma(f, of(-0.5f));
        FloatVector r = f.mul(f).fma(p, f);
        return e.fma(of(PlainMath.LN2_HI), e.fma(of(PlainMath.LN2_LO), r));
    }
}
