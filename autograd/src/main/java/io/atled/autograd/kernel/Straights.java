package io.atled.autograd.kernel;

import com.google.common.primitives.Ints;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.lang.classfile.TypeKind;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The two forms of a program of plain arithmetic, step by step and as loops of its own, and the
/// move from one to the other once the loops are compiled.
final class Straights {
    /// Elements of a trial.
    private static final int TRIAL = 2048;
    /// What a step takes for an element, about, while neither is compiled.
    private static final double NANOS = 0.25;

    private final Program program;
    private final boolean[] numbers;
    private final int[] over;
    private final DType compute;
    private final Straight blocks = this::blocks;
    private final WarmUp<Straight> forms;

    /// @param numbers by operand: whether it is one number; all others are arrays
    /// @param over by result: the operand that it is written over, or −1
    /// @param compute F32 or F64
    Straights(Program program, boolean[] numbers, int[] over, DType compute) {
        this.program = program;
        this.numbers = numbers;
        this.over = over;
        this.compute = compute;
        this.forms = new WarmUp<>(blocks, this::loops, NANOS * program.steps.length, this::trial);
    }

    /// Whether these are for such operands and results.
    boolean fits(boolean[] otherNumbers, int[] otherOver, DType other) {
        return compute == other && Arrays.equals(over, otherOver)
                && Arrays.equals(numbers, otherNumbers);
    }

    /// The loops for a run over `n` elements, or `null` as long as it is to go step by step.
    @Nullable Straight form(int n) {
        Straight form = forms.form(n);
        return form.equals(blocks) ? null : form;
    }

    /// Step by step where no order of the results would do.
    private Straight loops() {
        TypeKind type = compute == DType.F32 ? TypeKind.FLOAT : TypeKind.DOUBLE;
        var single = new BitSet();
        for (int i = 0; i < numbers.length; i++) {
            single.set(i, numbers[i]);
        }
        return new StraightOrder(program, Ints.asList(over)).stages()
                .map(order -> new StraightWriter(program, order, single, type).write())
                .orElse(blocks);
    }

    private void trial(Straight form) {
        Object[] arrays = new Object[program.registers];
        Arrays.setAll(arrays, r -> filled(TRIAL));
        for (int k = 0; k < program.results.length; k++) {
            if (over[k] >= 0) {
                arrays[program.results[k]] = arrays[over[k]];
            }
        }
        double[] values = new double[program.inputs];
        Arrays.fill(values, 0.5);
        form.run(arrays, values, 0, TRIAL);
    }

    private Object filled(int n) {
        if (compute == DType.F32) {
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
            x[i] = numbers[i] ? array(filled(1), Shape.of()) : array(arrays[i], shape);
        }
        NdArray[] y = new NdArray[program.results.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = array(arrays[program.results[k]], shape);
        }
        new Pass(program, x, compute, y, shape).inBlocks(from, to);
    }

    private static NdArray array(Object storage, Shape shape) {
        return storage instanceof float[] single ? NdArray.wrap(shape, single)
                : NdArray.wrap(shape, (double[]) storage);
    }
}
