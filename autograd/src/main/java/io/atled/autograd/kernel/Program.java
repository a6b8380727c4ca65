package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A pointwise expression as a straight line of primitive loops over registers.
///
/// It runs block by block: a few hundred elements at a time pass through all steps while they
/// are in the L1 cache, as in vectorised query engines, so that a composite costs one pass over
/// memory without a kernel of its own. Registers are the inputs, then the constants, then
/// temporaries. Equal steps are emitted once.
public final class Program {
    /// Elements per block; measured best between 256 and 1024.
    static final int BLOCK = 512;
    /// Elements per task; splitting depends on size alone.
    private static final int TASK = 1 << 15;

    private final int inputs;
    private final boolean[] used;                   // by input: a derivative may not need all
    private final double[] constants;
    private final Step[] steps;
    private final int registers;
    private final int result;

    /// `out ← loop(in…)`, all registers.
    @SuppressWarnings("ArrayRecordComponent")       // read in the innermost loops, never shared
    private record Step(Loop loop, int[] in, int out) {}

    private Program(int inputs, double[] constants, Step[] steps, int registers, int result) {
        this.inputs = inputs;
        this.used = new boolean[inputs];
        for (Step step : steps) {
            for (int r : step.in) {
                if (r < inputs) {
                    used[r] = true;
                }
            }
        }
        if (result < inputs) {
            used[result] = true;
        }
        this.constants = constants;
        this.steps = steps;
        this.registers = registers;
        this.result = result;
    }

    /// Whether the value is the input number `i` itself, so that there is nothing to run.
    public boolean isInput(int i) {
        return result == i && i < inputs;
    }

    /// Runs over `x`, each broadcast to `shape`, computing in the floating type `compute`.
    ///
    /// The result has the type `out`: `compute` itself, or BOOL for masks.
    public NdArray run(List<NdArray> x, DType compute, DType out, Shape shape) {
        NdArray y = NdArray.allocate(out, shape);
        NdArray[] operands = new NdArray[inputs];
        for (int i = 0; i < inputs; i++) {
            NdArray a = x.get(i);
            operands[i] = a.view(a.layout().expand(shape));
        }
        int n = shape.size();
        int tasks = (n + TASK - 1) / TASK;
        if (tasks <= 1) {
            range(operands, compute, y, 0, n);
        } else {
            Workers.forEach(tasks, task ->
                    range(operands, compute, y, task * TASK, Math.min(n, (task + 1) * TASK)));
        }
        return y;
    }

    private void range(NdArray[] x, DType compute, NdArray y, int from, int to) {
        if (from == to) {
            return;
        }
        var frame = new Frame(this, x, y, compute, Math.min(BLOCK, to - from));
        int stride = steps.length == 1 && frame.allInPlace() ? to - from : BLOCK;
        for (int at = from; at < to; at += stride) {
            frame.block(at, Math.min(stride, to - at));
        }
    }

    /// The registers of one thread at work on one range.
    private static final class Frame {
        private final Program program;
        private final NdArray[] x;
        private final NdArray y;
        private final boolean f32;
        private final boolean direct;              // the last step writes into y itself
        private final boolean[] inPlace;           // the input is read where it lies
        private final boolean[] fixed;             // a constant, or one number for all elements
        private final float[][] f;
        private final double[][] d;
        private final float[][] fArgs = new float[3][];
        private final double[][] dArgs = new double[3][];
        private final int[] at = new int[3];

        Frame(Program program, NdArray[] x, NdArray y, DType compute, int block) {
            this.program = program;
            this.x = x;
            this.y = y;
            this.f32 = compute == DType.F32;
            this.direct = y.dtype() == compute && program.steps.length > 0;
            this.inPlace = new boolean[program.inputs];
            this.fixed = new boolean[program.inputs];
            int count = program.registers;
            this.f = new float[f32 ? count : 0][];
            this.d = new double[f32 ? 0 : count][];
            for (int r = 0; r < count; r++) {
                if (r < x.length && !program.used[r]) {
                    continue;
                }
                if (r < x.length) {
                    inPlace[r] = x[r].dtype() == compute && x[r].layout().isContiguous();
                    fixed[r] = x[r].layout().isSingle();
                }
                register(r, block);
            }
        }

