package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.nn.Layer;
import io.atled.nn.Summary;

/// Each sample as one row of features. **Shape** (n,a,b,…) → (n,a·b·…)
public record Flatten() implements Layer {
    /// {@inheritDoc}
    ///
    /// @throws ShapeMismatch if `x` is a single number
    @Override
    public Tensor forward(Tensor x) {
        Require.batch(this, x);
        int n = x.shape().get(0);
        return Summary.noting(this, x.reshape(n, x.shape().range(1, x.rank()).size()));
    }
}
