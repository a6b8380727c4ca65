package io.atled.nn.data;

import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.ShapeMismatch;

/// Shifts and scales every feature to mean 0 and standard deviation 1, as measured on one set.
///
/// Measure on the training part alone and apply to both: what is measured on the test part leaks
/// into the model. A feature that never varies is only shifted.
///
/// **Units** the deviation is the one of the set itself (divided by n, not by n − 1).
///
/// @param mean the mean of each feature
/// @param scale what each feature is divided by: its standard deviation, or 1 if it never varies
public record Standardization(Tensor mean, Tensor scale) {
    /// Checks that the two belong together.
    ///
    /// @throws ShapeMismatch if their shapes differ
    public Standardization {
        if (!mean.shape().equals(scale.shape())) {
            throw new ShapeMismatch("standardization: needs one scale for each mean, got mean "
                    + mean.shape() + " and scale " + scale.shape());
        }
    }

    /// Measures the features of `inputs` over axis 0; in double precision, whatever their type.
    ///
    /// @throws DataError if there are no samples
    /// @throws DTypeMismatch if the inputs are not floating point
    public static Standardization of(Tensor inputs) {
        if (!inputs.dtype().isFloat()) {
            throw new DTypeMismatch("standardization: needs F32 or F64, got " + inputs.dtype()
                    + "; convert it with to(DType.F32)");
        }
        if (inputs.rank() == 0 || inputs.shape().get(0) == 0) {
            throw new DataError("standardization: needs at least 1 sample along axis 0, got shape "
                    + inputs.shape());
        }
        return Recording.off(() -> measured(inputs.detach()));
    }

    private static Standardization measured(Tensor inputs) {
        Tensor x = inputs.to(DType.F64);
        Tensor constant = x.max(0).equalTo(x.min(0));       // exact, unlike a deviation of 0
        Tensor scale = constant.where(1, x.std(0, Axes.of(0)));
        return new Standardization(x.mean(0).to(inputs.dtype()), scale.to(inputs.dtype()));
    }

    /// `(inputs − mean) / scale`.
    ///
    /// @throws ShapeMismatch if the features have another shape
    public Tensor apply(Tensor inputs) {
        if (inputs.rank() == 0 || !inputs.shape().without(0).equals(mean.shape())) {
            throw new ShapeMismatch("standardization: measured on samples of shape "
                    + mean.shape() + ", got inputs " + inputs.shape()
                    + "; axis 0 counts the samples, the rest must be equal");
        }
        return inputs.sub(mean).div(scale);
    }

    /// `data` with standardized inputs.
    ///
    /// @throws ShapeMismatch if the features have another shape
    public Dataset apply(Dataset data) {
        return data.withInputs(apply(data.inputs()));
    }
}
