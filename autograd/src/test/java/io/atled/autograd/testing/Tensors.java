package io.atled.autograd.testing;

/// Arbitrary shapes and tensors, for properties that hold for all of them.
///
/// ```java
/// class SoftshrinkTest {
///     @Provide
///     Arbitrary<Tensor> inputs() {
///         return Tensors.values().between(-2, 2).awayFrom(0.05, -0.5, 0.5).viewed();
///     }
///
///     @Property(tries = 50)
///     void gradientsAreRight(@ForAll("inputs") Tensor x) {
///         GradientCheck.assertGradients(t -> Tensor.apply(new Softshrink(0.5), t), x);
///     }
/// }
/// ```
///
/// A falsified property shrinks: to fewer axes, to axes of one element, to numbers near 0 with few
/// digits, and to a tensor that lies in memory as it is read.
public final class Tensors {
    private Tensors() {}

    /// Shapes of up to 3 axes, each of up to 4 elements: rank 0, empty axes and axes of one element
    /// among them.
    public static ShapeArbitrary shapes() {
        return ShapeArbitrary.usual();
    }

    /// F64 tensors of [#shapes()], of numbers between −2 and 2.
    public static TensorArbitrary values() {
        return TensorArbitrary.usual();
    }
}
