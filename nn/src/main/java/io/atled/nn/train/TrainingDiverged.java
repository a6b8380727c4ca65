package io.atled.nn.train;

/// Thrown when a training has left the finite numbers.
///
/// The model keeps the parameters that it had before the update that failed; nothing is lost.
public final class TrainingDiverged extends RuntimeException {
    private final int epoch;
    private final long step;
    private final double loss;

    TrainingDiverged(String message, Listener.Step at) {
        super(message);
        this.epoch = at.epoch();
        this.step = at.step();
        this.loss = at.loss();
    }

    /// In which epoch, from 1.
    public int epoch() {
        return epoch;
    }

    /// The number of the update that failed, from 0.
    public long step() {
        return step;
    }

    /// The loss of its batch.
    public double loss() {
        return loss;
    }
}
