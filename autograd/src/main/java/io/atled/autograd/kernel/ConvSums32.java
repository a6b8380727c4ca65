package io.atled.autograd.kernel;

import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;

/// The adjoint of a convolution of `float` planes by its windows: sums over images and places of
/// the products of each plane of results with each shifted plane.
///
/// The build makes the twin for the other type of this text.
final class ConvSums32 {
    /// Tasks that there should be, so that threads of uneven speed finish together.
    private static final int TASKS = 8;

    /// Shifted planes, and planes of results, of a task: their partial sums take 74 KB.
    private static final int SHIFTED = 72;
    private static final int RESULTS = 16;

    /// Shifted planes whose sums a task holds at a time: a channel of a large window has more.
    private static final int HELD = 1024 * ConvTile32.SHIFTS;

    /// Elements that are laid out at a time.
    private static final int LAID = 1 << 22;

    private final ConvTile32 tile;
    private final ConvJob job;
    private final ConvStage stage;
    private final ConvStage beside;
    private final ConvSpan32 x;
    private final ConvSpan32 y;
    private final float[] to;

    /// Channels of all groups.
    private final int allIn;
    private final int allOut;

    ConvSums32(ConvTile32 tile, ConvJob job, ConvStage stage, ConvSpan32 x, ConvSpan32 y,
            float[] to) {
        this.tile = tile;
        this.job = job;
        this.stage = stage;
        this.beside = job.placesBeside(stage);
        this.x = x;
        this.y = y;
        this.to = to;
        this.allIn = job.groups() * job.in();
        this.allOut = job.groups() * job.out();
    }

    /// Adds the sums to what they go to.
    void run() {
        int units = Math.ceilDiv(job.images(), stage.images());
        int in = job.room((long) allIn * stage.channel());
        int out = job.room((long) allOut * beside.channel());
        int some = Math.clamp(LAID / ((long) in + out), 1, units);
        int last = Arrays.stream(job.shifts(stage, 1)).max().orElseThrow();
        NdArray laidImages = lent((long) some * in
                + Math.max(0, (long) last + taken() - stage.channel()));
        NdArray laidPlaces = lent((long) some * out + (long) ConvTile32.ROWS * beside.channel());
        float[] images = (float[]) laidImages.storage();
        float[] places = (float[]) laidPlaces.storage();
        for (int first = 0; first < units; first += some) {
            int start = first;
            int count = Math.min(some, units - first);
            job.forEach(count, unit -> {
                int image = (start + unit) * stage.images();
                int all = Math.min(stage.images(), job.images() - image);
                if (all < stage.images()) {
                    Arrays.fill(places, unit * out, (unit + 1) * out, 0);   // of those that lack
                }
                x.lay(stage, image, all, allIn, 0, allIn, images, unit * in);
                y.lay(beside, image, all, allOut, 0, allOut, places, unit * out);
            });
            add(images, places, count);
        }
        laidImages.recycle();
        laidPlaces.recycle();
    }

    /// Zeros that the step that runs lends, since they are as many as those of the inputs.
    private NdArray lent(long length) {
        return NdArray.allocate(DType.F32, Shape.of(job.room(length)));
    }

    /// How many places are summed over in a unit, with what fills the last lanes.
    private int taken() {
        return ConvTile32.roundUp(stage.span(stage.images(), job.down().places(),
                job.right().places()), ConvTile32.LANES);
    }

