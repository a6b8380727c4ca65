package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a [Program]: how each operand is read, where the results go, where blocks begin.
///
/// Operands are read where they lie if they can be, broadcast rows too: blocks then keep to rows.
/// Rows shorter than half a block are laid out side by side once, and blocks hold whole rows.
public final class Pass {
    /// Elements per task.
    private static final int TASK = 1 << 15;

    /// How an operand is read.
    enum Access {
        /// Not at all: a derivative may not need it.
        UNUSED,
        /// Where it lies, element by element.
        STRAIGHT,
        /// Where it lies, again for every row.
        ROW,
        /// From a block filled once with its one number.
        NUMBER,
        /// From a block filled once with whole rows.
        ROWS,
        /// From a block filled each time.
        GATHERED
    }

    final Program program;
    final NdArray[] x;                  // with the layouts to gather by
    final NdArray[] y;
    final Access[] access;              // by operand
    final boolean[] direct;             // by result: its last step writes into y itself
    int period;                         // the length of the row that is repeated; 0 without
    int block = Program.BLOCK;
    private int task = TASK;

    private @Nullable Straights straights;      // the program as one loop
    private Object[] arrays = {};               // and what that takes
    private double[] numbers = {};

    private final DType compute;
    private final Shape shape;

    /// @param x the operands, each broadcasting to `shape`
    /// @param y row-major targets of the size of `shape`; one may be exactly an operand
    Pass(Program program, NdArray[] x, DType compute, NdArray[] y, Shape shape) {
        this.program = program;
        this.compute = compute;
        this.shape = shape;
        this.x = x;
        this.y = y;
        this.access = new Access[x.length];
        this.direct = new boolean[y.length];
        for (int i = 0; i < x.length; i++) {
            access[i] = access(i);
        }
        for (int k = 0; k < y.length; k++) {
            direct[k] = program.computes(k) && y[k].dtype() == compute
                    && !program.readsLater(overwritten(k), k);
        }
        partition();
        if (shape.size() > 0 && program.isStraight() && isStraight()) {
            straights();
        }
    }

    private Access access(int i) {
        NdArray a = x[i];
        if (!program.used[i]) {
            return Access.UNUSED;
        }
        if (a.layout().isSingle()) {
            return Access.NUMBER;
        }
        boolean inPlace = a.dtype() == compute;
        if (inPlace && a.layout().isContiguous() && a.size() == shape.size()) {
            return Access.STRAIGHT;
        }
        Layout wide = a.layout().expand(shape).merged();
        x[i] = a.view(wide);
        boolean row = wide.shape().rank() == 2 && wide.stride(0) == 0 && wide.stride(1) == 1;
        int length = wide.shape().get(-1);
        if (!row || (period != 0 && period != length)) {
            return Access.GATHERED;
        }
        if (length <= Program.BLOCK / 2) {
            period = length;
            return Access.ROWS;
        }
        if (inPlace) {
            period = length;
            return Access.ROW;
        }
        return Access.GATHERED;
    }

    /// The operand that a result is written over, or −1.
    @SuppressWarnings("ReferenceEquality")              // the same array, not equal ones
    private int overwritten(int k) {
        for (int i = 0; i < x.length; i++) {
            if (program.used[i] && x[i].storage() == y[k].storage()) {
                return i;
            }
        }
        return -1;
    }

    private void partition() {
        if (period > 0 && period <= Program.BLOCK / 2) {
            block = Program.BLOCK / period * period;
            task = TASK / block * block;
        } else if (program.steps.length == 1 && direct[0] && isInPlace()) {
            block = period > 0 ? period : shape.size();
        } else if (period > Program.BLOCK) {            // equal parts of a row
            int parts = (period + Program.BLOCK - 1) / Program.BLOCK;
            block = Math.min(Program.BLOCK, ((period + parts - 1) / parts + 15) & ~15);
        }
    }

    private boolean isInPlace() {
        for (int r : program.steps[0].in()) {
            if (r >= x.length || (access[r] != Access.STRAIGHT && access[r] != Access.ROW)) {
                return false;
            }
        }
        return true;
    }

    /// Whether all arrays are read and written at the same index.
    private boolean isStraight() {
        for (int i = 0; i < x.length; i++) {
            boolean fits = switch (access[i]) {
                case STRAIGHT -> x[i].layout().offset() == 0;
                case UNUSED, NUMBER -> true;
                default -> false;
            };
            if (!fits) {
                return false;
            }
        }
        for (NdArray result : y) {
            if (result.dtype() != compute || result.layout().offset() != 0) {
                return false;
            }
        }
        return true;
    }

    private void straights() {
        arrays = new Object[program.registers];
        numbers = new double[x.length];
        var single = new BitSet(x.length);
        for (int i = 0; i < x.length; i++) {
            if (access[i] == Access.NUMBER) {
                single.set(i);
                numbers[i] = x[i].get(0);
            } else {
                arrays[i] = x[i].storage();
            }
        }
        var over = new ArrayList<Integer>(y.length);
        for (int k = 0; k < y.length; k++) {
            arrays[program.results[k]] = y[k].storage();
            over.add(overwritten(k));
        }
        straights = program.straights(new Straights.Kind(single, over, compute));
    }

    /// How many elements from `from` on are one block, if there are as many.
    int reach(int from) {
        if (period <= Program.BLOCK / 2) {
            return block;
        }
        int column = from % period;
        return Math.min(block - column % block, period - column);
    }

    /// Runs it.
    void run() {
        Workers.forEach(tasks(), this::task);
    }

    /// Runs all of `passes`, which write to different places, as one job.
    public static void run(List<Pass> passes) {
        int[] ends = new int[passes.size()];
        int tasks = 0;
        long elements = 0;
        for (int p = 0; p < ends.length; p++) {
            elements += passes.get(p).shape.size();
            tasks += passes.get(p).tasks();
            ends[p] = tasks;
        }
        if (elements <= TASK) {
            passes.forEach(Pass::run);
            return;
        }
        Workers.forEach(tasks, task -> {
            int p = 0;
            while (ends[p] <= task) {
                p++;
            }
            passes.get(p).task(p == 0 ? task : task - ends[p - 1]);
        });
    }

    private int tasks() {
        int size = shape.size();
        return size / task + (size % task == 0 ? 0 : 1);
    }

    private void task(int number) {
        int from = number * task;
        range(from, from + Math.min(task, shape.size() - from));
    }

    private void range(int from, int to) {
        if (straights == null || !straights.run(arrays, numbers, from, to)) {
            blocks(from, to);
        }
    }

    /// Runs one range block by block, step by step.
    void blocks(int from, int to) {
        if (compute == DType.F32) {
            Frame32.run(this, from, to);
        } else {
            Frame64.run(this, from, to);
        }
    }
}
