package io.atled.autograd.kernel;

import io.atled.autograd.kernel.ConvAxis.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A convolution of `float` planes, or its adjoint by the images: products of windows with planes
/// that are laid out in rows with zeros between ([ConvStage]), so that each tap of a window meets
/// the elements of successive places side by side. The tiles read them where they lie; nothing is
/// copied for each tap.
///
/// The build makes the twin for the other type of this text.
final class ConvProduct32 {
    /// Tasks that there should be, so that threads of uneven speed finish together.
    private static final int TASKS = 8;

    /// Multiply-adds that a task should have.
    private static final long TASK = 200_000;

    /// Rows of results that are worth laying out the planes once more.
    private static final int ROWS = 16;

    /// Elements that weights may be packed into at a time, if there are not as many weights.
    private static final int PACKED = 1 << 20;

    /// Results that are summed in the L1 cache.
    private static final int NEAR = 8192;

    private final ConvTile32 tile;
    private final ConvJob job;
    private final ConvStage stage;
    private final int channels;
    private final List<ConvPass> passes;
    private final int rows;
    private final ConvSpan32 from;
    private final ConvSpan32 weights;
    private final @Nullable ConvSpan32 bias;
    private final float[] to;
    private final boolean adding;
    private final int height;
    private final int width;

    /// @param channels channels that are laid out, of one group
    /// @param rows planes that each pass gives, for one group
    /// @param passes may be many, and made one by one
    /// @param adding whether results are added to what is there
    /// @param height of a plane of the results
    /// @param width of a plane of the results
    ConvProduct32(ConvTile32 tile, ConvJob job, ConvStage stage, int channels, int rows,
            List<ConvPass> passes, ConvSpan32 from, ConvSpan32 weights, @Nullable ConvSpan32 bias,
            float[] to, boolean adding, int height, int width) {
        this.tile = tile;
        this.job = job;
        this.stage = stage;
        this.channels = channels;
        this.passes = passes;
        this.rows = rows;
        this.from = from;
        this.weights = weights;
        this.bias = bias;
        this.to = to;
        this.adding = adding;
        this.height = height;
        this.width = width;
    }

    /// Weights take a row for each block of terms, however few these are. So where passes have few,
    /// some passes are run before the next are packed, for some groups before the next.
    void run() {
        long most = Math.max(PACKED, 2L * job.groups() * job.weights())
                / ((long) rows * ConvTile32.ROW);
        var some = new ArrayList<ConvPass>();
        int blocks = 0;
        for (ConvPass pass : passes) {
            if (!some.isEmpty() && blocks + pass.blocks() > most) {
                run(some, blocks, most);
                some.clear();
                blocks = 0;
            }
            some.add(pass);
            blocks += pass.blocks();
        }
        run(some, blocks, most);
    }

    private void run(List<ConvPass> some, int blocks, long most) {
        int groups = Math.clamp(most / blocks, 1, job.groups());
        for (int first = 0; first < job.groups(); first += groups) {
            new Part(some, blocks, first, Math.min(groups, job.groups() - first)).run();
        }
    }

    /// Some passes for some groups, with their weights as the tiles read them.
    private final class Part {
        private final List<ConvPass> passes;
        private final int groups;
        private final int firstGroup;
        private final int[] starts;
        private final float[] packed;
        private final int room;

        Part(List<ConvPass> passes, int blocks, int firstGroup, int groups) {
            this.passes = passes;
            this.firstGroup = firstGroup;
            this.groups = groups;
            this.starts = new int[passes.size()];
            int high = ConvTile32.roundUp(rows, ConvTile32.ROWS);
            long size = ((long) groups * blocks * rows + high - rows) * ConvTile32.ROW;
            this.packed = Scratch32.take(job.room(size));
            int line = 0;
            for (int p = 0; p < passes.size(); p++) {
                starts[p] = line;
                line = pack(passes.get(p), line);
            }
            this.room = room();
        }

        /// The weights of the groups, block by block. The rows that fill the last tile of a block
        /// are those of the next: they may be anything.
        private int pack(ConvPass pass, int at) {
            int line = at;
            for (int g = firstGroup; g < firstGroup + groups; g++) {
                for (int first = 0; first < pass.terms(); first += pass.block()) {
                    int terms = Math.min(pass.block(), pass.terms() - first);
                    for (int row = 0; row < rows; row++, line += ConvTile32.ROW) {
                        int source = weights.at() + g * job.weights() + row * pass.row();
                        for (int p = 0; p < terms; p++) {
                            packed[line + p] = weights.data()[source + pass.weights()[first + p]];
                        }
                    }
                }
            }
            return line;
        }

