package io.atled.autograd;

import static io.atled.autograd.Values.assertNear;
import static io.atled.autograd.Values.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import io.atled.autograd.shape.Slide;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConvolutionsTest {
    /// Roundings in F64 of sums of a few hundred terms of about 1.
    private static final double SUMS = 1e-11;

    /// Roundings in F64 of a sum of 640,000 such terms.
    private static final double MANY = 1e-8;

    /// Roundings in F32 of 600,000 such terms, up or down by chance: √600,000·16·2⁻²⁴ = 7e-4, as
    /// sums of a block stay below 16; with room.
    private static final double LONG = 1e-2;

    /// One convolution of drawn sizes.
    private record Case(Tensor x, Tensor w, Convolution how, List<Slide> slides) {
        /// The element at an index in each axis.
        static double item(Tensor t, int... at) {
            return Naive.of(t).get(at);
        }

        static Case of(int seed) {
            var random = new Random(seed);
            int groups = 1 + random.nextInt(2);
            Convolution how = Convolution.PLAIN.stride(1 + random.nextInt(3), 1 + random.nextInt(3))
                    .padding(random.nextInt(4), random.nextInt(4))
                    .dilation(1 + random.nextInt(2), 1 + random.nextInt(2)).groups(groups);
            Tensor w = random(seed, groups * (1 + random.nextInt(5)), 1 + random.nextInt(3),
                    1 + random.nextInt(4), 1 + random.nextInt(7));
            List<Slide> slides = how.slides("conv2d", Slides.plane(w.shape(), 2));
            int[] sizes = {1 + random.nextInt(8), 1 + random.nextInt(9)};
            for (int axis = 0; axis < 2; axis++) {
                sizes[axis] = Math.max(sizes[axis], Math.toIntExact(
                        slides.get(axis).smallest(1, w.shape().get(axis + 2))));
            }
            return new Case(random(seed + 1, 1 + random.nextInt(12), groups * w.shape().get(1),
                    sizes[0], sizes[1]), w, how, slides);
        }

        /// By the book: the sum over channels and taps of padded numbers.
        double at(int n, int out, int row, int column) {
            Naive images = Naive.of(x);
            Naive windows = Naive.of(w);
            int channels = w.shape().get(1);
            int group = out / (w.shape().get(0) / how.groups());
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < w.shape().get(2); i++) {
                    for (int j = 0; j < w.shape().get(3); j++) {
                        int y = place(slides.get(0), row, i);
                        int x1 = place(slides.get(1), column, j);
                        boolean inside = y >= 0 && y < x.shape().get(2) && x1 >= 0
                                && x1 < x.shape().get(3);
                        sum += inside ? windows.get(new int[] {out, c, i, j})
                                * images.get(new int[] {n, group * channels + c, y, x1}) : 0;
                    }
                }
            }
            return sum;
        }

        private static int place(Slide slide, int place, int tap) {
            return place * slide.stride() + tap * slide.dilation() - slide.before();
        }
    }

    @Property(tries = 300)
    void aResultIsTheSumOverChannelsAndTaps(@ForAll @IntRange(max = 100_000) int seed) {
        Case one = Case.of(seed);
        Tensor y = one.x.conv2d(one.w, one.how);
        var random = new Random(seed);
        for (int probe = 0; probe < 5; probe++) {
            int[] at = new int[4];
            for (int axis = 0; axis < 4; axis++) {
                at[axis] = random.nextInt(y.shape().get(axis));
            }
            assertEquals(one.at(at[0], at[1], at[2], at[3]), Case.item(y, at), SUMS);
        }
    }

    @Property(tries = 300)
    void theThreeOperationsAreAdjoint(@ForAll @IntRange(max = 100_000) int seed) {
        Case one = Case.of(seed);
        Tensor x = one.x.variable();
        Tensor w = one.w.variable();
        Tensor y = x.conv2d(w, one.how);
        Tensor dy = random(seed, y.shape().toArray());
        Gradients g = y.gradients(dy);
        double expected = y.mul(dy).sum().item();
        double scale = Math.max(1, y.norm().item() * dy.norm().item());
        assertEquals(expected, g.get(x).mul(x).sum().item(), SUMS * scale);
        assertEquals(expected, g.get(w).mul(w).sum().item(), SUMS * scale);
        assertNear(g.get(x), dy.convTranspose2d(w, one.how, x.shape().get(2), x.shape().get(3)),
                0);
    }

    @Test
    void aBiasIsAddedToEveryPlaceOfItsChannel() {
        Tensor x = random(1, 2, 3, 5, 6);
        Tensor w = random(2, 4, 3, 3, 3);
        Tensor b = random(3, 4);
        Convolution how = Convolution.PLAIN.same();
        assertNear(x.conv2d(w, how).add(b.reshape(4, 1, 1)), x.conv2d(w, b, how), SUMS);
        Tensor series = random(4, 2, 3, 7);
        Tensor windows = random(5, 4, 3, 2);
        assertNear(series.conv1d(windows, how).add(b.reshape(4, 1)),
                series.conv1d(windows, b, how), SUMS);
    }

    @Test
    void sameKeepsTheSizeForEvenWindowsToo() {
        Tensor x = random(1, 1, 2, 5, 6);
        for (int size : new int[] {1, 2, 3, 4}) {
            for (int apart : new int[] {1, 2}) {
                Tensor w = random(2, 3, 2, size, size);
                assertEquals(Shape.of(1, 3, 5, 6), x.conv2d(w,
                        Convolution.PLAIN.same().dilation(apart)).shape());
            }
        }
    }

    @Test
    void aSeriesIsAnImageWithOneRow() {
        Tensor x = random(1, 3, 4, 11);
        Tensor w = random(2, 6, 2, 3);
        Convolution how = Convolution.PLAIN.stride(2).padding(2).groups(2);
        Tensor image = x.unsqueeze(2).conv2d(w.unsqueeze(2), how.padding(0, 2).stride(1, 2));
        assertNear(image.squeeze(2), x.conv1d(w, how), 0);
        assertNear(x.conv1d(w, how).convTranspose1d(w, how, 11),
                image.convTranspose2d(w.unsqueeze(2), how.padding(0, 2).stride(1, 2), 1, 11)
                        .squeeze(2), 0);
    }

    @Test
    void withAStrideSeveralSizesTransposeToTheSamePlaces() {
        Tensor y = random(1, 1, 2, 3, 3);
        Tensor w = random(2, 2, 3, 3, 3);
        Convolution how = Convolution.PLAIN.stride(2).padding(1);
        assertEquals(Shape.of(1, 3, 5, 5), y.convTranspose2d(w, how).shape());
        assertEquals(Shape.of(1, 3, 6, 5), y.convTranspose2d(w, how, 6, 5).shape());
        refused(() -> y.convTranspose2d(w, how, 7, 5), "convTranspose2d", "(4,3) places",
                "got (3,3)");
    }

    @Test
    void whatIsNotFiniteSpoilsOnlyWhereItTakesPart() {
        double infinite = Double.POSITIVE_INFINITY;
        Convolution how = Convolution.PLAIN;
        for (DType type : List.of(DType.F64, DType.F32)) {
            Tensor x = Tensor.of(1, 2, 3, Double.NaN, 5, 6).reshape(1, 2, 3).to(type);
            Tensor w = Tensor.ones(type, Shape.of(1, 2, 2)).variable();
            assertArrayEquals(new double[] {3, 5, Double.NaN, 11},
                    x.conv1d(w, how).sum().gradients().get(w).toDoubles());
            Tensor v = Tensor.of(1.0, infinite).reshape(1, 1, 2).to(type);
            Tensor y = Tensor.of(1.0).reshape(1, 1, 1).to(type);
            assertArrayEquals(new double[] {1, infinite}, y.convTranspose1d(v, how).toDoubles());
            Tensor u = Tensor.of(2.0, 3).reshape(1, 1, 2).to(type).variable();
            assertArrayEquals(new double[] {1, infinite},
                    u.conv1d(v, how).sum().gradients().get(u).toDoubles());
        }
    }

    /// One NaN at an element of the inputs: the others get what they get without it, and just the
    /// sums that it is part of are NaN.
    @Property(tries = 200)
    void aNanReachesJustWhatItIsPartOf(@ForAll @IntRange(max = 100_000) int seed) {
        Case one = Case.of(seed);
        Shape size = one.x.shape();
        Tensor ones = Tensor.ones(DType.F64, one.x.conv2d(one.w, one.how).shape());
        var random = new Random(seed);
        assertSpoiled(one.x, random.nextInt(one.x.size()), x -> {
            Tensor w = one.w.variable();
            return x.conv2d(w, one.how).gradients(ones).get(w);
        });
        assertSpoiled(one.w, random.nextInt(one.w.size()), w ->
                ones.convTranspose2d(w, one.how, size.get(2), size.get(3)));
    }

    private static void assertSpoiled(Tensor t, int at, UnaryOperator<Tensor> linear) {
        double[] hot = new double[t.size()];
        hot[at] = 1;
        double[] part = linear.apply(Tensor.of(t.shape(), hot)).toDoubles();
        double[] data = t.toDoubles();
        data[at] = 0;
        double[] expected = linear.apply(Tensor.of(t.shape(), data)).toDoubles();
        for (int i = 0; i < part.length; i++) {
            expected[i] = part[i] == 0 ? expected[i] : Double.NaN;
        }
        data[at] = Double.NaN;
        assertArrayEquals(expected, linear.apply(Tensor.of(t.shape(), data)).toDoubles(), SUMS);
    }

    @Test
    void aStrideBeyondTheEndLeavesOnePlace() {
        Convolution how = Convolution.PLAIN.stride(Integer.MAX_VALUE);
        Tensor x = Tensor.of(1.0, 2, 3).reshape(1, 1, 3).variable();
        Tensor w = Tensor.of(1.0, 10).reshape(1, 1, 2).variable();
        Tensor y = x.conv1d(w, how);
        Gradients g = y.sum().gradients();
        assertArrayEquals(new double[] {21}, y.toDoubles());
        assertArrayEquals(new double[] {1, 10, 0}, g.get(x).toDoubles());
        assertArrayEquals(new double[] {1, 2}, g.get(w).toDoubles());
    }

    /// Its weights were packed all at once, a thousand elements for each: more than memory has.
    @Test
    void aWindowAsLargeAsTheImageIsAProduct() {
        assertProduct(random(1, 1, 1, 700, 750), random(2, 1, 1, 700, 750), (x, w) -> x.conv2d(w));
        assertProduct(random(3, 1, 1, 600_001), random(4, 1, 1, 600_001),
                (x, w) -> x.conv1d(w, Convolution.PLAIN));
    }

    private static void assertProduct(Tensor images, Tensor windows, BinaryOperator<Tensor> conv) {
        Tensor x = images.to(DType.F32).variable();
        Tensor w = windows.to(DType.F32).variable();
        Tensor y = conv.apply(x, w);
        Gradients g = y.sum().gradients();
        assertEquals(x.to(DType.F64).mul(w.to(DType.F64)).sum().item(), y.item(), LONG);
        assertArrayEquals(w.toFloats(), g.get(x).toFloats());
        assertArrayEquals(x.toFloats(), g.get(w).toFloats());
    }

    @Test
    void aWindowAsLargeAsTheImageIsAProductInEachOfManyGroups() {
        Tensor x = random(1, 1, 600, 32, 32).variable();
        Tensor w = random(2, 600, 1, 32, 32).variable();
        Tensor y = x.conv2d(w, Convolution.PLAIN.groups(600));
        Gradients g = y.sum().gradients();
        assertNear(x.mul(w.reshape(x.shape().toArray())).sum(-2, -1), y.reshape(1, 600), SUMS);
        assertArrayEquals(w.toDoubles(), g.get(x).toDoubles());
        assertArrayEquals(x.toDoubles(), g.get(w).toDoubles());
    }

    @Test
    void largeWindowsSideBySideTransposeToAnOuterProduct() {
        Tensor y = random(1, 1, 1, 2, 2).variable();
        Tensor w = random(2, 1, 1, 800, 800).variable();
        Tensor x = y.convTranspose2d(w, Convolution.PLAIN.stride(800));
        Gradients g = x.sum().gradients();
        assertNear(y.reshape(2, 1, 2, 1).mul(w.reshape(1, 800, 1, 800)).reshape(1, 1, 1600, 1600),
                x, 0);
        assertNear(w.sum().expand(y.shape()), g.get(y), MANY);
        assertNear(y.sum().expand(w.shape()), g.get(w), SUMS);
    }

    @Test
    void imagesThatNoArrayHoldsWhenTheyAreLaidOutAreRefused() {
        Tensor x = Tensor.ones(DType.F32, Shape.of(1, 1, 40_000, 40_000));
        Tensor w = Tensor.ones(DType.F32, Shape.of(1, 1, 36_000, 36_000));
        refused(() -> x.conv2d(w, Convolution.PLAIN.stride(2000)), "convolution",
                "images (1,1,40000,40000)", "windows (1,1,36000,36000)",
                "need an array of 11664000000 elements", "at most", "smaller images");
    }

    @Test
    void sizesBeyondTheLargestAreRefused() {
        Tensor x = random(1, 1, 1, 4);
        Tensor w = random(2, 1, 1, 5);
        Convolution how = Convolution.PLAIN;
        int huge = 1 << 30;
        refused(() -> x.conv1d(w, how.dilation(huge)), "conv1d", "cover 4294967297", "axis -1");
        refused(() -> x.conv1d(w, how.same().dilation(huge)), "conv1d", "cover 4294967297");
        refused(() -> x.conv1d(w, how.padding(huge)), "conv1d", "planes (4)",
                "padding 1073741824 + 1073741824", "pad them by less");
        refused(() -> x.unsqueeze(2).conv2d(w.unsqueeze(2), how.padding(1 << 15)), "conv2d",
                "planes (1,4)", "along axis -1");
        refused(() -> x.convTranspose1d(w, how.stride(huge)), "convTranspose1d",
                "3221225477 elements along axis -1", "smaller stride");
    }

    @Test
    void noImagesGiveNoResults() {
        Tensor none = random(1, 0, 2, 4, 4).variable();
        Tensor w = random(2, 3, 2, 3, 3).variable();
        Tensor y = none.conv2d(w);
        assertEquals(Shape.of(0, 3, 2, 2), y.shape());
        assertNear(Tensor.zeros(w.dtype(), w.shape()), y.sum().gradients().get(w), 0);
    }

    @Test
    void wrongInputsAreRefusedWithAWayOut() {
        Tensor x = random(1, 2, 4, 5, 6);
        Tensor w = random(2, 6, 2, 3, 3);
        Convolution how = Convolution.PLAIN;
        refused(() -> x.conv2d(w), "conv2d", "(6,2,3,3) take 2 channels", "got 4",
                "groups(2)?");
        refused(() -> x.conv2d(w, how.groups(4)), "6 windows", "4 groups");
        refused(() -> x.select(0, 0).conv2d(w), "(n,channels,height,width)", "got (4,5,6)",
                "unsqueeze");
        refused(() -> x.conv2d(w.reshape(6, 18)), "the windows", "(out,in/groups,height,width)");
        refused(() -> x.conv2d(w, how.groups(2).dilation(3)), "axis -2", "covers 7",
                "the plane has 5 with padding 0 + 0", "pad it by 2 more");
        refused(() -> x.conv2d(w, Tensor.of(1.0, 2), how.groups(2)), "bias", "6 channels",
                "got (2)");
        refused(() -> x.conv2d(w, how.groups(2).same().stride(2)), "same()", "stride 2",
                "padding(…)");
        refused(() -> x.conv2d(w, how.groups(2).stride(1, 2, 3)), "3 strides", "2 axes");
        refused(() -> how.stride(0), "stride", "at least 1", "got 0");
        refused(() -> how.padding(-1), "padding", "at least 0", "got -1");
        refused(() -> how.groups(0), "groups", "got 0");
    }

    private static void refused(Executable call, String... parts) {
        RuntimeException e = assertThrows(RuntimeException.class, call);
        assertTrue(e instanceof ShapeMismatch || e instanceof IllegalArgumentException,
                e.toString());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }
}
