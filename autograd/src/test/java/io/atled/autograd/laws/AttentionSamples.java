package io.atled.autograd.laws;

import io.atled.autograd.Attention.ScaledDotProductAttention;
import io.atled.autograd.Attention.Sight;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;

/// Samples of attention: with and without masks, heads as broadcast axes, several blocks.
final class AttentionSamples {
    private static final double NO = Double.NEGATIVE_INFINITY;

    /// Why the law of threads looks at some samples only: it makes sequences thousands of times
    /// longer where the first axis is that of places.
    private static final String SQUARE = "scores grow with the square of the length; samples with"
            + " heads and with several blocks show it";

    private AttentionSamples() {}

    static void addTo(Samples s) {
        Tensor mask = Tensor.ofNested(new boolean[][] {{true, false, true, true},
            {false, true, true, false}, {true, true, true, true}});
        s.add(Laws.of(new ScaledDotProductAttention(0.7, Sight.ALL))
                .with(Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 5)),
                        Sample.of(s.drawn(2, 2, 3, 2), s.drawn(2, 1, 4, 2), s.drawn(2, 4, 3)),
                        Sample.of(s.drawn(2, 3, 2), s.drawn(4, 2), s.drawn(4, 3), mask),
                        Sample.of(s.drawn(2, 3, 2), s.drawn(2, 4, 2), s.drawn(2, 4, 3),
                                s.mask(2, 1, 4).or(mask.slice(0, 2, 3))),
                        Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(2, 4, 3), s.drawn(1, 4)),
                        Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 3), s.drawn(3, 4)))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 3), s.drawn(4, 2)).noted("2 ≠ 3"))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(3, 2)).noted("4 ≠ 3"))
                .refusing(Sample.of(s.drawn(2), s.drawn(4, 2), s.drawn(4, 2)).noted("a vector"))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 2)).noted("no values"))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 2), s.drawn(2, 3, 4))
                        .noted("a mask with more axes"))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 2), Tensor.of(1))
                        .noted("whole numbers as a mask"))
                .except(SQUARE, Law.THREADS));
        s.add(new ScaledDotProductAttention(0.7, Sight.ALL),
                Sample.of(s.drawn(2, 3, 2), s.drawn(2, 4, 2), s.drawn(2, 4, 3)),
                Sample.of(s.drawn(2, 3, 2), s.drawn(2, 4, 2), s.drawn(2, 4, 3),
                        s.drawn(2, 3, 4)));
        s.add(Laws.of(new ScaledDotProductAttention(-0.5, Sight.PAST))
                .with(Sample.of(s.drawn(3, 2), s.drawn(3, 2), s.drawn(3, 4)),
                        Sample.of(s.drawn(2, 4, 2), s.drawn(4, 2), s.drawn(4, 3),
                                s.drawn(2, 1, 4)),
                        Sample.of(s.drawn(4, 2), s.drawn(4, 2), s.drawn(4, 3),
                                Tensor.of(true, false, true, true)))
                .refusing(Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 3))
                        .noted("3 queries of 4 keys"))
                .except(SQUARE, Law.THREADS));
        s.add(Laws.of(new ScaledDotProductAttention(1, Sight.ALL)).with(
                Sample.of(s.drawn(3, 2), s.drawn(4, 2), s.drawn(4, 3),
                        Tensor.of(false, true, false).unsqueeze(1)).noted("blind queries"))
                .except(SQUARE, Law.THREADS));
        s.add(Laws.of(new ScaledDotProductAttention(1, Sight.ALL)).with(
                Sample.of(s.drawn(3, 2), s.drawn(3, 2), s.drawn(3, 3), Tensor.ofNested(
                        new double[][] {{NO, 1, NO}, {NO, NO, NO}, {0, 0, 1}})).noted("hidden"))
                .except("no difference moves −∞", Law.REVERSE_MODE)
                .except(SQUARE, Law.THREADS));
        for (Sight sight : Sight.values()) {
            s.add(Laws.of(new ScaledDotProductAttention(0.1, sight)).with(
                    Sample.of(s.drawn(2, 150, 5), s.drawn(150, 5), s.drawn(2, 150, 3))
                            .noted("several blocks"))
                    .except("too many elements to differentiate one by one", Law.REVERSE_MODE,
                            Law.SECOND_ORDER, Law.SINGLE_PRECISION));
        }
    }
}
