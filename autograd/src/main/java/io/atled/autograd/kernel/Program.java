package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Pointwise expressions over the same operands as a straight line of primitive loops over
/// registers.
///
/// It runs block by block: a few hundred elements at a time pass through all steps while they
/// are in the L1 cache, as in vectorised query engines, so that a composite costs one pass over
/// memory without a kernel of its own, and several results cost one pass together. Registers are
/// the inputs, then the constants, then temporaries and results. Equal steps are emitted once.
public final class Program {
    /// Elements per block; measured best between 256 and 1024.
    static final int BLOCK = 512;
    /// Elements of a run that is not worth preparing.
    private static final int FEW = 1024;

    final int inputs;
    final boolean[] used;                           // by input: a derivative may not need all
    final double[] constants;
    final Step[] steps;
    final int registers;
    final int[] results;                            // registers
    private final boolean straight;                 // whether it can be loops of its own
    private final List<Straights> straights = new CopyOnWriteArrayList<>();

    /// `out ← loop(in…)`, all registers.
    @SuppressWarnings("ArrayRecordComponent")       // read in the innermost loops, never shared
    record Step(Loop loop, int[] in, int out) {}

    private Program(int inputs, double[] constants, Step[] steps, int registers, int[] results) {
        this.inputs = inputs;
        this.used = new boolean[inputs];
        for (Step step : steps) {
            use(step.in);
        }
        use(results);
        this.constants = constants;
        this.steps = steps;
        this.registers = registers;
        this.results = results;
        this.straight = Straight.fits(this);
    }

    /// The program as loops of its own. Asked only if [#isStraight()].
    ///
    /// @param numbers by operand: whether it is one number
    /// @param over by result: the operand that it is written over, or −1
    Straights straights(boolean[] numbers, int[] over, DType compute) {
        for (Straights known : straights) {
            if (known.fits(numbers, over, compute)) {
                return known;
            }
        }
        var made = new Straights(this, numbers, over, compute);
        straights.add(made);                            // another thread may: either is right
        return made;
    }

    /// Whether the program can be loops of its own.
    boolean isStraight() {
        return straight;
    }

    private void use(int[] read) {
        for (int r : read) {
            if (r < inputs) {
                used[r] = true;
            }
        }
    }

    /// Whether the result number `k` is written by a step, and no result before it is the same.
    boolean computes(int k) {
        for (int before = 0; before < k; before++) {
            if (results[before] == results[k]) {
                return false;
            }
        }
        return results[k] >= inputs + constants.length;
    }

    /// Whether a step after the one that writes result `k` reads input `i`.
    boolean readsLater(int i, int k) {
        for (int s = steps.length - 1; s >= 0 && steps[s].out != results[k]; s--) {
            for (int r : steps[s].in) {
                if (r == i) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Runs over `x`, each broadcast to `shape`, computing in the floating type `compute`.
    ///
    /// The one result has the type `out`: `compute` itself, or BOOL for masks.
    public NdArray run(List<NdArray> x, DType compute, DType out, Shape shape) {
        NdArray y = NdArray.uninitialized(out, shape);
        run(x, compute, new NdArray[] {y}, shape);
        return y;
    }

    /// Runs over `x`, each broadcast to `shape`; all results have the floating type `compute`.
    public List<NdArray> run(List<NdArray> x, DType compute, Shape shape) {
        NdArray[] y = new NdArray[results.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = NdArray.uninitialized(compute, shape);
        }
        run(x, compute, y, shape);
        return List.of(y);
    }

    /// A run over `x`, each broadcast to `shape`, that writes its results to the row-major `y`;
    /// each may be exactly an operand.
    public Pass over(NdArray[] x, DType compute, NdArray[] y, Shape shape) {
        return new Pass(this, x, compute, y, shape);
    }

    /// Whether a step or a result is input `i`.
    public boolean reads(int i) {
        return used[i];
    }

    /// How many results there are.
    public int resultCount() {
        return results.length;
    }

    private void run(List<NdArray> x, DType compute, NdArray[] y, Shape shape) {
        if (shape.size() > 0 && !runStep(x, compute, y[0])) {
            new Pass(this, x.toArray(NdArray[]::new), compute, y, shape).run();
        }
    }

    /// Runs a single step over few elements that all lie straight: what most small operations
    /// are. Answers whether this is one.
    private boolean runStep(List<NdArray> x, DType compute, NdArray y) {
        int n = y.size();
        if (steps.length != 1 || results.length != 1 || n > FEW || y.dtype() != compute) {
            return false;
        }
        int[] in = steps[0].in;
        int[] at = new int[3];
        Object[] args = compute == DType.F32 ? new float[3][] : new double[3][];
        for (int k = 0; k < in.length; k++) {
            NdArray a = in[k] < inputs ? x.get(in[k]) : y;
            if (a == y || a.dtype() != compute || a.size() != n || !a.layout().isContiguous()) {
                return false;
            }
            args[k] = a.storage();
            at[k] = a.layout().offset();
        }
        if (compute == DType.F32) {
            steps[0].loop.run((float[][]) args, at, (float[]) y.storage(), 0, n);
        } else {
            steps[0].loop.run((double[][]) args, at, (double[]) y.storage(), 0, n);
        }
        return true;
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
            if (loop instanceof ComparisonLoops.Swapped swapped) {
                return step(swapped.of(), in.reversed());
            }
            List<Integer> least = loop.equals(Loops.WHERE) ? choosing(in) : in;
            return known.computeIfAbsent(List.of(loop, least), key -> {
                loops.add(loop);
                operands.add(least);
                return inputs + loops.size() - 1;
            });
        }

        /// The operands of a choice, which itself looks whether `v` is 0 where it goes by `v ≠ 0`.
        private List<Integer> choosing(List<Integer> in) {
            int step = in.getFirst() - inputs;
            Integer zero = known.get(0.0);
            if (step < 0 || !loops.get(step).equals(Loops.NOT_EQUAL) || zero == null) {
                return in;
            }
            List<Integer> compared = operands.get(step);
            return compared.get(1).equals(zero) ? List.of(compared.get(0), in.get(1), in.get(2))
                    : in;
        }

        /// The program whose results are these registers.
        public Program build(int... results) {
            boolean[] needed = needed(results);
            double[] values = constants.stream().mapToDouble(v -> v).toArray();
            var registers = new Registers(inputs, values.length, operands, needed, results);
            var steps = new ArrayList<Step>();
            for (int s = 0; s < loops.size(); s++) {
                if (needed[s]) {
                    int[] in = operands.get(s).stream().mapToInt(registers::of).toArray();
                    int out = registers.assign(s, operands.get(s));
                    steps.add(new Step(loops.get(s), in, out));
                }
            }
            int[] out = new int[results.length];
            for (int k = 0; k < out.length; k++) {
                out[k] = registers.of(results[k]);
            }
            return new Program(inputs, values, steps.toArray(Step[]::new), registers.count(), out);
        }

        private boolean[] needed(int[] results) {
            boolean[] needed = new boolean[loops.size()];
            for (int result : results) {
                if (result >= inputs) {
                    needed[result - inputs] = true;
                }
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
