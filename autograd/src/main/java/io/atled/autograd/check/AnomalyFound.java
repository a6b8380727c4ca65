package io.atled.autograd.check;

/// An operation made NaN or ∞ of finite numbers, inside [Debug#anomalies].
public final class AnomalyFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Anomaly anomaly;

    AnomalyFound(Anomaly anomaly) {
        super(anomaly.format());
        this.anomaly = anomaly;
    }

    /// What was found.
    public Anomaly anomaly() {
        return anomaly;
    }
}
