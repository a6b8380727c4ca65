package io.atled.autograd.check;

/// What is probably wrong with a derivative, from the pattern of what it gives and what it should.
public enum Hint {
    /// Twice what it should be.
    COUNTED_TWICE("it is exactly twice as large: something is counted twice"),
    /// Half of what it should be.
    HALVED("it is exactly half as large: a factor 2 or one of two equal contributions is missing"),
    /// The negative of what it should be.
    SIGN("it has the wrong sign"),
    /// n times as large, n being a number of elements.
    SUM_FOR_MEAN("it is as many times too large as there are elements: a sum where a mean belongs,"
            + " or a missing division"),
    /// One n-th, n being a number of elements.
    MEAN_FOR_SUM("it is as many times too small as there are elements: a mean where a sum belongs"),
    /// A multiple.
    CONSTANT_FACTOR("it is off by a constant factor"),
    /// Off by a rounding of F32.
    SINGLE_PRECISION_CONSTANT("it is off by about a rounding of F32: a constant or a step in it is"
            + " F32; write 0.1 and not 0.1f, and do not convert"),
    /// Right, but with rows and columns exchanged.
    TRANSPOSED("it is the right one with axes exchanged: a transpose is missing or too many"),
    /// Right numbers at wrong places.
    PERMUTED("it has the right numbers in the wrong places: an index, a flip or an axis is wrong"),
    /// That of another input.
    SWAPPED("it is the derivative by another input: two inputs are exchanged"),
    /// Only a part of what was broadcast arrives.
    MISSING_SUM("only part of what was broadcast comes back: the cotangent must be summed over it"
            + " (dx.sumTo(x.shape()))"),
    /// Some elements get nothing.
    PATH_MISSING("some of it is 0 that should not be: a path or a term is missing"),
    /// Nothing at all comes back.
    DETACHED("nothing comes back, although the value depends on it: it is computed from detached"
            + " values, from numbers read out, or without recording"),
    /// 0 or 1 where the exact derivative is small but not 0.
    SATURATED("it is 0 where the exact derivative is tiny but is not: it is computed from a result"
            + " that has been rounded, as y·(1 − y) is"),
    /// It does not change with its inputs.
    STALE("it does not follow its inputs: it uses values saved at other ones"),
    /// Right once.
    FIRST_CALL("it changes when asked again: the rule keeps state between calls"),
    /// It writes where it must not.
    WRITES("it writes into what it is given: allocate the result instead"),
    /// It is not linear in the cotangent.
    NOT_LINEAR("it is not linear in the cotangent: no powers, thresholds or added constants"),
    /// It depends on how its cotangent lies in memory.
    LAYOUT("it depends on how the cotangent lies in memory: go by strides and offset"),
    /// Infinite or not a number.
    NOT_FINITE("it is not finite where the value is: a division by 0, 0·∞, or a root or logarithm"
            + " at 0"),
    /// Wrong at some places only.
    SOME_ELEMENTS("it is right but for some elements: a branch, an edge or a special value"),
    /// Operations are right one by one.
    KINKS_CANCEL("every operation is right, but kinks cancel out in the function: the chosen"
            + " subgradients do not add up to its derivative, which no rule could mend"),
    /// None of these.
    UNKNOWN("the pattern is not a known one");

    private final String words;

    Hint(String words) {
        this.words = words;
    }

    /// What is probably wrong, and what to do.
    public String words() {
        return words;
    }
}
