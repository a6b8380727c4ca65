package io.atled.nn.optim;

/// Which average square of the gradient divides in [Adam] and [AdamW].
public enum SecondMoment {
    /// The latest.
    LATEST,
    /// The largest so far, so that step sizes never grow again: AMSGrad.
    /// **Source** Reddi et al. 2018, arXiv 1904.09237.
    LARGEST
}
