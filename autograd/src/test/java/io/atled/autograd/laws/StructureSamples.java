package io.atled.autograd.laws;

import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.Activations;
import io.atled.autograd.Custom;
import io.atled.autograd.Joins;
import io.atled.autograd.Normalizations;
import io.atled.autograd.Op;
import io.atled.autograd.Products;
import io.atled.autograd.Reading;
import io.atled.autograd.Reductions;
import io.atled.autograd.Selections;
import io.atled.autograd.Tensor;
import io.atled.autograd.Trigonometry;
import io.atled.autograd.Views;
import io.atled.autograd.check.Law;
import io.atled.autograd.check.Laws;
import io.atled.autograd.check.Sample;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.List;
import java.util.function.Function;

/// Samples of reductions, views, products, selections and operations of other kinds.
final class StructureSamples {
    private static final List<Axes> AXES = List.of(Axes.all(), Axes.of(0), Axes.of(-1).kept(),
            Axes.of(0, -1));

    private StructureSamples() {}

    static void addTo(Samples samples) {
        reductions(samples);
        extremes(samples);
        views(samples);
        products(samples);
        affine(samples);
        activated(samples);
        picks(samples);
        places(samples);
        others(samples);
    }

    private static void reductions(Samples s) {
        each(s, Reductions.Sum::new, Sample.of(s.drawn(3, 4)), Sample.of(s.drawn(2, 3, 4)));
        each(s, Reductions.Mean::new, Sample.of(s.drawn(3, 4)), Sample.of(s.drawn(2, 3, 4)));
        each(s, Reductions.Prod::new, Sample.of(s.drawn(3, 4)), Sample.of(s.drawn(2, 2, 3)),
                Sample.of(Tensor.ofNested(new double[][] {{0, 2, 3}, {0, 0, 5}, {1, 2, 0.5}}))
                        .noted("with zeros"));
        each(s, axes -> new Reductions.Variance(1, axes), Sample.of(s.drawn(3, 4)),
                Sample.of(s.drawn(2, 3, 4)));
        each(s, axes -> new Reductions.Variance(0, axes), Sample.of(s.drawn(3, 4)));
        // not along 2 elements: there it is |a − b|/√2, and its second derivative only rounding
        each(s, axes -> new Reductions.Std(1, axes), Sample.of(s.drawn(3, 4)),
                Sample.of(s.drawn(3, 4, 3)));
        each(s, axes -> new Reductions.Norm(2, axes), Sample.of(s.drawn(3, 4)),
                Sample.of(s.drawn(2, 3, 4)));
        each(s, axes -> new Reductions.Norm(3.5, axes),
                Sample.of(s.drawn(-2, 2, Shape.of(3, 4), 0)));
        each(s, axes -> new Reductions.Norm(-1, axes),
                Sample.of(s.drawn(-2, 2, Shape.of(3, 4), 0)));
        each(s, Reductions.LogSumExp::new, Sample.of(s.drawn(3, 4)),
                Sample.of(s.drawn(2, 3, 4)));
        s.add(new Reductions.Sum(Axes.all()), Sample.of(s.drawn()), Sample.of(s.drawn(1)));
        s.add(new Reductions.LogSumExp(Axes.all()), Sample.of(s.drawn()));
        s.add(new Reductions.LogSumExp(Axes.of(-1)),
                Sample.of(Tensor.of(1000.0, 1001, 999.5)).noted("beyond the range of exp"));
    }

    private static void each(Samples s, Function<Axes, Op> op, Sample... samples) {
        for (Axes axes : AXES) {
            s.add(Laws.of(op.apply(axes)).with(samples));
        }
        s.add(Laws.of(op.apply(Axes.of(1))).with(samples)
                .refusing(Sample.of(s.drawn(3)).noted("no axis 1"))
                .refusing(Sample.of(Tensor.of(1, 2, 3).reshape(1, 3)).noted("whole numbers")));
    }

    private static void extremes(Samples s) {
        each(s, Reductions.Max::new, Sample.of(s.untied(3, 4)), Sample.of(s.untied(2, 3, 4)));
        each(s, Reductions.Min::new, Sample.of(s.untied(3, 4)), Sample.of(s.untied(2, 3, 4)));
        Sample tied = Sample.of(Tensor.ofNested(new double[][] {{1, 1, 0}, {2, 2, 2}}))
                .noted("ties");
        for (Op op : List.<Op>of(new Reductions.Max(Axes.of(1)), new Reductions.Min(Axes.of(0)))) {
            s.add(Laws.of(op).with(tied).except("differences do not know how ties share",
                    Law.REVERSE_MODE, Law.SECOND_ORDER));
        }
    }

