package io.atled.nn;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Whether layers are being trained, and with which randomness: off, unless a caller turns it on
/// for a lexical scope.
///
/// Layers that behave differently while they learn, as dropout does, ask here. A model is always
/// ready for inference; there is no mode to switch back.
///
/// ```java
/// Tensor loss = Training.with(random, () ->
///         Loss.softmaxCrossEntropy(model.forward(x), labels));
/// ```
///
/// The scope binds the calling thread (and threads forked inside a structured scope) only.
public final class Training {
    private static final ScopedValue<Optional<RandomGenerator>> RANDOM = ScopedValue.newInstance();

    private Training() {}

    /// Whether layers are being trained here and now.
    public static boolean isOn() {
        return RANDOM.isBound() && RANDOM.get().isPresent();
    }

    /// The generator of the innermost scope. Every use moves it on; same seed, same bits.
    ///
    /// @throws IllegalStateException outside a scope
    public static RandomGenerator random() {
        return RANDOM.orElse(Optional.empty()).orElseThrow(() -> new IllegalStateException(
                "training: there is no generator outside a training scope; wrap the call in"
                        + " Training.with(random, () -> …), or ask Training.isOn() first"));
    }

    /// Runs `body` as training, with `random` for all layers in it.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R with(RandomGenerator random,
            ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(RANDOM, Optional.of(random)).call(body);
    }

    /// Runs `body` as inference, also inside a scope that trains: a validation in between.
    ///
    /// @throws X what `body` throws
    public static <R, X extends Throwable> R off(ScopedValue.CallableOp<R, X> body) throws X {
        return ScopedValue.where(RANDOM, Optional.<RandomGenerator>empty()).call(body);
    }
}
