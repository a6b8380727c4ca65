package io.atled.nn.layers;

import io.atled.autograd.Tensor;
import io.atled.nn.Layer;
import io.atled.nn.Summary;
import io.atled.nn.Training;

/// While training, drops each number with a probability and scales the others by 1/(1 − p), so
/// that the expected value stays; otherwise nothing.
///
/// Active only inside [Training#with], which gives the randomness: same seed, same bits. With p = 1
/// everything is 0. **Shape** unchanged **Derivative** dy/(1 − p) where kept, else 0.
/// **Source** Srivastava et al. (2014), with the scaling moved from inference to training.
///
/// @param probability of dropping a number
public record Dropout(double probability) implements Layer {
    /// Checks the probability.
    ///
    /// @throws IllegalArgumentException unless it is from 0 to 1
    public Dropout {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("Dropout: the probability of dropping a number must"
                    + " be from 0 to 1, got " + probability
                    + "; give a fraction (0.2), not a percentage");
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return Summary.noting(this, probability > 0 && Training.isOn() ? dropped(x) : x);
    }

    private Tensor dropped(Tensor x) {
        double kept = 1 - probability;
        if (kept == 0) {
            return x.mul(0);
        }
        Tensor draws = Tensor.uniform(x.shape(), 0, 1, Training.random());
        return x.mul(draws.less(kept).to(x.dtype()).mul(1 / kept));
    }

    @Override
    public String kind() {
        return "Dropout(" + probability + ")";
    }
}