    /// Adds the sums over units that are laid out.
    private void add(float[] images, float[] places, int units) {
        int channels = Math.clamp(SHIFTED / job.taps(), 1, job.in());
        int wide = Math.ceilDiv(job.in(), channels);
        int high = Math.ceilDiv(job.out(), RESULTS);
        int blocks = job.groups() * high * wide;
        int splits = job.isSmall() ? 1 : Math.min(units, Math.ceilDiv(TASKS, blocks));
        int size = job.groups() * job.weights();
        float[] partial = Scratch32.take(splits * size);
        job.forEach(blocks * splits, task -> {
            int split = task % splits;
            int block = task / splits;
            int in = block % wide * channels;
            int out = block / wide % high * RESULTS;
            var sums = new Block(images, places, block / wide / high, in,
                    Math.min(channels, job.in() - in), out, Math.min(RESULTS, job.out() - out));
            sums.run((int) ((long) units * split / splits),
                    (int) ((long) units * (split + 1) / splits), partial, split * size);
        });
        for (int split = 0; split < splits; split++) {
            for (int i = 0; i < size; i++) {
                to[i] += partial[split * size + i];
            }
        }
        Scratch32.give(partial);
    }

    /// One task: sums for some channels of a group by some of its results.
    private final class Block {
        private final float[] images;
        private final float[] places;
        private final int group;
        private final int in;
        private final int ins;
        private final int out;
        private final int outs;

        Block(float[] images, float[] places, int group, int in, int ins, int out, int outs) {
            this.images = images;
            this.places = places;
            this.group = group;
            this.in = in;
            this.ins = ins;
            this.out = out;
            this.outs = outs;
        }

        void run(int first, int end, float[] partial, int at) {
            int[] shifts = shifts();
            int to = at + group * job.weights() + (out * job.in() + in) * job.taps();
            for (int s = 0; s < shifts.length; s += HELD) {
                run(first, end, shifts, s, Math.min(shifts.length, s + HELD), partial, to);
            }
        }

        private void run(int first, int end, int[] shifts, int left, int right, float[] partial,
                int to) {
            int step = ConvTile32.ROWS * ConvTile32.SHIFTS * ConvTile32.LANES;
            int n = taken();
            int size = Math.ceilDiv(outs, ConvTile32.ROWS) * ((right - left) / ConvTile32.SHIFTS)
                    * step;
            float[] sums = Scratch32.take(size);
            Arrays.fill(sums, 0, size, 0);
            for (int unit = first; unit < end; unit++) {
                int image = (unit * allIn + group * job.in() + in) * stage.channel();
                int row = (unit * allOut + group * job.out() + out) * beside.channel();
                int sum = 0;
                for (int i = 0; i < outs; i += ConvTile32.ROWS) {
                    for (int s = left; s < right; s += ConvTile32.SHIFTS, sum += step) {
                        tile.sums(n, places, row + i * beside.channel(), beside.channel(), images,
                                image, shifts, s, sums, sum);
                    }
                }
            }
            fold(sums, left, right, partial, to);
            Scratch32.give(sums);
        }

        /// Shifts of the channels, the last repeated to fill the tiles.
        private int[] shifts() {
            int[] own = job.shifts(stage, ins);
            int[] shifts = Arrays.copyOf(own, ConvTile32.roundUp(own.length, ConvTile32.SHIFTS));
            Arrays.fill(shifts, own.length, shifts.length, own[own.length - 1]);
            return shifts;
        }

        private void fold(float[] sums, int left, int right, float[] partial, int at) {
            int from = 0;
            for (int i = 0; i < outs; i += ConvTile32.ROWS) {
                for (int j = left; j < right; j += ConvTile32.SHIFTS) {
                    for (int r = i; r < i + ConvTile32.ROWS; r++) {
                        for (int s = j; s < j + ConvTile32.SHIFTS; s++) {
                            if (r < outs && s < ins * job.taps()) {
                                partial[at + r * job.in() * job.taps() + s] = total(sums, from);
                            }
                            from += ConvTile32.LANES;
                        }
                    }
                }
            }
        }
    }

    private static float total(float[] sums, int from) {
        float s = 0;
        float t = 0;
        float u = 0;
        float v = 0;
        for (int l = from; l < from + ConvTile32.LANES; l += 4) {
            s += sums[l];
            t += sums[l + 1];
            u += sums[l + 2];
            v += sums[l + 3];
        }
        return (s + t) + (u + v);
    }
}
