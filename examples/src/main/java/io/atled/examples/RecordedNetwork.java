package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Tensor;
import io.atled.autograd.graph.TensorGraph;
import java.util.ArrayList;
import java.util.List;

/// What autograd records of a [HandNetwork], every step under its name in the formulas.
///
/// @param w the weights of each layer
/// @param b the biases
/// @param z Wₗ·aₗ₋₁ + bₗ
/// @param a g(zₗ)
/// @param loss Σ (a − y)²/2 of the last layer's a
record RecordedNetwork(ImmutableList<Tensor> w, ImmutableList<Tensor> b, ImmutableList<Tensor> z,
        ImmutableList<Tensor> a, Tensor loss) {
    private static final String DIGITS = "₀₁₂₃₄₅₆₇₈₉";

    static RecordedNetwork of(HandNetwork network, double[][] inputs, double[][] wanted) {
        var w = new ArrayList<Tensor>();
        var b = new ArrayList<Tensor>();
        var z = new ArrayList<Tensor>();
        var a = new ArrayList<Tensor>();
        Tensor x = Tensor.ofNested(inputs).named("x");
        for (int l = 0; l < network.w().size(); l++) {
            char index = DIGITS.charAt(l + 1);
            w.add(Tensor.ofNested(network.w().get(l)).variable().named("W" + index));
            b.add(Tensor.ofNested(network.b().get(l)).variable().named("b" + index));
            z.add(w.get(l).matmul(x).add(b.get(l)).named("z" + index));
            Tensor y = network.g().get(l).of(z.get(l));
            x = y == z.get(l) ? y : y.named("a" + index);
            a.add(x);
        }
        Tensor loss = x.sub(Tensor.ofNested(wanted).named("y")).square().sum().mul(0.5);
        return new RecordedNetwork(ImmutableList.copyOf(w), ImmutableList.copyOf(b),
                ImmutableList.copyOf(z), ImmutableList.copyOf(a), loss.named("loss"));
    }

    /// The gradients by everything recorded, also by what stands in the middle.
    Gradients gradients() {
        List<Tensor> all = TensorGraph.of(loss).network().nodes().stream()
                .map(TensorGraph.Node::tensor).filter(Tensor::requiresGrad).toList();
        return Backward.from(loss).only(all).run();
    }

    /// z, a and the gradients by z, W and b of layer `l`, from 0.
    List<Tensor> layer(int l) {
        Gradients g = gradients();
        return List.of(z.get(l), a.get(l), g.get(z.get(l)), g.get(w.get(l)), g.get(b.get(l)));
    }
}
