package io.atled.autograd.check;

/// What a function looks like along one direction, seen through differences over many steps.
///
/// Told apart by the second difference over the step, from one step to one four times smaller.
public enum Form {
    /// It falls to a quarter: there is one derivative.
    SMOOTH("smooth"),
    /// It stays: the slopes to the right and to the left differ, as those of relu at 0. Every value
    /// between them is a subgradient.
    KINK("a kink"),
    /// It doubles: the slopes to both sides grow without bound, as those of √|x| at 0.
    CUSP("a cusp"),
    /// It is four times as large: the value jumps, as that of sign at 0.
    STEP("a jump"),
    /// The slopes to both sides grow alike, as those of the cube root at 0.
    VERTICAL("a vertical tangent"),
    /// There are values to one side only, as those of x·√x at 0.
    EDGE("the edge of the domain"),
    /// Nothing can be told: rounding is larger than what moves, or no value is finite.
    UNCLEAR("nothing that differences could tell");

    private final String words;

    Form(String words) {
        this.words = words;
    }

    /// What it is, for messages.
    public String words() {
        return words;
    }
}
