package io.atled.examples;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.nn.data.Dataset;
import java.util.List;

/// The mean squared error of a line y = w·x + b, as a function of p = (w, b).
///
/// With X = (x, 1), a row for each of n samples, and the residuals X·p − y:
///
/// ```text
/// mean (X·p − y)² = pᵀ·M·p − 2·pᵀ·v + s    where M = XᵀX/n, v = Xᵀy/n, s = mean y²
/// ```
///
/// so that the loss at a place costs the same for any number of samples.
///
/// @param m M
/// @param v v
/// @param s s
record Bowl(Tensor m, Tensor v, double s) {
    /// The bowl of these samples. **Shape** inputs and targets `(n,1)`
    static Bowl of(Dataset data) {
        Tensor x = Tensor.concat(1, List.of(data.inputs(),
                Tensor.ones(data.inputs().dtype(), data.inputs().shape())));
        Tensor y = data.targets();
        return new Bowl(x.transpose().matmul(x).div(data.size()),
                x.transpose().matmul(y).div(data.size()), y.square().mean().item());
    }

    /// The losses at some places. **Shape** `(k,2) → (k)`
    Tensor losses(Tensor places) {
        Tensor p = places.to(DType.F64);
        return p.matmul(m).mul(p).sum(1).sub(p.matmul(v).mul(2).squeeze(1)).add(s);
    }

    /// The gradients at some places: each loss depends on its own place alone, so that they are the
    /// gradient of the sum. **Shape** `(k,2) → (k,2)`
    Tensor gradients(Tensor places) {
        Tensor p = places.variable();
        return losses(p).sum().gradients().get(p);
    }

    /// Where the loss is least: M·p = v, solved by hand. **Shape** `(1,2)`
    Tensor bottom() {
        double w = (v.get(0, 0) - m.get(0, 1) * v.get(1, 0))
                / (m.get(0, 0) - m.get(0, 1) * m.get(0, 1));
        return Tensor.of(Shape.of(1, 2), w, v.get(1, 0) - w * m.get(0, 1));
    }

    /// The least loss.
    double least() {
        return losses(bottom()).item();
    }
}
