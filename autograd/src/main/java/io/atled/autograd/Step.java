package io.atled.autograd;

import io.atled.autograd.kernel.Pool;

/// A scope at whose end the numbers computed in it are recycled: one update of a training, again
/// and again with the same large arrays instead of fresh ones.
///
/// What the body returns stays (a tensor, gradients, records, lists and maps of them), and so do
/// the values of parameters and what [#keep(Object)] is called on. Everything else that was
/// computed inside is gone: to read it later is an error that says so.
///
/// ```java
/// Optimization adam = new Adam().over(model.parameters(), Rate.constant(0.001));
/// var step = new Step();
/// for (Dataset batch : data.batches(Descent.miniBatch(32), random)) {
///     double loss = step.run(() -> {
///         Tensor l = Loss.softmaxCrossEntropy(model.forward(batch.inputs()), batch.targets());
///         adam.step(l.gradients());
///         return l.item();
///     });
/// }
/// ```
///
/// The scope binds the calling thread only. It changes no number: without it, everything works the
/// same and the garbage collector does the work. The arrays are kept from run to run, for as long
/// as this object is reachable.
public final class Step {
    private final Pool pool;

    /// A scope that may be run any number of times, one run at a time.
    public Step() {
        this(new Pool());
    }

    Step(Pool pool) {
        this.pool = pool;
    }

    /// Runs `body` in this scope.
    ///
    /// @throws IllegalStateException if this very scope is running; another one may be
    /// @throws X what `body` throws; nothing is kept then
    public <R, X extends Throwable> R run(ScopedValue.CallableOp<R, X> body) throws X {
        pool.enter();
        try {
            return keep(body.call());
        } finally {
            pool.exit();
        }
    }

    /// Lets the tensors in `tree` outlive the step that runs: a tensor, gradients, or records,
    /// lists, maps and optionals of them. Outside a step there is nothing to do.
    ///
    /// @return what was given
    /// @throws IllegalStateException if one has been recycled already, or belongs to a step that
    ///         runs on another thread
    public static <T> T keep(T tree) {
        Tree.each(tree, node -> {
            switch (node) {
                case Tensor t -> t.array().escape();
                case Gradients g -> g.values().forEach(Step::keep);
                default -> { }
            }
        });
        return tree;
    }
}