    private static void views(Samples s) {
        s.add(Laws.of(new Views.Reshape(Shape.of(4, 3))).with(Sample.of(s.drawn(3, 4)),
                Sample.of(s.drawn(2, 6)), Sample.of(s.drawn(2, 1, 3, 2)))
                .refusing(Sample.of(s.drawn(3, 3)).noted("9 elements")));
        s.add(new Views.Reshape(Shape.of(1)), Sample.of(s.drawn()));
        s.add(new Views.Reshape(Shape.of(2, 6)), Sample.of(s.mask(3, 4)));
        s.add(Laws.of(new Views.Permute(ImmutableIntArray.of(1, 0))).with(Sample.of(s.drawn(3, 4)))
                .refusing(Sample.of(s.drawn(2, 3, 4)).noted("three axes")));
        s.add(new Views.Permute(ImmutableIntArray.of(2, 0, 1)), Sample.of(s.drawn(2, 3, 4)));
        s.add(Laws.of(new Views.Expand(Shape.of(2, 3, 4))).with(Sample.of(s.drawn(3, 1)),
                Sample.of(s.drawn(2, 3, 4)), Sample.of(s.drawn()))
                .refusing(Sample.of(s.drawn(3)).noted("(3) against (2,3,4)")));
        s.add(Laws.of(new Views.Slice(1, 1, 2, 2)).with(Sample.of(s.drawn(3, 5)),
                Sample.of(s.drawn(2, 4, 3)))
                .refusing(Sample.of(s.drawn(3, 3)).noted("element 3 of 3")));
        s.add(new Views.Slice(0, 2, 1, 0), Sample.of(s.drawn(3, 2)).noted("an empty slice"));
        s.add(new Views.Flip(0), Sample.of(s.drawn(3, 4)), Sample.of(s.drawn(1)));
        s.add(new Views.Flip(1), Sample.of(s.drawn(2, 3, 2)));
        s.add(new Views.Alias(), Sample.of(s.drawn(3, 4)), Sample.of(s.drawn()));
    }

