package io.atled.autograd.kernel;

import static io.atled.autograd.kernel.VectorMath.SPECIES;
import static io.atled.autograd.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The error functions of [PlainErrorFunction] on vectors, with the same bits.
///
/// Loop and formula stand in one method: apart, C2 compiles the formula first, finds it too big to
/// inline, and every call boxes its vectors (erfc: 4 ns instead of 0.6).
final class VectorErrorFunction {
    private static final FloatVector NEAR_13 = of(PlainErrorFunction.NEAR_13);
    private static final FloatVector NEAR_11 = of(PlainErrorFunction.NEAR_11);
    private static final FloatVector NEAR_9 = of(PlainErrorFunction.NEAR_9);
    private static final FloatVector NEAR_7 = of(PlainErrorFunction.NEAR_7);
    private static final FloatVector NEAR_5 = of(PlainErrorFunction.NEAR_5);
    private static final FloatVector NEAR_3 = of(PlainErrorFunction.NEAR_3);
    private static final FloatVector NEAR_1 = of(PlainErrorFunction.NEAR_1);
    private static final FloatVector FAR_7 = of(PlainErrorFunction.FAR_7);
    private static final FloatVector FAR_6 = of(PlainErrorFunction.FAR_6);
    private static final FloatVector FAR_5 = of(PlainErrorFunction.FAR_5);
    private static final FloatVector FAR_4 = of(PlainErrorFunction.FAR_4);
    private static final FloatVector FAR_3 = of(PlainErrorFunction.FAR_3);
    private static final FloatVector FAR_2 = of(PlainErrorFunction.FAR_2);
    private static final FloatVector FAR_1 = of(PlainErrorFunction.FAR_1);
    private static final FloatVector FAR_0 = of(PlainErrorFunction.FAR_0);
    private static final FloatVector TAIL_9 = of(PlainErrorFunction.TAIL_9);
    private static final FloatVector TAIL_8 = of(PlainErrorFunction.TAIL_8);
    private static final FloatVector TAIL_7 = of(PlainErrorFunction.TAIL_7);
    private static final FloatVector TAIL_6 = of(PlainErrorFunction.TAIL_6);
    private static final FloatVector TAIL_5 = of(PlainErrorFunction.TAIL_5);
    private static final FloatVector TAIL_4 = of(PlainErrorFunction.TAIL_4);
    private static final FloatVector TAIL_3 = of(PlainErrorFunction.TAIL_3);
    private static final FloatVector TAIL_2 = of(PlainErrorFunction.TAIL_2);
    private static final FloatVector TAIL_1 = of(PlainErrorFunction.TAIL_1);
    private static final FloatVector TAIL_0 = of(PlainErrorFunction.TAIL_0);
    private static final FloatVector TAIL_END = of(PlainErrorFunction.TAIL_END);
    private static final FloatVector LOWERING = of(PlainErrorFunction.LOWERING);
    /// From the bits of a number that MAGIC was added to, to the exponent field 64 too high.
    private static final IntVector RAISED = IntVector.broadcast(
            IntVector.SPECIES_PREFERRED, 127 + 64 - PlainMath.MAGIC_BITS);
    private static final FloatVector ERF_SPLIT = of(PlainErrorFunction.ERF_SPLIT);
    private static final FloatVector ERF_MOST = of(PlainErrorFunction.ERF_MOST);
    private static final FloatVector ERFC_MOST = of(PlainErrorFunction.ERFC_MOST);

    private VectorErrorFunction() {}

    /// erf of the first `n` elements, a multiple of the vector length.
    static void erf(float[] from, int at, float[] to, int toAt, int n) {
        for (int i = 0; i < n; i += SPECIES.length()) {
            FloatVector x = FloatVector.fromArray(SPECIES, from, at + i);
            FloatVector a = x.abs();
            FloatVector far = VectorMath.copySign(far(a), x);
            far.blend(near(x), a.lt(ERF_SPLIT)).intoArray(to, toAt + i);
        }
    }

