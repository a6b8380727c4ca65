package io.atled.autograd.kernel;

import static io.atled.autograd.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The logarithms of [PlainLog] on vectors, with the same bits.
final class VectorLog {
    private static final FloatVector LOG_10 = of(PlainLog.LOG_10);
    private static final FloatVector LOG_9 = of(PlainLog.LOG_9);
    private static final FloatVector LOG_8 = of(PlainLog.LOG_8);
    private static final FloatVector LOG_7 = of(PlainLog.LOG_7);
    private static final FloatVector LOG_6 = of(PlainLog.LOG_6);
    private static final FloatVector LOG_5 = of(PlainLog.LOG_5);
    private static final FloatVector LOG_4 = of(PlainLog.LOG_4);
    private static final FloatVector LOG_3 = of(PlainLog.LOG_3);
    private static final FloatVector LN2_HI = of(PlainMath.LN2_HI);
    private static final FloatVector LN2_LO = of(PlainMath.LN2_LO);
    private static final FloatVector MINUS_HALF = of(-0.5f);
    private static final FloatVector INFINITE = of(Float.POSITIVE_INFINITY);
    private static final FloatVector MINUS_INFINITE = of(Float.NEGATIVE_INFINITY);
    private static final FloatVector NAN = of(Float.NaN);

    private VectorLog() {}

    static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.lt(Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
        IntVector shifted = exponent(bits);
        FloatVector f = bits.sub(shifted.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats().sub(VectorMath.ONE);
        FloatVector e = toFloat(shifted);
        FloatVector y = sum(f, e.blend(e.sub(23), subnormal));
        y = y.blend(x, x.eq(INFINITE));
        y = y.blend(MINUS_INFINITE, x.eq(VectorMath.ZERO));
        return NAN.blend(y, VectorMath.ZERO.compare(VectorOperators.LE, x));
    }

    static FloatVector log1p(FloatVector x) {
        IntVector e = exponent(x.add(VectorMath.ONE).reinterpretAsInts());
        FloatVector s = e.neg().add(129).lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats().mul(0.25f);
        FloatVector y = sum(x.fma(s, s.sub(VectorMath.ONE)), toFloat(e));
        y = y.blend(x, x.eq(INFINITE));
        y = y.blend(x, x.abs().lt(VectorMath.TINY));
        y = y.blend(MINUS_INFINITE, x.eq(-1));
        return NAN.blend(y, x.compare(VectorOperators.GE, -1));
    }

    private static IntVector exponent(IntVector bits) {
        return bits.sub(PlainLog.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    }

    private static FloatVector toFloat(IntVector e) {
        return (FloatVector) e.convert(VectorOperators.I2F, 0);
    }

    private static FloatVector sum(FloatVector f, FloatVector e) {
        FloatVector p = LOG_10.fma(f, LOG_9);
        p = p.fma(f, LOG_8);
        p = p.fma(f, LOG_7);
        p = p.fma(f, LOG_6);
        p = p.fma(f, LOG_5);
        p = p.fma(f, LOG_4);
        p = p.fma(f, LOG_3);
        p = p.fma(f, MINUS_HALF);
        FloatVector r = f.mul(f).fma(p, f);
        return e.fma(LN2_HI, e.fma(LN2_LO, r));
    }
}
