package io.atled.autograd;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Forward-mode traversal: pushes tangents of inputs through a recorded graph to a result.
final class Forward {
    private Forward() {}

    /// The tangent of `root` when the tensors in `moved` move by their tangents; zeros if none of
    /// them matters. The traversal is recorded if recording is on.
    static Tensor push(Tensor root, IdentityHashMap<Tensor, Tensor> moved) {
        var tangents = new IdentityHashMap<>(moved);
        long oldest = moved.keySet().stream().mapToLong(Tensor::serial).min().orElse(0);
        List<Tensor> graph = Order.from(root, oldest).consumersFirst().reversed();
        Recording.Scope scope = Recording.scope();
        Watcher watcher = scope.watcher();
        if (watcher != null) {
            watcher.traversing(graph);
        }
        for (Tensor y : graph) {
            Op op = y.op();
            if (op == null || tangents.containsKey(y)) {
                continue;
            }
            var dx = new ArrayList<@Nullable Tensor>(y.inputs().size());
            boolean moves = false;
            for (Tensor x : y.inputs()) {
                Tensor d = tangents.get(x);
                dx.add(d);
                moves |= d != null;
            }
            if (moves) {
                Tensor dy = Tangents.fitting(op,
                        scope.rule(y, () -> op.jvp(dx, y, y.inputs())), y);
                tangents.put(y, dy);
                if (watcher != null) {
                    watcher.pushed(y, dx, dy);
                }
            }
        }
        Tensor tangent = tangents.get(root);
        return tangent != null ? tangent : Tensor.zeros(root.dtype(), root.shape());
    }
}
