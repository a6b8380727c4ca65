package io.atled.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/// The recorded tensors in an order fit for sweeping. No recursion: graphs get deep.
final class Order {
    private Order() {}

    /// Everything that the roots were computed from and that asks for gradients, the roots
    /// included, each after all of its consumers.
    static List<Tensor> consumersFirst(List<Tensor> roots) {
        var consumers = new IdentityHashMap<Tensor, Integer>();
        var stack = new ArrayDeque<Tensor>(roots);
        while (!stack.isEmpty()) {                              // count the consumers of each
            Tensor y = stack.pop();
            if (consumers.merge(y, 1, Integer::sum) == 1) {
                pushInputs(stack, y);
            }
        }
        var order = new ArrayList<Tensor>(consumers.size());
        stack.addAll(roots);
        while (!stack.isEmpty()) {                              // out when the last consumer is
            Tensor y = stack.pop();
            if (consumers.merge(y, -1, Integer::sum) == 0) {
                order.add(y);
                pushInputs(stack, y);
            }
        }
        return order;
    }

    private static void pushInputs(Deque<Tensor> stack, Tensor y) {
        for (Tensor x : y.inputs()) {
            if (x.requiresGrad()) {
                stack.push(x);
            }
        }
    }
}
