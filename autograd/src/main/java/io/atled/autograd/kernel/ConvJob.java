package io.atled.autograd.kernel;

import com.google.common.collect.Lists;
import io.atled.autograd.kernel.ConvAxis.Run;
import io.atled.autograd.kernel.ConvAxis.Way;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.Slide;
import java.util.List;
import java.util.function.IntConsumer;

/// The sizes of a convolution and what follows from them: pure integers.
///
/// @param images how many images
/// @param groups groups of channels
/// @param in channels of an image in a group
/// @param out channels of a result in a group
/// @param down the axis of rows
/// @param right the axis of columns
record ConvJob(int images, int groups, int in, int out, ConvAxis down, ConvAxis right) {
    /// Multiply-adds below which a convolution stays on its thread.
    private static final long FORK = 200_000;

    /// From the shapes of image, window and result.
    static ConvJob of(Shape x, Shape w, Shape y, List<Slide> slides, int groups) {
        boolean flat = slides.size() == 1;          // one row
        ConvAxis down = flat ? new ConvAxis(1, 1, Slide.UNIT, 1)
                : new ConvAxis(x.get(2), w.get(2), slides.getFirst(), y.get(2));
        ConvAxis right = new ConvAxis(x.get(-1), w.get(-1), slides.getLast(), y.get(-1));
        return new ConvJob(x.get(0), groups, w.get(1), w.get(0) / groups, down, right);
    }

    /// Elements of a window in one channel.
    int taps() {
        return down.window() * right.window();
    }

    /// Weights of one group.
    int weights() {
        return out * in * taps();
    }

    /// Multiply-adds.
    long work() {
        return (long) images * groups * weights() * down.places() * right.places();
    }

    /// Whether forking would cost as much as it saves.
    boolean isSmall() {
        return work() < FORK;
    }

    /// Runs tasks, on this thread alone if the convolution is small.
    void forEach(int tasks, IntConsumer body) {
        if (isSmall()) {
            for (int task = 0; task < tasks; task++) {
                body.accept(task);
            }
        } else {
            Workers.forEach(tasks, body);
        }
    }

    /// So many elements, if an array holds them.
    ///
    /// @throws IllegalArgumentException if it does not
    int room(long elements) {
        if (elements > Integer.MAX_VALUE - ConvTile32.ROW) {
            throw new IllegalArgumentException("convolution: images (" + images + ","
                    + groups * in + "," + down.size() + "," + right.size() + ") with windows ("
                    + groups * out + "," + in + "," + down.window() + "," + right.window()
                    + ") need an array of " + elements + " elements to work in, at most "
                    + (Integer.MAX_VALUE - ConvTile32.ROW) + " are possible; take fewer channels"
                    + " or smaller images or windows");
        }
        return (int) elements;
    }

    /// How images are laid out.
    ConvStage stage() {
        int plane = room((long) down.pitch() * right.pitch());
        int together = ConvStage.together(images, plane);
        return new ConvStage(down.size(), right.size(), down.gathering(), right.gathering(),
                right.phases(), right.pitch(), plane, together,
                room((long) down.phases() * right.phases() * together * plane));
    }

    /// How results are laid out beside [#stage()].
    ConvStage placesBeside(ConvStage x) {
        int channel = ConvTile32.roundUp(x.images() * x.plane(), ConvTile32.LANES);
        return new ConvStage(down.places(), right.places(), down.placing(0), right.placing(0), 1,
                x.pitch(), x.plane(), x.images(), channel);
    }

    /// How results are laid out for the way back.
    ConvStage stageBack() {
        int plane = room((long) down.pitchBack() * right.pitchBack());
        int together = ConvStage.together(images, plane);
        return new ConvStage(down.places(), right.places(), down.placing(down.margin()),
                right.placing(right.margin()), 1, right.pitchBack(), plane,
                together, together * plane);
    }

    /// Where the element of each tap of `channels` channels stands at place 0.
    int[] shifts(ConvStage stage, int channels) {
        int[] shifts = new int[channels * taps()];
        int n = 0;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < down.window(); i++) {
                for (int j = 0; j < right.window(); j++) {
                    shifts[n++] = c * stage.channel() + stage.phase(down.phase(i), right.phase(j))
                            + down.shift(i) * stage.pitch() + right.shift(j);
                }
            }
        }
        return shifts;
    }

    /// The product that gives the results.
    ConvPass forward(ConvStage stage) {
        int terms = in * taps();
        int[] weights = new int[terms];
        for (int k = 0; k < terms; k++) {
            weights[k] = k;
        }
        return new ConvPass(weights, terms, shifts(stage, in),
                new Run(0, 0, 0, 1, down.places()), new Run(0, 0, 0, 1, right.places()));
    }

    /// The products that give the elements of an image back, one for each pair of ways. As many as
    /// a large window has taps: each is made when it is asked for.
    List<ConvPass> back(ConvStage stage) {
        return Lists.transform(Lists.cartesianProduct(down.ways(), right.ways()),
                pair -> back(stage, pair.get(0), pair.get(1)));
    }

    private ConvPass back(ConvStage stage, Way row, Way column) {
        int terms = out * row.taps().length * column.taps().length;
        int[] weights = new int[terms];
        int[] shifts = new int[terms];
        int n = 0;
        for (int o = 0; o < out; o++) {
            for (int i : row.taps()) {
                int up = row.first() - down.shift(i) + down.margin();
                for (int j : column.taps()) {
                    int left = column.first() - right.shift(j) + right.margin();
                    weights[n] = o * in * taps() + i * right.window() + j;
                    shifts[n++] = o * stage.channel() + up * stage.pitch() + left;
                }
            }
        }
        return new ConvPass(weights, taps(), shifts, row.run(), column.run());
    }

    /// Whether what comes back to elements of an image is added up.
    boolean addsBack() {
        return down.isTight() || right.isTight();
    }

    /// Whether every element of an image gets something back, and once.
    boolean reachesAll() {
        return down.reachesAll() && right.reachesAll();
    }
}
