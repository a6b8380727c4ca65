package io.atled.autograd.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [Decay] on vectors, with the same bits. Loaded only where the Vector API is there.
final class VectorDecay {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final FloatVector LEAST_32 = VectorMath.of(Decay.LEAST_32);
    private static final DoubleVector LEAST_64 = of(Decay.LEAST_64);
    private static final DoubleVector ONE = of(1);
    private static final DoubleVector MAGIC = of(Decay.MAGIC);
    private static final DoubleVector LOG2_E = of(Decay.LOG2_E);
    private static final DoubleVector MINUS_LN2_HI = of(-Decay.LN2_HI);
    private static final DoubleVector MINUS_LN2_LO = of(-Decay.LN2_LO);
    private static final DoubleVector EXP_2 = of(Decay.EXP_2);
    private static final DoubleVector EXP_3 = of(Decay.EXP_3);
    private static final DoubleVector EXP_4 = of(Decay.EXP_4);
    private static final DoubleVector EXP_5 = of(Decay.EXP_5);
    private static final DoubleVector EXP_6 = of(Decay.EXP_6);
    private static final DoubleVector EXP_7 = of(Decay.EXP_7);
    private static final DoubleVector EXP_8 = of(Decay.EXP_8);
    private static final DoubleVector EXP_9 = of(Decay.EXP_9);
    private static final DoubleVector EXP_10 = of(Decay.EXP_10);
    private static final DoubleVector EXP_11 = of(Decay.EXP_11);

    private VectorDecay() {}

    private static DoubleVector of(double c) {
        return DoubleVector.broadcast(D, c);
    }

    static FloatVector exp(FloatVector d) {
        FloatVector t = d.fma(VectorMath.LOG2_E, VectorMath.MAGIC);
        FloatVector y = VectorMath.reducedExpm1(d, t.sub(VectorMath.MAGIC)).add(VectorMath.ONE);
        IntVector n = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return y.reinterpretAsInts().add(n).reinterpretAsFloats().blend(0, d.lt(LEAST_32));
    }

    static DoubleVector exp(DoubleVector d) {
        DoubleVector t = d.fma(LOG2_E, MAGIC);
        DoubleVector n = t.sub(MAGIC);
        DoubleVector r = n.fma(MINUS_LN2_LO, n.fma(MINUS_LN2_HI, d));
        DoubleVector q = EXP_11.fma(r, EXP_10);
        q = q.fma(r, EXP_9);
        q = q.fma(r, EXP_8);
        q = q.fma(r, EXP_7);
        q = q.fma(r, EXP_6);
        q = q.fma(r, EXP_5);
        q = q.fma(r, EXP_4);
        q = q.fma(r, EXP_3);
        q = q.fma(r, EXP_2);
        DoubleVector y = r.mul(r).fma(q, r).add(ONE);
        LongVector bits = t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
        return y.reinterpretAsLongs().add(bits).reinterpretAsDoubles().blend(0, d.lt(LEAST_64));
    }
}
