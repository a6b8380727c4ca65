package io.atled.autograd.kernel;

import static io.atled.autograd.kernel.VectorMath.of;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The `F32` loops of [GeluLoops] with the Vector API: the same bits, the rest of a run by the
/// plain loop. Formulas stand in the loops where C2 would find them too big to inline.
final class VectorGeluLoops {
    private static final VectorSpecies<Float> S = VectorMath.SPECIES;

    private static final FloatVector TANH_MOST = of(PlainGelu.TANH_MOST);
    private static final FloatVector Z_1 = of(PlainGelu.Z_1);
    private static final FloatVector Z_3 = of(PlainGelu.Z_3);
    private static final FloatVector SLOPE_3 = of(PlainGelu.SLOPE_3);
    private static final FloatVector EXACT_MOST = of(PlainGelu.EXACT_MOST);
    private static final FloatVector HALF_ROOT = of(PlainGelu.HALF_ROOT);
    private static final FloatVector MINUS_DENSITY = of(-PlainGelu.DENSITY);
    private static final FloatVector MINUS_HALF = of(-0.5f);

    private VectorGeluLoops() {}

    private static FloatVector tanhExp(FloatVector a) {
        FloatVector z = Z_3.fma(a.mul(a), Z_1).mul(a);
        return VectorMath.moderateExp(z.neg());
    }

    static final class TanhForm extends GeluLoops.TanhForm {
        @Override
        void run(float[] from, int at, float[] to, int toAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector x = FloatVector.fromArray(S, from, at + i);
                FloatVector e = tanhExp(VectorMath.atMost(x.abs(), TANH_MOST));
                FloatVector upper = VectorMath.ONE.blend(e, x.lt(VectorMath.ZERO));
                x.mul(upper).div(e.add(VectorMath.ONE)).intoArray(to, toAt + i);
            }
            super.run(from, at + whole, to, toAt + whole, n - whole);
        }
    }

    static final class TanhSlope extends GeluLoops.TanhSlope {
        @Override
        void run(float[] from, int at, float[] to, int toAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector x = FloatVector.fromArray(S, from, at + i);
                FloatVector a = VectorMath.atMost(x.abs(), TANH_MOST);
                FloatVector e = tanhExp(a);
                FloatVector inverse = VectorMath.ONE.div(e.add(VectorMath.ONE));
                FloatVector slope = SLOPE_3.fma(a.mul(a), Z_1).mul(VectorMath.copySign(a, x));
                FloatVector upper = VectorMath.ONE.blend(e, x.lt(VectorMath.ZERO));
                slope.mul(inverse).fma(e.mul(inverse), upper.mul(inverse))
                        .intoArray(to, toAt + i);
            }
            super.run(from, at + whole, to, toAt + whole, n - whole);
        }
    }

    static final class Exact extends GeluLoops.Exact {
        @Override
        void run(float[] from, int at, float[] to, int toAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector x = FloatVector.fromArray(S, from, at + i);
                FloatVector a = VectorMath.atMost(x.abs(), EXACT_MOST);
                FloatVector s = a.mul(a);
                FloatVector lo = a.fma(a, s.neg());
                FloatVector h = s.mul(MINUS_HALF);
                FloatVector t = h.fma(VectorMath.LOG2_E, VectorMath.MAGIC);
                FloatVector m = t.sub(VectorMath.MAGIC);
                FloatVector r = m.fma(VectorMath.MINUS_LN2_LO,
                        m.fma(VectorMath.MINUS_LN2_HI, h));
                r = lo.fma(MINUS_HALF, r);
                FloatVector e = r.mul(r).fma(VectorMath.expPolynomial(r), r).add(VectorMath.ONE)
                        .mul(VectorMath.power(VectorMath.exponent(t)));
                FloatVector b = a.mul(HALF_ROOT);
                FloatVector d = b.fma(VectorMath.TWO, VectorMath.ONE);
                FloatVector c = b.add(VectorMath.TWO);
                FloatVector inverse = VectorMath.ONE.div(c.mul(d));
                FloatVector u = b.mul(d).mul(inverse);
                FloatVector p = VectorErrorFunction.tail(u);
                FloatVector beyond = u.fma(p, VectorMath.ONE).mul(VectorMath.HALF)
                        .mul(c.mul(inverse)).mul(e);
                FloatVector cdf = VectorMath.ONE.sub(beyond).blend(beyond,
                        x.lt(VectorMath.ZERO));
                x.mul(cdf).intoArray(to, toAt + i);
            }
            super.run(from, at + whole, to, toAt + whole, n - whole);
        }
    }

    static final class ExactSlope extends GeluLoops.ExactSlope {
        @Override
        void run(float[] from, int at, float[] to, int toAt, int n) {
            int whole = S.loopBound(n);
            for (int i = 0; i < whole; i += S.length()) {
                FloatVector x = FloatVector.fromArray(S, from, at + i);
                FloatVector a = VectorMath.atMost(x.abs(), EXACT_MOST);
                FloatVector s = a.mul(a);
                FloatVector lo = a.fma(a, s.neg());
                FloatVector h = s.mul(MINUS_HALF);
                FloatVector t = h.fma(VectorMath.LOG2_E, VectorMath.MAGIC);
                FloatVector m = t.sub(VectorMath.MAGIC);
                FloatVector r = m.fma(VectorMath.MINUS_LN2_LO,
                        m.fma(VectorMath.MINUS_LN2_HI, h));
                r = lo.fma(MINUS_HALF, r);
                FloatVector e = r.mul(r).fma(VectorMath.expPolynomial(r), r).add(VectorMath.ONE)
                        .mul(VectorMath.power(VectorMath.exponent(t)));
                FloatVector b = a.mul(HALF_ROOT);
                FloatVector d = b.fma(VectorMath.TWO, VectorMath.ONE);
                FloatVector c = b.add(VectorMath.TWO);
                FloatVector inverse = VectorMath.ONE.div(c.mul(d));
                FloatVector u = b.mul(d).mul(inverse);
                FloatVector p = VectorErrorFunction.tail(u);
                FloatVector beyond = u.fma(p, VectorMath.ONE).mul(VectorMath.HALF)
                        .mul(c.mul(inverse)).mul(e);
                FloatVector w = a.mul(MINUS_DENSITY).fma(e, beyond);
                VectorMath.ONE.sub(w).blend(w, x.lt(VectorMath.ZERO)).intoArray(to, toAt + i);
            }
            super.run(from, at + whole, to, toAt + whole, n - whole);
        }
    }
}
