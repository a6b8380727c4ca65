package io.atled.autograd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions of [PlainMath] on vectors: the same operations in the same order, hence the same
/// bits, in vectors of the machine's preferred width. Loaded only where the Vector API is there.
///
/// Coefficients are broadcast where they are used, so that C2 keeps them in registers; a constant
/// vector is read from memory again in each round of a loop that writes. Only what the longest
/// formulas use is constant vectors: broadcasts would exhaust C2's budget of nodes for inlining,
/// and what is not inlined boxes every vector.
final class VectorMath {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static final FloatVector ONE = of(1);
    static final FloatVector TWO = of(2);
    static final FloatVector HALF = of(0.5f);
    static final FloatVector LOG2_E = of(PlainMath.LOG2_E);
    static final FloatVector MAGIC = of(PlainMath.MAGIC);
    static final FloatVector MINUS_LN2_LO = of(-PlainMath.LN2_LO);
    static final FloatVector MINUS_LN2_HI = of(-PlainMath.LN2_HI);
    static final FloatVector ZERO = of(0);
    private static final IntVector BIAS = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 127);
    private static final IntVector BIAS_LESS_1 = BIAS.sub(1);
    private static final IntVector MAGIC_BITS = of(PlainMath.MAGIC).reinterpretAsInts();
    private static final IntVector SIGN = of(-0f).reinterpretAsInts();
    private static final FloatVector EXP_6 = of(PlainMath.EXP_6);
    private static final FloatVector EXP_5 = of(PlainMath.EXP_5);
    private static final FloatVector EXP_4 = of(PlainMath.EXP_4);
    private static final FloatVector EXP_3 = of(PlainMath.EXP_3);
    private static final FloatVector EXP_2 = of(PlainMath.EXP_2);

    private VectorMath() {}

    static FloatVector of(float c) {
        return FloatVector.broadcast(SPECIES, c);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector c = atMost(x, of(PlainMath.EXP_MOST));
        c = c.blend(of(PlainMath.EXP_LEAST), c.lt(of(PlainMath.EXP_LEAST)));
        FloatVector t = c.fma(of(PlainMath.LOG2_E), of(PlainMath.MAGIC));
        return scale(reducedExpm1(c, t.sub(of(PlainMath.MAGIC))).add(of(1)), exponent(t));
    }

    /// `most` where `x` is larger; NaN stays.
    static FloatVector atMost(FloatVector x, FloatVector most) {
        return x.blend(most, most.lt(x));
    }

    static FloatVector reducedExpm1(FloatVector x, FloatVector n) {
        FloatVector r = n.fma(of(-PlainMath.LN2_LO), n.fma(of(-PlainMath.LN2_HI), x));
        return r.mul(r).fma(expPolynomial(r), r);
    }

    static FloatVector expPolynomial(FloatVector r) {
        FloatVector q = EXP_6.fma(r, EXP_5);
        q = q.fma(r, EXP_4);
        q = q.fma(r, EXP_3);
        return q.fma(r, EXP_2);
    }

    static FloatVector moderateExp(FloatVector x) {
        FloatVector t = x.fma(of(PlainMath.LOG2_E), of(PlainMath.MAGIC));
        return reducedExpm1(x, t.sub(of(PlainMath.MAGIC))).add(of(1)).mul(power(exponent(t)));
    }

    static IntVector exponent(FloatVector magic) {
        return magic.reinterpretAsInts().sub(MAGIC_BITS);
    }

    static FloatVector power(IntVector n) {
        return n.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    static FloatVector scale(FloatVector y, IntVector n) {
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        return y.mul(power(half)).mul(power(n.sub(half)));
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector c = atMost(x, of(PlainMath.EXP_MOST));
        c = c.blend(of(PlainMath.EXPM1_LEAST), c.lt(of(PlainMath.EXPM1_LEAST)));
        FloatVector t = c.fma(of(PlainMath.LOG2_E), of(PlainMath.MAGIC));
        FloatVector n = t.sub(of(PlainMath.MAGIC));
        FloatVector r = n.fma(of(-PlainMath.LN2_LO), n.fma(of(-PlainMath.LN2_HI), c));
        FloatVector q = of(PlainMath.EXPM1_7).fma(r, of(PlainMath.EXPM1_6));
        q = q.fma(r, of(PlainMath.EXPM1_5));
        q = q.fma(r, of(PlainMath.EXPM1_4));
        q = q.fma(r, of(PlainMath.EXPM1_3));
        q = q.fma(r, of(PlainMath.EXP_2));
        FloatVector half = exponent(t).add(BIAS_LESS_1)
                .lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector y = r.mul(r).fma(q, r).fma(half, half.sub(of(0.5f))).mul(of(2));
        return y.blend(x, x.abs().lt(of(PlainMath.TINY)));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector p = of(PlainMath.TANH_13).fma(s, of(PlainMath.TANH_11));
        p = p.fma(s, of(PlainMath.TANH_9));
        p = p.fma(s, of(PlainMath.TANH_7));
        p = p.fma(s, of(PlainMath.TANH_5));
        p = p.fma(s, of(PlainMath.TANH_3));
        FloatVector near = p.mul(s).fma(x, x);
        FloatVector a = x.abs();
        FloatVector c = atMost(a, of(PlainMath.TANH_MOST));
        FloatVector far = of(1).sub(of(2).div(moderateExp(c.add(c)).add(of(1))));
        return copySign(far.blend(near, a.lt(of(PlainMath.TANH_SPLIT))), x);
    }

    /// `y`, which is positive or has the sign of `x`, with the sign of `x`.
    static FloatVector copySign(FloatVector y, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector sech2(FloatVector x) {
        FloatVector e = exp(x.abs().mul(-2));
        FloatVector d = e.add(1);
        return e.mul(4).div(d.mul(d));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector d = e.add(of(1));
        FloatVector l = e.sub(d.sub(of(1)));
        FloatVector inverse = of(1).div(d);
        VectorMask<Float> negative = x.lt(of(0));
        FloatVector y = of(1).blend(e, negative);
        FloatVector q = y.mul(inverse);
        FloatVector minus = q.neg();
        FloatVector r = minus.fma(l, minus.fma(d, y));
        return r.fma(inverse, q);
    }
}
