package io.atled.autograd.check;

/// What a check says of a derivative, from harmless to grave.
public enum Verdict {
    /// It agrees with the reference within what the reference can tell.
    PASS("ok", true),
    /// The function is not differentiable there; the derivative is one of its one-sided ones or
    /// lies between them, and is a matter of choice.
    KINK("kink", true),
    /// It does not disagree, but rounding in the function is so large beside the derivative that
    /// nothing can be told in this element type.
    PRECISION("cannot tell", true),
    /// The derivative, or the function itself, is infinite or not a number.
    NON_FINITE("NOT FINITE", false),
    /// Something was written to that must not change: an input, a result, a cotangent.
    ALIASED("ALIASED", false),
    /// The same question gets different answers.
    NOT_DETERMINISTIC("NOT DETERMINISTIC", false),
    /// It disagrees with the reference.
    WRONG("WRONG", false);

    private final String word;
    private final boolean passes;

    Verdict(String word, boolean passes) {
        this.word = word;
        this.passes = passes;
    }

    /// The verdict in a word or two; what fails is in capitals.
    public String word() {
        return word;
    }

    /// Whether a check with this verdict passes.
    public boolean passes() {
        return passes;
    }

    /// The graver one.
    Verdict or(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