        private void register(int r, int block) {
            boolean borrowed = r < x.length && inPlace[r];
            if (f32) {
                f[r] = borrowed ? x[r].floats() : new float[block];
            } else {
                d[r] = borrowed ? x[r].doubles() : new double[block];
            }
            int constant = r - x.length;
            if (constant >= 0 && constant < program.constants.length) {
                fill(r, program.constants[constant]);
            } else if (r < x.length && !inPlace[r] && fixed[r]) {
                fill(r, x[r].get(0));
            }
        }

        private void fill(int r, double value) {
            if (f32) {
                Arrays.fill(f[r], (float) value);
            } else {
                Arrays.fill(d[r], value);
            }
        }

        boolean allInPlace() {
            for (int r : program.steps[0].in) {
                if (r >= x.length || !inPlace[r]) {
                    return false;
                }
            }
            return direct;
        }

        void block(int from, int n) {
            for (int i = 0; i < x.length; i++) {
                if (program.used[i] && !inPlace[i] && !fixed[i]) {
                    Copy.gather(x[i], from, n, f32 ? f[i] : d[i], 0);
                }
            }
            for (int s = 0; s < program.steps.length; s++) {
                step(program.steps[s], direct && s == program.steps.length - 1, from, n);
            }
            if (!direct) {
                int r = program.result;
                int start = start(r, from);
                NdArray computed = f32 ? NdArray.wrap(Shape.of(f[r].length), f[r])
                        : NdArray.wrap(Shape.of(d[r].length), d[r]);
                Copy.gather(computed, start, n, y.storage(), from);
            }
        }

        private void step(Step step, boolean last, int from, int n) {
            int[] in = step.in;
            for (int k = 0; k < in.length; k++) {
                at[k] = start(in[k], from);
                if (f32) {
                    fArgs[k] = f[in[k]];
                } else {
                    dArgs[k] = d[in[k]];
                }
            }
            if (f32) {
                step.loop.run(fArgs, at, last ? y.floats() : f[step.out], last ? from : 0, n);
            } else {
                step.loop.run(dArgs, at, last ? y.doubles() : d[step.out], last ? from : 0, n);
            }
        }

        private int start(int r, int from) {
            return r < x.length && inPlace[r] ? x[r].layout().offset() + from : 0;
        }
    }

    /// Collects the steps of a program. Registers are handed out as plain numbers.
    public static final class Builder {
        private final int inputs;
        private final List<Double> constants = new ArrayList<>();
        private final List<Loop> loops = new ArrayList<>();
        private final List<List<Integer>> operands = new ArrayList<>();
        private final Map<Object, Integer> known = new HashMap<>();

        /// For expressions of `inputs` operands, which have the numbers 0 … inputs − 1.
        public Builder(int inputs) {
            this.inputs = inputs;
        }

        /// The number of a register that holds `value`.
        public int constant(double value) {
            return known.computeIfAbsent(value, v -> {
                constants.add(value);
                return -constants.size();               // final numbers follow in build
            });
        }

        /// The number of a register that holds `loop` of the registers `in`.
        public int step(Loop loop, List<Integer> in) {
            return known.computeIfAbsent(List.of(loop, in), key -> {
                loops.add(loop);
                operands.add(in);
                return inputs + loops.size() - 1;
            });
        }

        /// The program whose value is the register `result`.
        public Program build(int result) {
            boolean[] needed = needed(result);
            var registers = new Registers(inputs, constants.size(), operands, needed, result);
            var steps = new ArrayList<Step>();
            for (int s = 0; s < loops.size(); s++) {
                if (needed[s]) {
                    int[] in = operands.get(s).stream().mapToInt(registers::of).toArray();
                    int out = registers.assign(s, operands.get(s));
                    steps.add(new Step(loops.get(s), in, out));
                }
            }
            double[] values = constants.stream().mapToDouble(v -> v).toArray();
            return new Program(inputs, values, steps.toArray(Step[]::new), registers.count(),
                    registers.of(result));
        }

        private boolean[] needed(int result) {
            boolean[] needed = new boolean[loops.size()];
            if (result >= inputs) {
                needed[result - inputs] = true;
            }
            for (int s = needed.length - 1; s >= 0; s--) {
                for (int r : needed[s] ? operands.get(s) : List.<Integer>of()) {
                    if (r >= inputs) {
                        needed[r - inputs] = true;
                    }
                }
            }
            return needed;
        }
    }
}
