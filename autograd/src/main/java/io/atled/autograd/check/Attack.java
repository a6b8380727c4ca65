package io.atled.autograd.check;

/// What a check does to a function beside comparing derivatives: none of it may matter.
public enum Attack {
    /// Running it again.
    REPEATED_FORWARD("two runs give the same"),
    /// Pulling back again through the same graph.
    REPEATED_BACKWARD("repeated backward passes give the same bits"),
    /// Pulling back after the function ran on other inputs.
    STALE("a backward pass is not changed by later runs on other inputs"),
    /// Pulling back from several threads at once.
    CONCURRENT("concurrent backward passes give the same bits"),
    /// Looking whether anything was written to.
    UNTOUCHED("inputs, results and cotangents stay as they are"),
    /// Pulling back zeros.
    ZERO_COTANGENT("a cotangent of zeros gives zeros"),
    /// Pulling back multiples by powers of two, which must come through to the last bit.
    SCALED_COTANGENT("multiples of a cotangent give multiples"),
    /// Pulling back a sum.
    SUMMED_COTANGENT("a sum of cotangents gives a sum"),
    /// Pulling back the same numbers in another order in memory, and repeated without copying.
    LAID_OUT_COTANGENT("strided, expanded and zero-stride cotangents give the same bits"),
    /// Pulling back a NaN.
    NAN_COTANGENT("a NaN in a cotangent reaches what depends on it"),
    /// Giving the same tensor for two inputs.
    SHARED_INPUT("the same tensor given twice gets both gradients"),
    /// Using the result twice.
    USED_TWICE("a result used twice doubles the gradient"),
    /// Asking for one gradient only.
    ALONE("each input alone gets the same gradient"),
    /// Recording the backward pass.
    RECORDED("a recorded backward pass gives the same"),
    /// Differentiating forwards.
    FORWARD_MODE("forward mode agrees with reverse mode"),
    /// Differentiating the value of each operation through the verbs it is written in, which is
    /// exact also where differences cannot tell.
    SECOND_REFERENCE("each rule agrees with the verbs its value is written in"),
    /// Computing in F32 and in F64.
    SINGLE_PRECISION("the F32 gradient is that of F64, rounded");

    private final String sentence;

    Attack(String sentence) {
        this.sentence = sentence;
    }

    /// What must hold, in words.
    public String sentence() {
        return sentence;
    }
}
