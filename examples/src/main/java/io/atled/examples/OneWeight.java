package io.atled.examples;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Differentiate;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.nn.loss.Loss;

/// A network of a single weight, which goes down its loss curve step by step.
final class OneWeight {
    /// The rates at which it descends: it creeps, arrives, overshoots.
    static final ImmutableList<Double> RATES = ImmutableList.of(0.2, 2.0, 8.0);
    /// The weight that it is to find.
    static final double WANTED = 0.5;
    private static final double START = -3;
    private static final int STEPS = 20;
    /// How many steps are printed, before the last one.
    private static final int PRINTED = 6;

    private OneWeight() {}

    /// Where the weight was: its loss there, and the slope that the step from there goes against.
    record Place(double w, double loss, double slope) {}

    /// How far σ(w·x) is from σ(0.5·x): their cross-entropy, in the mean over some x.
    static Tensor loss(Tensor w) {
        Tensor x = Tensor.linspace(-2, 2, 9).to(DType.F64);
        return Loss.binaryCrossEntropy(w.mul(x), x.mul(WANTED).sigmoid());
    }

    /// The way of the weight from its start, by w ← w − rate·dL/dw.
    static ImmutableList<Place> descend(double rate) {
        var places = ImmutableList.<Place>builder();
        double w = START;
        for (int step = 0; step <= STEPS; step++) {
            var at = Differentiate.valueAndGrad(OneWeight::loss).apply(Tensor.scalar(w));
            places.add(new Place(w, at.value().item(), at.gradient().item()));
            w -= rate * at.gradient().item();
        }
        return places.build();
    }

    static void print() {
        System.out.printf("one weight by w ← w − rate·dw; w after 0, 1, 2, … steps%29s%n",
                "after " + STEPS);
        for (double rate : RATES) {
            ImmutableList<Place> places = descend(rate);
            System.out.printf("rate %-4s", rate);
            places.subList(0, PRINTED + 1).forEach(place -> System.out.printf("%9.4f", place.w));
            System.out.printf("%11.4f%n", places.getLast().w);
        }
    }
}
