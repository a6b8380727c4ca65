package io.atled.benchmarks.peer;

import io.atled.autograd.Scalar;
import io.atled.autograd.ScalarGradients;
import io.atled.autograd.Tape;
import io.atled.benchmarks.workload.ScalarProgram;
import io.atled.benchmarks.workload.ScalarProgram.Way;
import java.util.List;

/// Scalar programs on Atled's tape, which is used again.
final class AtledScalars {
    private final double[] inputs;
    private final int rounds;
    private final Tape tape = new Tape();

    private AtledScalars(ScalarProgram of) {
        inputs = of.inputs();
        rounds = of.operations() / 8;
    }

    static Job job(ScalarProgram of) {
        var scalars = new AtledScalars(of);
        return of.way() == Way.RECORD ? scalars.recording() : scalars.replaying();
    }

    private Scalar[] variables() {
        tape.clear();
        Scalar[] x = new Scalar[inputs.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = tape.variable(inputs[i]);
        }
        return x;
    }

    private Scalar program(Scalar[] x) {
        Scalar y = x[0];
        Scalar sum = x[1];
        for (int round = 0; round < rounds; round++) {
            Scalar a = x[round % x.length];
            Scalar b = x[(round + 5) % x.length];
            Scalar q = y.mul(a).add(b);
            Scalar t = q.sub(y).mul(b).add(q);
            y = t.mul(a).tanh();
            sum = sum.add(y);
        }
        return sum;
    }

    private Job recording() {
        return new Job() {
            @Override
            public void run() {
                Scalar[] x = variables();
                program(x).gradients().get(x[0]);
            }

            @Override
            public List<float[]> result() {
                Scalar[] x = variables();
                Scalar y = program(x);
                ScalarGradients by = y.gradients();
                float[] gradient = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    gradient[i] = (float) by.get(x[i]);
                }
                return List.of(new float[] {(float) y.value()}, gradient);
            }
        };
    }

    private Job replaying() {
        Scalar[] x = variables();
        var compiled = program(x).compiled(List.of(x));
        double[] gradient = new double[inputs.length];
        return new Job() {
            private int turn;

            @Override
            public void run() {
                inputs[turn++ % inputs.length] += 1e-9;
                compiled.valueAndGradient(inputs, gradient);
            }

            @Override
            public List<float[]> result() {
                double y = compiled.valueAndGradient(inputs, gradient);
                float[] narrow = new float[gradient.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (float) gradient[i];
                }
                return List.of(new float[] {(float) y}, narrow);
            }
        };
    }
}
