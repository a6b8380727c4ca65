package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Layout;
import io.atled.autograd.shape.Shape;
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
    Access[] access = {};               // by operand, once it goes by blocks
    boolean[] direct = {};              // by result: its last step writes into y itself
    int period;                         // the length of the row that is repeated; 0 without
    int block = Program.BLOCK;
    private int task = TASK;

    private final @Nullable Straights straights;        // where the program can be loops
    private @Nullable Straight loops;                   // once they are compiled
    private Object[] arrays = {};                       // what they take
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
        this.straights = shape.size() > 0 && program.isStraight() ? straights() : null;
    }

    /// The loops of the program if all arrays are read and written at the same index, else `null`.
    private @Nullable Straights straights() {
        arrays = new Object[program.registers];
        numbers = new double[x.length];
        boolean[] single = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            if (program.used[i]) {
                single[i] = x[i].layout().isSingle();
                if (!single[i] && !isWhole(x[i], compute)) {
                    return null;
                }
                arrays[i] = x[i].storage();
                numbers[i] = single[i] ? x[i].get(0) : 0;
            }
        }
        int[] over = new int[y.length];
        for (int k = 0; k < y.length; k++) {
            if (!isWhole(y[k], compute)) {
                return null;
            }
            over[k] = overwritten(k);
            arrays[program.results[k]] = y[k].storage();
        }
        return program.straights(single, over, compute);
    }

    private boolean isWhole(NdArray a, DType type) {
        return a.dtype() == type && a.layout().isContiguous() && a.layout().offset() == 0
                && a.size() == shape.size();
    }

    /// Decides how it will run.
    private void prepare() {
        loops = straights == null ? null : straights.form(shape.size());
        if (loops == null) {
            prepareBlocks();
        }
    }

    private void prepareBlocks() {
        access = new Access[x.length];
        direct = new boolean[y.length];
        for (int i = 0; i < x.length; i++) {
            access[i] = access(i);
        }
        for (int k = 0; k < y.length; k++) {
            direct[k] = program.computes(k) && y[k].dtype() == compute
                    && !program.readsLater(overwritten(k), k);
        }
        partition();
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
        prepare();
        Workers.forEach(tasks(), this::task);
    }

    /// Runs one range step by step.
    void inBlocks(int from, int to) {
        prepareBlocks();
        blocks(from, to);
    }

    /// Runs all of `passes`, which write to different places, as one job.
    public static void run(List<Pass> passes) {
        long elements = 0;
        for (Pass pass : passes) {
            elements += pass.shape.size();
        }
        if (elements <= TASK) {
            passes.forEach(Pass::run);
            return;
        }
        int[] ends = new int[passes.size()];
        int tasks = 0;
        for (int p = 0; p < ends.length; p++) {
            passes.get(p).prepare();
            tasks += passes.get(p).tasks();
            ends[p] = tasks;
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
        if (loops != null) {
            loops.run(arrays, numbers, from, to);
        } else {
            blocks(from, to);
        }
    }

    private void blocks(int from, int to) {
        if (compute == DType.F32) {
            Frame32.run(this, from, to);
        } else {
            Frame64.run(this, from, to);
        }
    }
}
