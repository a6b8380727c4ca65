package io.atled.nn.schedule;

/// How a value moves from a start to an end.
public enum Annealing {
    /// Half a cosine wave, flat at both ends: `end + (start − end)·(1 + cos πp)/2`.
    COSINE {
        @Override
        public double between(double start, double end, double progress) {
            return end + (start - end) * (1 + Math.cos(Math.PI * progress)) / 2;
        }
    },

    /// A straight line: `start + (end − start)·p`.
    LINEAR {
        @Override
        public double between(double start, double end, double progress) {
            return start + (end - start) * progress;
        }
    };

    /// The value at `progress` p, from 0 (the start) to 1 (the end).
    public abstract double between(double start, double end, double progress);
}
