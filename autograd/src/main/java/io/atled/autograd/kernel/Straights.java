package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.lang.classfile.TypeKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The two forms of a program of plain arithmetic, step by step and as loops of its own, and the
/// move from one to the other once the loops are compiled.
final class Straights {
    /// Elements of a trial.
    private static final int TRIAL = 2048;
    /// What a step takes for an element, about, while neither is compiled.
    private static final double NANOS = 0.25;

    private final Program program;
    private final Kind kind;
    private final Straight blocks = this::blocks;
    private final WarmUp<Straight> forms;

    /// How a program is run.
    ///
    /// @param numbers the operands that are one number each; all others are arrays
    /// @param over by result: the operand that it is written over, or −1
    /// @param compute F32 or F64
    record Kind(BitSet numbers, List<Integer> over, DType compute) {}

    Straights(Program program, Kind kind) {
        this.program = program;
        this.kind = kind;
        this.forms = new WarmUp<>(blocks, this::loops, NANOS * program.steps.length, this::trial);
    }

    /// Runs one range if the loops are compiled; else answers `false`.
    boolean run(Object[] arrays, double[] values, int from, int to) {
        Straight form = forms.form(to - from);
        if (form.equals(blocks)) {
            return false;
        }
        form.run(arrays, values, from, to);
        return true;
    }

    /// Step by step where no order of the results would do.
    private Straight loops() {
        TypeKind type = kind.compute == DType.F32 ? TypeKind.FLOAT : TypeKind.DOUBLE;
        return new StraightOrder(program, kind.over).stages()
                .map(order -> new StraightWriter(program, order, kind.numbers, type).write())
                .orElse(blocks);
    }

    private void trial(Straight form) {
        Object[] arrays = new Object[program.registers];
        Arrays.setAll(arrays, r -> filled(TRIAL));
        for (int k = 0; k < program.results.length; k++) {
            if (kind.over.get(k) >= 0) {
                arrays[program.results[k]] = arrays[kind.over.get(k)];
            }
        }
        double[] values = new double[program.inputs];
        Arrays.fill(values, 0.5);
        form.run(arrays, values, 0, TRIAL);
    }

    private Object filled(int n) {
        if (kind.compute == DType.F32) {
            float[] array = new float[n];
            Arrays.fill(array, 0.5f);
            return array;
        }
        double[] array = new double[n];
        Arrays.fill(array, 0.5);
        return array;
    }

    /// Step by step, for the daemon to compare with.
    private void blocks(Object[] arrays, double[] values, int from, int to) {
        Shape shape = Shape.of(TRIAL);
        NdArray[] x = new NdArray[program.inputs];
        for (int i = 0; i < x.length; i++) {
            x[i] = kind.numbers.get(i) ? array(filled(1), Shape.of()) : array(arrays[i], shape);
        }
        NdArray[] y = new NdArray[program.results.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = array(arrays[program.results[k]], shape);
        }
        new Pass(program, x, kind.compute, y, shape).blocks(from, to);
    }

    private static NdArray array(Object storage, Shape shape) {
        return storage instanceof float[] single ? NdArray.wrap(shape, single)
                : NdArray.wrap(shape, (double[]) storage);
    }
}
