package io.atled.autograd.laws;

import com.google.common.primitives.ImmutableDoubleArray;
import io.atled.autograd.Backward;
import io.atled.autograd.Gradients;
import io.atled.autograd.Normalizations;
import io.atled.autograd.Normalizations.SoftmaxCrossEntropy;
import io.atled.autograd.Op;
import io.atled.autograd.Selections;
import io.atled.autograd.Standardizations;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Samples of normalizations and of the softmax cross-entropy.
final class NormSamples {
    private static final double EPSILON = 0.01;

    private NormSamples() {}

    static void addTo(Samples s) {
        standards(s);
        entropies(s);
        pullbacks(s);
        s.add(new Selections.Argmin(0), Sample.of(s.untied(3, 4)), Sample.of(s.untied(5)));
        s.add(new Selections.Argmin(1), Sample.of(s.untied(3, 4)), Sample.of(s.untied(2, 3, 2)));
    }

    private static void standards(Samples s) {
        for (Axes axes : List.of(Axes.all(), Axes.of(0), Axes.of(-1), Axes.of(0, -1))) {
            s.add(new Standardizations.Standardize(axes, EPSILON), Sample.of(s.drawn(3, 4)),
                    Sample.of(s.drawn(2, 3, 4)));
        }
        s.add(Laws.of(new Standardizations.Standardize(Axes.of(1), EPSILON))
                .with(Sample.of(s.drawn(3, 70)).noted("more than the lanes"))
                .refusing(Sample.of(s.drawn(3)).noted("no axis 1"))
                .except("too many elements to differentiate one by one", Law.REVERSE_MODE,
                        Law.SECOND_ORDER));
        s.add(Laws.of(new Standardizations.LayerNorm(EPSILON))
                .with(Sample.of(s.drawn(3, 4), s.drawn(4), s.drawn(4)),
                        Sample.of(s.drawn(2, 3, 2), s.drawn(3, 2), s.drawn(3, 2)),
                        Sample.of(s.drawn(5), s.drawn(5), s.drawn(5)))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(3), s.drawn(3)).noted("3 of 4 features"))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(4), s.drawn(1)).noted("a short shift")));
        s.add(Laws.of(new Standardizations.RmsNorm(EPSILON))
                .with(Sample.of(s.drawn(3, 4), s.drawn(4)),
                        Sample.of(s.drawn(2, 3, 2), s.drawn(3, 2)))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(3)).noted("3 of 4 features")));
    }

    private static void entropies(Samples s) {
        Tensor labels = Tensor.of(2, 0, 1, 2);
        Tensor logits = s.drawn(4, 3);
        var plain = SoftmaxCrossEntropy.along(1);
        s.add(Laws.of(plain).with(Sample.of(logits, labels), Sample.of(logits, wanted(s, 4, 3)),
                Sample.of(s.drawn(998, 1002, Shape.of(4, 3)), labels)
                        .noted("beyond the range of exp"))
                .refusing(Sample.of(logits, labels.slice(0, 0, 3)).noted("three labels of four"))
                .refusing(Sample.of(logits, Tensor.of(0, 1, 2, 3)).noted("label 3 of 3")));
        var all = new SoftmaxCrossEntropy(1, 0.25, ImmutableDoubleArray.of(0.5, 2, 1),
                OptionalInt.empty());
        Tensor pixels = Tensor.of(Shape.of(2, 2), 0, 2, 1, 0);
        s.add(all, Sample.of(s.drawn(2, 3, 2), wanted(s, 2, 3, 2)));
        s.add(all.withIgnoredLabel(1), Sample.of(s.drawn(2, 3, 2), pixels));
        s.add(SoftmaxCrossEntropy.along(0), Sample.of(s.drawn(3, 4), labels),
                Sample.of(s.drawn(3), Tensor.scalar(1)));
    }

    /// The way back as an operation stands in no verb: it is taken from a recorded graph.
    private static void pullbacks(Samples s) {
        Tensor dy = s.drawn(3, 4);
        for (Op op : List.of(new Normalizations.Softmax(1), new Normalizations.LogSoftmax(0),
                new Standardizations.Standardize(Axes.of(1), EPSILON))) {
            s.add(pullback(op, 0, s.drawn(3, 4)), Sample.of(dy, s.drawn(-2, 0, Shape.of(3, 4))));
        }
        Tensor[] layer = {s.drawn(3, 4), s.drawn(4), s.drawn(4)};
        Tensor[] root = {s.drawn(3, 4), s.drawn(4)};
        Tensor[] loss = {s.drawn(4, 3), wanted(s, 4, 3)};
        for (int i = 0; i < 3; i++) {
            s.add(pullback(new Standardizations.LayerNorm(EPSILON), i, layer),
                    Sample.of(dy, layer[0], layer[1], layer[2]));
        }
        for (int i = 0; i < 2; i++) {
            s.add(pullback(new Standardizations.RmsNorm(EPSILON), i, root),
                    Sample.of(dy, root[0], root[1]));
            s.add(Laws.of(pullback(SoftmaxCrossEntropy.along(1), i, loss))
                    .with(Sample.of(s.drawn(4), loss[0], loss[1]))
                    .refusing(Sample.of(s.drawn(3), loss[0], loss[1]).noted("a short cotangent")));
        }
    }

    private static Op pullback(Op op, int input, Tensor... x) {
        List<Tensor> in = Stream.of(x).map(Tensor::variable).toList();
        Tensor y = Tensor.apply(op, in);
        Gradients gradients = Backward.from(y).seed(Tensor.ones(y.dtype(), y.shape()).variable())
                .recorded().run();
        return Objects.requireNonNull(gradients.get(in.get(input)).op());
    }

    private static Tensor wanted(Samples s, int... sizes) {
        return s.drawn(0.1, 1, Shape.of(sizes));
    }
}