        /// What is laid out, and what tiles read behind it.
        private int room() {
            long room = (long) channels * stage.channel();
            for (ConvPass pass : passes) {
                int last = Arrays.stream(pass.shifts()).max().orElse(0);
                room = Math.max(room, (long) last + tile.wide()
                        + stage.span(stage.images(), pass.down().count(), pass.right().count()));
            }
            return job.room(room);
        }

        /// Images are dealt out in units of those that are laid out together; if these are few,
        /// each is laid out for several tasks, which compute some of the rows of results.
        void run() {
            int units = Math.ceilDiv(job.images(), stage.images()) * groups;
            int parts = units >= TASKS || job.isSmall() ? 1
                    : Math.min(Math.ceilDiv(TASKS, units), Math.max(1, rows / ROWS));
            int high = ConvTile32.roundUp(Math.ceilDiv(rows, parts), ConvTile32.ROWS);
            int across = Math.ceilDiv(rows, high);
            long work = Math.max(1, job.work() / units / across);
            int some = Math.clamp(TASK / work, 1, Math.max(1, units / TASKS));
            job.forEach(Math.ceilDiv(units, some) * across, task -> {
                int top = task % across * high;
                int first = task / across * some;
                run(top, Math.min(rows, top + high), first, Math.min(units, first + some));
            });
            Scratch32.give(packed);
        }

        /// Some rows of the results of some units.
        private void run(int top, int bottom, int first, int end) {
            float[] laid = Scratch32.take(room);
            Arrays.fill(laid, 0, room, 0);
            int high = ConvTile32.roundUp(bottom - top, ConvTile32.ROWS);
            int most = ConvTile32.roundUp(Math.max(1, NEAR / high), tile.wide());
            float[] near = Scratch32.take(high * most);
            for (int unit = first; unit < end; unit++) {
                int group = firstGroup + unit % groups;
                int image = unit / groups * stage.images();
                int images = Math.min(stage.images(), job.images() - image);
                from.lay(stage, image, images, channels * job.groups(), group * channels, channels,
                        laid, 0);
                for (int p = 0; p < passes.size(); p++) {
                    ConvPass pass = passes.get(p);
                    int at = starts[p] + unit % groups * pass.blocks() * rows * ConvTile32.ROW;
                    int places = stage.span(images, pass.down().count(), pass.right().count());
                    int step = Math.min(most, ConvTile32.roundUp(places, tile.wide()));
                    for (int q = 0; q < places; q += step) {
                        int some = Math.min(step, places - q);
                        sum(pass, packed, at, laid, group, top, bottom, q, some, near, step);
                        for (int i = top; i < bottom; i++) {
                            int plane = (image * job.groups() + group) * rows + i;
                            put(pass, near, (i - top) * step, q, some, plane, images);
                        }
                    }
                }
            }
            Scratch32.give(laid);
            Scratch32.give(near);
        }
    }

    /// Sums rows `top` to `bottom` at `some` places from `q` on, in rows that are `step` apart; the
    /// weights of the group stand in `packed` from `start` on.
    private void sum(ConvPass pass, float[] packed, int start, float[] laid, int group, int top,
            int bottom, int q, int some, float[] near, int step) {
        int wide = ConvTile32.roundUp(some, tile.wide());
        for (int i = top; i < bottom; i++) {
            float first = bias == null ? 0 : bias.data()[bias.at() + group * rows + i];
            Arrays.fill(near, (i - top) * step, (i - top) * step + wide, first);
        }
        for (int block = 0; block < pass.blocks(); block++) {
            int first = block * pass.block();
            int at = start + (block * rows + top) * ConvTile32.ROW;
            tile.product(bottom - top, wide, Math.min(pass.block(), pass.terms() - first), packed,
                    at, laid, q, pass.shifts(), first, near, step);
        }
    }

    /// Moves one row of results, places `q` to `q + some` of some images, to where they belong:
    /// plane `plane` of the first of these images.
    private void put(ConvPass pass, float[] near, int at, int q, int some, int plane, int images) {
        Run down = pass.down();
        Run right = pass.right();
        for (int n = q / stage.plane(); n < images && n * stage.plane() < q + some; n++) {
            int start = n * stage.plane() - q;
            int area = (plane + n * job.groups() * rows) * height * width + right.source();
            for (int i = Math.max(0, -start) / stage.pitch(); i < down.count(); i++) {
                int line = start + i * stage.pitch();
                if (line >= some) {
                    break;
                }
                int from = Math.max(0, -line);
                int count = Math.min(right.count(), some - line) - from;
                if (count > 0) {
                    int row = (down.source() + i * down.step()) * width;
                    int target = area + row + from * right.step();
                    if (adding) {
                        ConvSpan32.add(near, at + line + from, to, target, right.step(), count);
                    } else {
                        ConvSpan32.copy(near, at + line + from, 1, to, target, right.step(), count);
                    }
                }
            }
        }
    }
}