    private static void products(Samples s) {
        s.add(Laws.of(new Products.Matmul()).with(
                Sample.of(s.drawn(3, 4), s.drawn(4, 2)),
                Sample.of(s.drawn(2, 3, 4), s.drawn(2, 4, 5)),
                Sample.of(s.drawn(3, 1, 2, 3), s.drawn(2, 3, 2)),
                Sample.of(s.drawn(2, 3), s.drawn(4, 3, 2)))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(3, 4)).noted("inner sizes 4 and 3"))
                .refusing(Sample.of(s.drawn(4), s.drawn(4, 3)).noted("a vector")));
        s.add(Laws.of(new Products.Matmul()).with(
                Sample.of(s.drawn(150, 130), s.drawn(130, 140)).noted("large enough for threads"))
                .except("too many elements to differentiate one by one", Law.REVERSE_MODE,
                        Law.SECOND_ORDER, Law.SINGLE_PRECISION));
    }

    private static void affine(Samples s) {
        s.add(Laws.of(new Products.Affine()).with(
                Sample.of(s.drawn(3, 4), s.drawn(4, 2), s.drawn(2)),
                Sample.of(s.drawn(1, 4), s.drawn(4, 3), s.drawn(3)).noted("one row"),
                Sample.of(s.drawn(4, 3), s.drawn(3, 1), s.drawn(1)).noted("one column"))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(2, 4), s.drawn(2)).noted("wᵀ"))
                .refusing(Sample.of(s.drawn(3, 4), s.drawn(4, 2), s.drawn(3)).noted("b too long"))
                .refusing(Sample.of(s.drawn(4), s.drawn(4, 3), s.drawn(3)).noted("a vector")));
    }

    private static void activated(Samples s) {
        Sample rows = Sample.of(s.drawn(3, 4), s.drawn(4, 2), s.drawn(2));
        Sample wrong = Sample.of(s.drawn(3, 4), s.drawn(2, 4), s.drawn(2)).noted("wᵀ");
        s.add(Laws.of(new Products.Activated(new Products.Affine(), new Activations.LeakyRelu(0.3)))
                .with(rows).refusing(wrong));
        s.add(Laws.of(new Products.Activated(new Products.Affine(), new Trigonometry.Tanh()))
                .with(rows.noted("computes the sums again")).refusing(wrong));
    }

    private static void picks(Samples s) {
        Tensor index = Tensor.ofNested(new int[][] {{0, 2, 2}, {1, 0, 1}});
        Sample gather = Sample.of(s.drawn(3, 3), index);
        s.add(Laws.of(new Selections.Gather(0)).with(gather, Sample.of(s.drawn(3, 4), index))
                .refusing(Sample.of(s.drawn(3), index).noted("too few axes"))
                .refusing(Sample.of(s.drawn(3, 3), s.drawn(2, 3)).noted("a real index"))
                .refusing(Sample.of(s.drawn(2, 3), index).noted("index 2 of 2")));
        s.add(new Selections.Gather(1), gather);
        s.add(Laws.of(new Selections.ScatterAdd(0))
                .with(Sample.of(s.drawn(3, 3), index, s.drawn(2, 3)),
                        Sample.of(s.drawn(4, 5), index, s.drawn(2, 3)))
                .refusing(Sample.of(s.drawn(3, 3), index, s.drawn(3, 3)).noted("a longer source"))
                .refusing(Sample.of(s.drawn(2, 3), index, s.drawn(2, 3)).noted("index 2 of 2")));
        s.add(new Selections.ScatterAdd(1), Sample.of(s.drawn(2, 3), index, s.drawn(2, 3)));
        Tensor rows = Tensor.of(2, 0, 2);
        s.add(Laws.of(new Selections.IndexSelect(0))
                .with(Sample.of(s.drawn(3, 4), rows), Sample.of(s.drawn(4), rows))
                .refusing(Sample.of(s.drawn(2, 4), rows).noted("index 2 of 2"))
                .refusing(Sample.of(s.drawn(3, 4), index).noted("an index with two axes")));
        s.add(new Selections.IndexSelect(1), Sample.of(s.drawn(2, 3, 2), rows));
        s.add(Laws.of(new Selections.IndexAdd(0))
                .with(Sample.of(s.drawn(3, 4), rows, s.drawn(3, 4)),
                        Sample.of(s.drawn(5), rows, s.drawn(3)))
                .refusing(Sample.of(s.drawn(3, 4), rows, s.drawn(2, 4)).noted("a short source")));
        s.add(new Selections.IndexAdd(1), Sample.of(s.drawn(2, 4), rows, s.drawn(2, 3)));
        s.add(new Selections.Argmax(0), Sample.of(s.untied(3, 4)), Sample.of(s.untied(5)));
        s.add(new Selections.Argmax(1), Sample.of(s.untied(3, 4)), Sample.of(s.untied(2, 3, 2)));
    }

    private static void places(Samples s) {
        s.add(Laws.of(new Joins.Place(0, 7, 1, 2)).with(Sample.of(s.drawn(3, 2)),
                Sample.of(s.drawn(2))).refusing(Sample.of(s.drawn(4, 2)).noted("element 7 of 7")));
        s.add(new Joins.Place(1, 5, 0, 1), Sample.of(s.drawn(2, 3)),
                Sample.of(s.drawn(2, 5, 2)));
        s.add(Laws.of(new Joins.Concat(0))
                .with(Sample.of(s.drawn(2, 3), s.drawn(1, 3), s.drawn(2, 3)),
                        Sample.of(s.drawn(3)), Sample.of(s.drawn(0, 2), s.drawn(2, 2)))
                .refusing(Sample.of(s.drawn(2, 3), s.drawn(2, 4)).noted("(2,3) and (2,4)"))
                .refusing(Sample.of(s.drawn(2), Tensor.of(1)).noted("F64 and I32")));
        s.add(new Joins.Concat(1), Sample.of(s.drawn(2, 3), s.drawn(2, 1)),
                Sample.of(s.drawn(2, 1, 2), s.drawn(2, 2, 2)));
    }

    private static void others(Samples s) {
        for (DType type : DType.values()) {
            s.add(new Reading.To(type), Sample.of(s.drawn(3, 4)), Sample.of(s.drawn()));
        }
        for (int axis : new int[] {0, 1}) {
            Sample[] scores = {Sample.of(s.drawn(3, 4)), Sample.of(s.drawn(2, 3, 2)),
                Sample.of(s.drawn(998, 1002, Shape.of(2, 3))).noted("beyond the range of exp")};
            s.add(new Normalizations.Softmax(axis), scores);
            s.add(new Normalizations.LogSoftmax(axis), scores);
        }
        Op cube = new Custom.Light("cube", Shape.of(3), DType.F64, x -> x.getFirst().pow(3),
                (dy, y, x) -> List.of(dy.mul(x.getFirst().square().mul(3))));
        s.add(Laws.of(cube).with(Sample.of(s.drawn(3))).except("the verbs inside refuse what is"
                + " wrong, under their own names", Law.WRONG_TYPES));
    }
}
