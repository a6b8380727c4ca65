package io.atled.autograd.check;

/// Finds the operation that brings NaN and ∞ into a computation.
///
/// ```java
/// Tensor x = Tensor.of(0.0, 1, 2).variable();
/// try {
///     Debug.anomalies(() -> x.greater(0).where(x.sqrt(), 0).sum().gradients());
/// } catch (AnomalyFound e) {
///     System.out.println(e.getMessage());  // sqrt, in the backward pass: the cotangent of input 0
/// }                                        // is NaN at (0), … 0·∞: choose a harmless argument …
/// ```
///
/// **What is stopped** is the first operation, forward or backward, of which an element of the
/// result (of a cotangent, of a tangent) is NaN although none of the numbers it is made of is, or ∞
/// although all of them are finite. For pointwise operations these are the numbers at the same
/// place, for all others the whole inputs.
///
/// **What is not**: infinities that the program asks for. Those of leaves are its own, so that a
/// mask of −∞ (`maskedFill`, an added mask) passes, also into `softmax` and `max`; so does the −∞
/// that is the `logSumExp` of no numbers. What comes of an ∞ by NaN (∞ − ∞, 0·∞, the softmax of −∞
/// alone) is stopped.
///
/// What was recorded before is looked at when a traversal passes it. Watched is the calling thread
/// (and threads forked inside a structured scope); tensors, not [io.atled.autograd.Scalar]s. No
/// result changes; each is read once more and each line of the program noted, so that small
/// operations take several times as long. Outside the scope nothing is watched.
public final class Debug {
    private Debug() {}

    /// Runs `body` and stops at the first operation that makes NaN or ∞ of finite numbers, as said
    /// [above][Debug].
    ///
    /// @return what `body` returns
    /// @throws AnomalyFound at the first such operation
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R anomalies(ScopedValue.CallableOp<R, X> body)
            throws X {
        return new Anomalies().watch(body);
    }
}
