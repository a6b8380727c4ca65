package io.atled.autograd.check;

import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.kernel.Workers;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.List;
import java.util.stream.IntStream;

/// The laws of what must not matter: layout in memory, threads, and having been looked at.
final class StorageLaws {
    /// Enough elements that every kernel cuts its work into several tasks.
    private static final int LARGE = 100_000;
    /// What grows along several axes at once is left as it is.
    private static final int TOO_LARGE = 10 * LARGE;

    private StorageLaws() {}

    static void stridedEqualsContiguous(Op op, Sample sample) {
        var plain = Trial.of(op, sample.inputs().stream().map(Variants::copy).toList());
        if (sample.inputs().isEmpty()) {
            return;
        }
        for (String name : names(sample.inputs())) {
            List<Tensor> strided = sample.inputs().stream()
                    .map(t -> Variants.layouts(t).getOrDefault(name, t)).toList();
            same(plain, Trial.of(op, strided), name);
        }
        int rank = sample.inputs().stream().mapToInt(Tensor::rank).max().orElse(0);
        for (int axis = 1; axis <= rank; axis++) {
            int back = -axis;
            List<Tensor> spread = sample.inputs().stream()
                    .map(t -> t.rank() + back >= 0 ? Variants.constantAlong(back, t) : t).toList();
            same(Trial.of(op, spread.stream().map(Variants::copy).toList()),
                    Trial.of(op, spread), "expanded along axis " + back);
        }
    }

    private static List<String> names(List<Tensor> inputs) {
        return inputs.stream().flatMap(t -> Variants.layouts(t).keySet().stream()).distinct()
                .toList();
    }

    private static void same(Trial plain, Trial strided, String layout) {
        String advice = "kernels must go by strides and offset; is one read as if contiguous?";
        Expect.sameBits("the result of inputs laid out otherwise (" + layout + ")", plain.y(),
                strided.y(), advice);
        if (plain.moving().length == 0) {
            return;
        }
        Tensor dy = plain.cotangent();
        Tensor flipped = Variants.layouts(dy).getOrDefault("flipped", dy);
        for (int i : plain.moving()) {
            Expect.sameBits("vjp of input " + i + " of inputs laid out otherwise (" + layout + ")",
                    plain.vjp(i, dy), strided.vjp(i, flipped), advice);
        }
    }

    /// The inputs are repeated along an axis that the operation lets grow, until kernels share
    /// the work out.
    static void sameBitsForAnyNumberOfThreads(Op op, Sample sample) {
        List<Tensor> large = enlarged(op, sample.inputs());
        int before = Workers.count();
        try {
            Workers.count(1);
            var alone = Trial.of(op, large);
            int[] moving = alone.moving();
            List<Tensor> dx = pulled(alone, moving);
            for (int threads : new int[] {2, 4, 1}) {
                Workers.count(threads);
                String advice = "cut work by size, never by the number of threads, and combine"
                        + " parts in a fixed order";
                var shared = Trial.of(op, large);
                Expect.sameBits("the result with " + threads + " threads", alone.y(), shared.y(),
                        advice);
                List<Tensor> other = pulled(shared, moving);
                for (int k = 0; k < moving.length; k++) {
                    Expect.sameBits("vjp of input " + moving[k] + " with " + threads + " threads",
                            dx.get(k), other.get(k), advice);
                }
            }
        } finally {
            Workers.count(before);
        }
    }

    private static List<Tensor> pulled(Trial trial, int[] moving) {
        return IntStream.of(moving).mapToObj(i -> trial.vjp(i, trial.cotangent())).toList();
    }

    /// Repeated along the first axis, or the last, that all inputs have and the operation accepts
    /// longer.
    private static List<Tensor> enlarged(Op op, List<Tensor> inputs) {
        int size = inputs.stream().mapToInt(Tensor::size).max().orElse(0);
        boolean flat = inputs.stream().anyMatch(t -> t.rank() == 0);
        if (size == 0 || flat) {
            return inputs;
        }
        int times = LARGE / size + 1;
        for (int axis : new int[] {0, -1}) {
            List<Tensor> longer = inputs.stream().map(t -> t.shape().get(axis) == 1 && size > 1
                    ? t : Variants.repeated(t, axis, times)).toList();
            if (takes(op, longer)) {
                return longer;
            }
        }
        return inputs;
    }

    private static boolean takes(Op op, List<Tensor> x) {
        try {
            return op.infer(x.stream().map(Tensor::shape).toList()).size() <= TOO_LARGE
                    && Tensor.apply(op, x).size() > 0;
        } catch (ShapeMismatch e) {
            return false;
        }
    }

    static void inputsAndCotangentsStayAsTheyAre(Op op, Sample sample) {
        String advice = "an operation must not write into its inputs: allocate the result";
        List<Tensor> x = sample.inputs().stream().map(Variants::copy).toList();
        List<Tensor> kept = x.stream().map(Variants::copy).toList();
        var trial = Trial.of(op, x);
        Tensor y = Variants.copy(trial.y());
        unchanged("run", kept, x, advice);
        if (trial.moving().length > 0) {
            Tensor dy = trial.cotangent();
            for (int i : trial.moving()) {
                trial.vjp(i, dy);
                trial.recordedVjp(i, dy);
            }
            Recording.off(() -> trial.jvp(trial.moving()));
            Expect.sameBits("the cotangent after vjp", trial.cotangent(), dy, advice);
        }
        unchanged("the derivatives", kept, x, advice);
        Expect.sameBits("the result after the derivatives", y, trial.y(), advice);
    }

    private static void unchanged(String what, List<Tensor> kept, List<Tensor> x, String advice) {
        for (int i = 0; i < x.size(); i++) {
            Expect.sameBits("input " + i + " after " + what, kept.get(i), x.get(i), advice);
        }
    }
}
