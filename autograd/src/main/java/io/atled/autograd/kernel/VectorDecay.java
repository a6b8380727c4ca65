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

    private VectorDecay() {}

    private static DoubleVector of(double c) {
        return DoubleVector.broadcast(D, c);
    }

    static FloatVector exp(FloatVector d) {
        FloatVector t = d.fma(VectorMath.of(PlainMath.LOG2_E), VectorMath.of(PlainMath.MAGIC));
        FloatVector y = VectorMath.reducedExpm1(d, t.sub(PlainMath.MAGIC)).add(1);
        IntVector n = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return y.reinterpretAsInts().add(n).reinterpretAsFloats()
                .blend(0, d.lt(Decay.LEAST_32));
    }

    static DoubleVector exp(DoubleVector d) {
        DoubleVector t = d.fma(of(Decay.LOG2_E), of(Decay.MAGIC));
        DoubleVector n = t.sub(Decay.MAGIC);
        DoubleVector r = n.fma(of(-Decay.LN2_LO), n.fma(of(-Decay.LN2_HI), d));
        DoubleVector q = of(Decay.EXP_11).fma(r, of(Decay.EXP_10));
        q = q.fma(r, of(Decay.EXP_9));
        q = q.fma(r, of(Decay.EXP_8));
        q = q.fma(r, of(Decay.EXP_7));
        q = q.fma(r, of(Decay.EXP_6));
        q = q.fma(r, of(Decay.EXP_5));
        q = q.fma(r, of(Decay.EXP_4));
        q = q.fma(r, of(Decay.EXP_3));
        q = q.fma(r, of(Decay.EXP_2));
        DoubleVector y = r.mul(r).fma(q, r).add(1);
        LongVector bits = t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
        return y.reinterpretAsLongs().add(bits).reinterpretAsDoubles()
                .blend(0, d.lt(Decay.LEAST_64));
    }
}
