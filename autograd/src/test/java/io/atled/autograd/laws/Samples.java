package io.atled.autograd.laws;

import io.atled.autograd.Op;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The samples that every operation of this module is held against its laws with.
///
/// To add an operation, add a line to [PointwiseSamples] or [StructureSamples]: the record with its
/// attributes, and inputs away from kinks, ties and the edges of its domain.
public final class Samples {
    private final Map<Class<?>, List<Laws>> byClass = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(20_25);

    private Samples() {}

    /// The operations with their samples, by their class.
    public static Map<Class<?>, List<Laws>> all() {
        var samples = new Samples();
        PointwiseSamples.addTo(samples);
        StructureSamples.addTo(samples);
        PlaneSamples.addTo(samples);
        AttentionSamples.addTo(samples);
        NormSamples.addTo(samples);
        return samples.byClass;
    }

    /// The operations added so far, each once.
    List<Op> operations() {
        return byClass.values().stream().flatMap(List::stream).map(Laws::operation).distinct()
                .toList();
    }

    /// Adds an operation with its samples.
    void add(Op op, Sample... samples) {
        add(Laws.of(op).with(samples));
    }

    /// Adds an operation with samples, refusals and exceptions.
    void add(Laws laws) {
        byClass.computeIfAbsent(laws.operation().getClass(), c -> new ArrayList<>()).add(laws);
    }

    /// Samples of one input, of ranks 2, 3 and 0, between two numbers and apart from kinks.
    Sample[] unary(double low, double high, double... kinks) {
        return new Sample[] {
            Sample.of(drawn(low, high, Shape.of(3, 5), kinks)),
            Sample.of(drawn(low, high, Shape.of(2, 1, 4), kinks)),
            Sample.of(drawn(low, high, Shape.of(), kinks))};
    }

    /// Samples of two inputs, of equal shapes and broadcasting.
    Sample[] binary(double lowA, double highA, double lowB, double highB) {
        return new Sample[] {
            Sample.of(drawn(lowA, highA, Shape.of(3, 4)), drawn(lowB, highB, Shape.of(3, 4))),
            Sample.of(drawn(lowA, highA, Shape.of(2, 3, 4)), drawn(lowB, highB, Shape.of(3, 1))),
            Sample.of(drawn(lowA, highA, Shape.of()), drawn(lowB, highB, Shape.of(5)))};
    }

    /// F64 numbers.
    Tensor drawn(double low, double high, Shape shape, double... kinks) {
        return Sample.between(low, high, shape, random, MARGIN, kinks);
    }

    /// F64 numbers between −2 and 2.
    Tensor drawn(int... sizes) {
        return drawn(-2, 2, Shape.of(sizes));
    }

    /// F64 numbers between −2 and 2 without ties.
    Tensor untied(int... sizes) {
        return Sample.untied(-2, 2, Shape.of(sizes), random);
    }

    /// A mask.
    Tensor mask(int... sizes) {
        return drawn(sizes).to(DType.BOOL).and(drawn(sizes).greater(0));
    }

    /// Far enough from a kink for every law: differences move inputs by 10⁻³.
    static final double MARGIN = 0.05;
}
