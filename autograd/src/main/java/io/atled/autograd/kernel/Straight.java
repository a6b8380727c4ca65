package io.atled.autograd.kernel;

import java.lang.constant.ClassDesc;

/// A [Program] of plain arithmetic as loops of its own, one for each result, in a generated class:
/// C2 makes vectors of them, and values between two steps do not touch memory. Several times as
/// fast as step by step.
///
/// C2 asks that all arrays be read and written at the same index, since one might overlap another,
/// and that a loop write to one array. The bits are those of the steps one by one.
interface Straight {
    /// This class, for what is generated.
    ClassDesc DESC = ClassDesc.of("io.atled.autograd.kernel.Straight");

    /// Computes the elements `from` to `to` of every result.
    ///
    /// @param arrays by register, of all operands and results: `float[]` or `double[]`
    /// @param numbers by operand, of those that are one number
    void run(Object[] arrays, double[] numbers, int from, int to);

    /// Whether C2 would make vectors of all steps of `program`, and every result is one of a step.
    static boolean fits(Program program) {
        for (Program.Step step : program.steps) {
            if (!(step.loop().plain() instanceof Bytecode)) {
                return false;
            }
        }
        for (int k = 0; k < program.results.length; k++) {
            if (!program.computes(k)) {
                return false;
            }
        }
        return program.steps.length > 1;
    }
}
