package io.atled.autograd.laws;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Activations;
import io.atled.autograd.Convolutions;
import io.atled.autograd.Pools;
import io.atled.autograd.Products;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;

/// Samples of convolutions and pools.
final class PlaneSamples {
    private static final Slide SAME = new Slide(1, 1, 1, 1);
    private static final Slide HALF = new Slide(2, 1, 0, 1);
    private static final Slide WIDE = new Slide(1, 2, 1, 2);

    private PlaneSamples() {}

    static void addTo(Samples samples) {
        convolutions(samples);
        transposed(samples);
        windows(samples);
        pools(samples);
    }

    private static ImmutableList<Slide> slides(Slide... each) {
        return ImmutableList.copyOf(each);
    }

    private static void convolutions(Samples s) {
        s.add(Laws.of(new Convolutions.Conv(slides(Slide.UNIT, Slide.UNIT), 1))
                .with(Sample.of(s.drawn(2, 2, 4, 3), s.drawn(3, 2, 2, 3)),
                        Sample.of(s.drawn(1, 1, 3, 3), s.drawn(1, 1, 3, 3)))
                .refusing(Sample.of(s.drawn(2, 4, 4, 3), s.drawn(3, 2, 2, 3)).noted("4 channels"))
                .refusing(Sample.of(s.drawn(2, 2, 4, 3), s.drawn(3, 2, 5, 3)).noted("5 of 4 rows"))
                .refusing(Sample.of(s.drawn(2, 4, 3), s.drawn(3, 2, 2, 3)).noted("three axes")));
        s.add(Laws.of(new Convolutions.Conv(slides(HALF, WIDE), 2))
                .with(Sample.of(s.drawn(2, 4, 5, 4), s.drawn(4, 2, 3, 2)))
                .refusing(Sample.of(s.drawn(2, 4, 5, 4), s.drawn(3, 2, 3, 2)).noted("3 in 2")));
        s.add(new Convolutions.Conv(slides(new Slide(3, 2, 1, 1)), 1),
                Sample.of(s.drawn(2, 2, 7), s.drawn(2, 2, 3)));
        s.add(Laws.of(new Convolutions.Conv(slides(SAME, SAME), 1))
                .with(Sample.of(s.drawn(5, 4, 14, 14), s.drawn(6, 4, 3, 3)).noted("for threads"))
                .except("too many elements to differentiate one by one", Law.REVERSE_MODE,
                        Law.SECOND_ORDER, Law.SINGLE_PRECISION));
        s.add(Laws.of(new Convolutions.ConvBias(new Convolutions.Conv(slides(SAME, HALF), 1)))
                .with(Sample.of(s.drawn(2, 2, 3, 4), s.drawn(3, 2, 2, 3), s.drawn(3)))
                .refusing(Sample.of(s.drawn(2, 2, 3, 4), s.drawn(3, 2, 2, 3), s.drawn(2))
                        .noted("two of three biases")));
        s.add(Laws.of(new Products.Activated(
                        new Convolutions.ConvBias(new Convolutions.Conv(slides(SAME, HALF), 2)),
                        new Activations.LeakyRelu(0.5)))
                .with(Sample.of(s.drawn(2, 2, 3, 4), s.drawn(4, 1, 2, 3), s.drawn(4)))
                .refusing(Sample.of(s.drawn(2, 3, 3, 4), s.drawn(4, 1, 2, 3), s.drawn(4))
                        .noted("three channels")));
    }

    private static void transposed(Samples s) {
        s.add(Laws.of(new Convolutions.ConvTranspose(slides(HALF, WIDE), 2, Shape.of(5, 4)))
                .with(Sample.of(s.drawn(2, 4, 2, 3), s.drawn(4, 2, 3, 3)))
                .refusing(Sample.of(s.drawn(2, 4, 4, 3), s.drawn(4, 2, 3, 3)).noted("four rows")));
        s.add(new Convolutions.ConvTranspose(slides(new Slide(3, 0, 0, 1)), 1, Shape.of(9)),
                Sample.of(s.drawn(2, 2, 3), s.drawn(2, 3, 2)));
    }

    private static void windows(Samples s) {
        s.add(Laws.of(new Convolutions.ConvWindows(slides(HALF, WIDE), 2, Shape.of(3, 3)))
                .with(Sample.of(s.drawn(2, 4, 5, 4), s.drawn(2, 6, 2, 3)))
                .refusing(Sample.of(s.drawn(2, 4, 5, 4), s.drawn(1, 6, 2, 3)).noted("one of two")));
        s.add(new Convolutions.ConvWindows(slides(Slide.UNIT), 1, Shape.of(2)),
                Sample.of(s.drawn(3, 2, 5), s.drawn(3, 2, 4)));
    }

    private static void pools(Samples s) {
        var two = ImmutableIntArray.of(2, 3);
        s.add(new Pools.MaxIndices(two, slides(HALF, SAME)), Sample.of(s.untied(2, 3, 5, 4)),
                Sample.of(s.untied(4, 5)));
        s.add(new Pools.MaxIndices(ImmutableIntArray.of(2), slides(new Slide(3, 0, 0, 2))),
                Sample.of(s.untied(3, 8)));
        Tensor places = Tensor.ofNested(new int[][] {{0, 5}, {5, 7}, {1, 11}});
        s.add(Laws.of(new Pools.MaxPool(2))
                .with(Sample.of(s.drawn(3, 3, 4), places.reshape(3, 1, 2)))
                .refusing(Sample.of(s.drawn(3, 3, 3), places.reshape(3, 1, 2)).noted("11 of 9"))
                .refusing(Sample.of(s.drawn(2, 3, 4), places.reshape(3, 1, 2)).noted("3 of 2"))
                .refusing(Sample.of(s.drawn(3, 3, 4), s.drawn(3, 1, 2)).noted("a real index")));
        s.add(new Pools.MaxPool(1), Sample.of(s.drawn(3, 12), places));
        s.add(Laws.of(new Pools.MaxUnpool(Shape.of(3, 4)))
                .with(Sample.of(s.drawn(3, 1, 2), places.reshape(3, 1, 2)))
                .refusing(Sample.of(s.drawn(3, 2, 1), places.reshape(3, 1, 2)).noted("turned")));
        s.add(Laws.of(new Pools.MaxUnpool(Shape.of(12))).with(Sample.of(s.drawn(3, 2), places))
                .refusing(Sample.of(s.drawn(3), places).noted("a vector")));
    }
}
