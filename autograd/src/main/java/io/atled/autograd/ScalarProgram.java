package io.atled.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A recorded program of scalars as code: evaluated and differentiated with new inputs, without
/// recording again.
///
/// ```java
/// var tape = new Tape();
/// Scalar x = tape.variable("x", 1);
/// Scalar w = tape.variable("w", 0.5);
/// ScalarProgram f = x.mul(w).tanh().compiled(List.of(x, w));
///
/// double y = f.value(2, 0.25);                            // tanh 0.5
/// double[] gradient = new double[2];
/// f.valueAndGradient(new double[] {2, 0.25}, gradient);   // 0.25·sech² 0.5, 2·sech² 0.5
/// ```
///
/// What repeats on the tape, as loops that were recorded do, becomes a loop again; every body is
/// compiled to a class of its own by the rules of the operations. That takes milliseconds at least,
/// and HotSpot compiles it further after some thousand rounds: worth it for programs that run many
/// times.
///
/// The program takes the way that was recorded. A comparison of scalars that comes out differently
/// for new inputs is an error, since another way would have been recorded; `if` on a
/// [Scalar#value()] is Java's own and cannot be seen. Values and gradients are those of recording
/// afresh, up to rounding. For inputs at which the code meets a NaN in the gradient, it does record
/// afresh, and takes as long: the tape tells an honest NaN from the 0·∞ of what was not chosen.
///
/// It does not change, forgets the tape, and may be used by several threads at once.
public final class ScalarProgram {
    private final ScalarTrace trace;
    private final List<ScalarBlock> blocks;
    private final AtomicReference<@Nullable Memory> spare = new AtomicReference<>();

    /// What one run writes: the value of each node and its adjoint. Adjoints of operations are 0
    /// between runs.
    @SuppressWarnings("ArrayRecordComponent")           // one run has it at a time
    private record Memory(double[] values, double[] adjoints) {}

    private ScalarProgram(ScalarTrace trace, List<ScalarBlock> blocks) {
        this.trace = trace;
        this.blocks = blocks;
    }

    static ScalarProgram of(Scalar y, List<Scalar> inputs) {
        ScalarTrace trace = ScalarTrace.of(y, inputs);
        return new ScalarProgram(trace, ScalarBlock.of(trace));
    }

    /// The number of inputs.
    public int inputs() {
        return trace.inputs();
    }

    /// The number of operations that one evaluation runs.
    public int operations() {
        return trace.nodes() - trace.first();
    }

    /// The number of different pieces of code: few, if the program repeats itself.
    public int bodies() {
        return (int) blocks.stream().map(ScalarBlock::code).distinct().count();
    }

    /// The value for these inputs, in the order in which they were named.
    ///
    /// @throws IllegalArgumentException for another number of inputs
    /// @throws IllegalStateException if a comparison comes out differently than recorded
    public double value(double... x) {
        checkCount("value", x.length);
        Memory memory = take();
        double y = forward(x, memory.values);
        spare.set(memory);
        return y;
    }

    /// The value for the inputs `x`, and its derivatives by each of them into `gradient`.
    ///
    /// @throws IllegalArgumentException for another number of inputs or of places for derivatives
    /// @throws IllegalStateException if a comparison comes out differently than recorded
    public double valueAndGradient(double[] x, double[] gradient) {
        checkCount("valueAndGradient", x.length);
        checkCount("valueAndGradient: gradient", gradient.length);
        Memory memory = take();
        double y = forward(x, memory.values);
        double[] adjoints = memory.adjoints;
        Arrays.fill(adjoints, 0, trace.first(), 0);
        adjoints[trace.root()] = 1;
        for (ScalarBlock block : blocks.reversed()) {
            block.backward(memory.values, adjoints);
        }
        double[] dx = anyNaN(adjoints, inputs()) ? trace.recordedGradient(memory.values) : adjoints;
        System.arraycopy(dx, 0, gradient, 0, gradient.length);
        spare.set(memory);                              // after a failure it is left to the GC
        return y;
    }

    /// The code pulls 0 back through what was not chosen, where the tape pulls nothing: the same
    /// but for 0·∞. That NaN goes down to an input, or nothing comes of it.
    private static boolean anyNaN(double[] adjoints, int inputs) {
        for (int i = 0; i < inputs; i++) {
            if (Double.isNaN(adjoints[i])) {
                return true;
            }
        }
        return false;
    }

    private double forward(double[] x, double[] values) {
        System.arraycopy(x, 0, values, 0, x.length);
        for (ScalarBlock block : blocks) {
            block.forward(values);
        }
        trace.checkComparisons(values);
        return values[trace.root()];
    }

    private Memory take() {
        Memory memory = spare.getAndSet(null);
        return memory != null ? memory
                : new Memory(trace.memory(), new double[trace.nodes()]);
    }

    private void checkCount(String what, int n) {
        if (n != inputs()) {
            throw new IllegalArgumentException("program." + what + ": takes " + inputs()
                    + " numbers, one for each input, got " + n
                    + "; give them in the order in which compiled(…) named them");
        }
    }

    /// Says how large it is.
    @Override
    public String toString() {
        return "program of " + inputs() + " inputs and " + operations() + " operations";
    }
}
