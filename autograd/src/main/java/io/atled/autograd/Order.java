package io.atled.autograd;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tensor was computed from and asks for gradients, in an order fit for sweeping: each
/// after all of its consumers. No recursion: graphs get deep.
final class Order {
    private final Numbering nodes = new Numbering();
    private int[] edges = new int[16];          // numbers of inputs, node after node, or −1
    private int[] first = new int[8];           // by node: where its edges begin
    private boolean reachesOlder;
    private @Nullable Tensor superseded;
    private final int[] sequence;

    private Order(Tensor root, long oldest) {
        nodes.add(root);
        int n = 0;
        for (int v = 0; v < nodes.count(); v++) {
            if (v == first.length) {
                first = Arrays.copyOf(first, 2 * v);
            }
            first[v] = n;
            note(nodes.get(v));
            List<Tensor> inputs = nodes.get(v).inputs();
            int arity = inputs.size();
            if (n + arity > edges.length) {
                edges = Arrays.copyOf(edges, Math.max(2 * edges.length, n + arity));
            }
            for (int i = 0; i < arity; i++) {
                edges[n++] = edge(inputs.get(i), oldest);
            }
        }
        sequence = sequence(n);
    }

    private int edge(Tensor x, long oldest) {
        if (!x.requiresGrad()) {
            return -1;
        }
        if (x.serial() < oldest) {
            reachesOlder = true;
            note(x);
            return -1;
        }
        return nodes.add(x);
    }

    private void note(Tensor t) {
        if (superseded == null && t.superseded() != null) {
            superseded = t;
        }
    }

    /// Each node when its last consumer is out.
    private int[] sequence(int edgeCount) {
        int[] consumers = new int[nodes.count()];
        for (int e = 0; e < edgeCount; e++) {
            if (edges[e] >= 0) {
                consumers[edges[e]]++;
            }
        }
        int[] out = new int[nodes.count()];
        int[] ready = new int[nodes.count()];
        int waiting = 1;                                        // the root, which has the number 0
        for (int k = 0; k < out.length; k++) {
            int v = ready[--waiting];
            out[k] = v;
            int end = first[v] + nodes.get(v).inputs().size();
            for (int e = first[v]; e < end; e++) {
                if (edges[e] >= 0 && --consumers[edges[e]] == 0) {
                    ready[waiting++] = edges[e];
                }
            }
        }
        return out;
    }

    /// Everything `root` was computed from.
    static Order from(Tensor root) {
        return new Order(root, 0);
    }

    /// The same without what is older than the serial `oldest`, and so cannot have been computed
    /// from anything that is not: a function of a few new tensors may capture any amount of graph.
    static Order from(Tensor root, long oldest) {
        return new Order(root, oldest);
    }

    int size() {
        return sequence.length;
    }

    /// The number of the node that comes `k`-th.
    int at(int k) {
        return sequence[k];
    }

    /// The node with the number `v`; 0 is the root.
    Tensor node(int v) {
        return nodes.get(v);
    }

    /// The number of `t`, or −1 if it is not below the root.
    int number(Tensor t) {
        return nodes.of(t);
    }

    /// The number of input `i` of the node `v`; −1 if it does not ask, or is too old.
    int input(int v, int i) {
        return edges[first[v] + i];
    }

    /// Whether something older asks for gradients.
    boolean reachesOlder() {
        return reachesOlder;
    }

    /// One that must not be differentiated through any more, or `null`.
    @Nullable Tensor superseded() {
        return superseded;
    }

    /// The nodes in their order.
    List<Tensor> consumersFirst() {
        return new AbstractList<>() {
            @Override
            public Tensor get(int k) {
                return node(sequence[k]);
            }

            @Override
            public int size() {
                return sequence.length;
            }
        };
    }
}