    private static FloatVector near(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector p = NEAR_13.fma(s, NEAR_11);
        p = p.fma(s, NEAR_9);
        p = p.fma(s, NEAR_7);
        p = p.fma(s, NEAR_5);
        p = p.fma(s, NEAR_3);
        p = p.fma(s, NEAR_1);
        return p.fma(x, x);
    }

    private static FloatVector far(FloatVector a) {
        FloatVector c = VectorMath.atMost(a, ERF_MOST);
        FloatVector p = FAR_7.fma(c, FAR_6);
        p = p.fma(c, FAR_5);
        p = p.fma(c, FAR_4);
        p = p.fma(c, FAR_3);
        p = p.fma(c, FAR_2);
        p = p.fma(c, FAR_1);
        p = p.fma(c, FAR_0);
        return VectorMath.ONE.sub(VectorMath.moderateExp(p));
    }

    /// erfc of the first `n` elements, a multiple of the vector length.
    static void erfc(float[] from, int at, float[] to, int toAt, int n) {
        for (int i = 0; i < n; i += SPECIES.length()) {
            FloatVector x = FloatVector.fromArray(SPECIES, from, at + i);
            FloatVector a = VectorMath.atMost(x.abs(), ERFC_MOST);
            FloatVector u = a.div(a.add(VectorMath.TWO));
            FloatVector v = tail(u);
            FloatVector p = u.fma(v, VectorMath.ONE);
            FloatVector pLo = u.fma(v, VectorMath.ONE.sub(p));
            FloatVector d = a.fma(VectorMath.TWO, VectorMath.ONE);
            FloatVector dLo = a.fma(VectorMath.TWO, VectorMath.ONE.sub(d));
            FloatVector inverse = VectorMath.ONE.div(d);
            FloatVector c = p.mul(inverse);
            FloatVector minus = c.neg();
            FloatVector cLo = minus.fma(dLo, minus.fma(d, p)).add(pLo).mul(inverse);
            FloatVector y = timesExp(a, c, cLo);
            y.blend(VectorMath.TWO.sub(y), x.lt(VectorMath.ZERO)).intoArray(to, toAt + i);
        }
    }

    /// `(c + cLo) e^(−a²)`.
    private static FloatVector timesExp(FloatVector a, FloatVector c, FloatVector cLo) {
        FloatVector s = a.mul(a);
        FloatVector minus = s.neg();
        FloatVector m = minus.fma(VectorMath.LOG2_E, VectorMath.MAGIC);
        FloatVector g = reducedExpm1(minus, m.sub(VectorMath.MAGIC), a.neg().fma(a, s));
        FloatVector sum = c.add(c.fma(g, cLo.fma(g, cLo)));
        return sum.mul(m.reinterpretAsInts().add(RAISED).lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats()).mul(LOWERING);
    }

    private static FloatVector reducedExpm1(FloatVector x, FloatVector n, FloatVector xLo) {
        FloatVector hi = n.fma(VectorMath.MINUS_LN2_HI, x);
        FloatVector lo = n.fma(VectorMath.MINUS_LN2_LO, xLo);
        FloatVector r = hi.add(lo);
        FloatVector rLo = lo.sub(r.sub(hi));
        return r.add(r.mul(r).fma(VectorMath.expPolynomial(r), rLo));
    }

    static FloatVector tail(FloatVector u) {
        FloatVector p = TAIL_9.fma(u, TAIL_8);
        p = p.fma(u, TAIL_7);
        p = p.fma(u, TAIL_6);
        p = p.fma(u, TAIL_5);
        p = p.fma(u, TAIL_4);
        p = p.fma(u, TAIL_3);
        p = p.fma(u, TAIL_2);
        p = p.fma(u, TAIL_1);
        p = p.fma(u, TAIL_0);
        return p.fma(VectorMath.ONE.sub(u), TAIL_END);
    }
}
