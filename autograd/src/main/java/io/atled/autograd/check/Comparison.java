package io.atled.autograd.check;

import com.google.common.primitives.ImmutableIntArray;
import io.atled.autograd.GradientError;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.check.GradientReport.Element;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import io.atled.autograd.shape.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run of a [GradientCheck] by reverse mode, and what differences are held against it.
final class Comparison {
    /// Elements up to this size are moved by the step itself, larger ones in proportion.
    private static final double UNSCALED = 4096;

    private final Function<List<Tensor>, Tensor> f;
    private final List<String> names;
    private final List<Tensor> given;
    private final GradientCheck.Settings settings;
    private final List<Tensor> x;
    private final double[] weights;
    private final List<Optional<double[]>> gradients;

    private Comparison(Function<List<Tensor>, Tensor> f, List<String> names, List<Tensor> given,
            GradientCheck.Settings settings) {
        this.f = f;
        this.names = names;
        this.given = given;
        this.settings = settings;
        this.x = given.stream().map(Comparison::variable).toList();
        Tensor y = Recording.on(() -> f.apply(x));
        verify(y);
        Tensor dy = seed(y, settings.cotangent());
        var found = y.gradients(dy);
        this.weights = dy.toDoubles();
        this.gradients = x.stream().map(t -> found.reaches(t)
                ? Optional.of(found.get(t).toDoubles()) : Optional.<double[]>empty()).toList();
    }

    /// Runs `f` by reverse mode and checks that it can be compared.
    static Comparison of(Function<List<Tensor>, Tensor> f, List<String> names,
            List<Tensor> inputs, GradientCheck.Settings settings) {
        return new Comparison(f, names, inputs, settings);
    }

    private static Tensor variable(Tensor t) {
        return t.dtype().isFloat() ? t.detach().to(DType.F64).variable() : t;
    }

    /// What differences say of input number `i`.
    GradientReport.Input input(int i) {
        Shape shape = x.get(i).shape();
        double[] values = x.get(i).toDoubles();
        double[] gradient = gradients.get(i).orElseGet(() -> new double[values.length]);
        double noise = noise(i, values);
        Element worst = null;
        int[] places = places(values.length);
        for (int at : places) {
            Element e = element(i, at, values, gradient[at], noise);
            if (worst == null || e.relativeError() > worst.relativeError()) {
                worst = e;
            }
        }
        boolean passed = worst == null || worst.relativeError() <= settings.tolerance();
        return new GradientReport.Input(names.get(i), shape, places.length,
                Optional.ofNullable(worst), passed, note(i));
    }

    private String note(int i) {
        var notes = new ArrayList<String>();
        if (given.get(i).dtype() != DType.F64) {
            notes.add(given.get(i).dtype() + " converted to F64");
        }
        if (gradients.get(i).isEmpty()) {
            notes.add("reverse mode does not reach it");
        }
        return String.join(", ", notes);
    }

    private Element element(int i, int at, double[] values, double analytic, double noise) {
        Shape shape = x.get(i).shape();
        var index = index(shape, at);
        double step = settings.step() * Math.max(1, Math.abs(values[at]) / UNSCALED);
        var numeric = Differences.derivative(names.get(i) + index, s -> {
            double[] moved = values.clone();
            moved[at] += s;
            return value(i, Tensor.of(shape, moved)).toDoubles();
        }, weights, step);
        double error = Math.abs(analytic - numeric.value());
        double doubt = Math.max(numeric.doubt(), Differences.doubt(noise, step));
        double floor = doubt / settings.tolerance();
        double scale = Math.max(floor, Math.max(Math.abs(analytic), Math.abs(numeric.value())));
        double relative = error == 0 ? 0 : error / scale;
        return new Element(index, analytic, numeric.value(), error,
                Double.isFinite(analytic) ? relative : Double.POSITIVE_INFINITY,
                numeric.spread());
    }

    /// How much rounding inside the function moves its result, all elements of input `i` moving by
    /// a few of their own roundings, some up and some down.
    private double noise(int i, double[] values) {
        Shape shape = x.get(i).shape();
        return Differences.noise(s -> {
            double[] moved = values.clone();
            for (int k = 0; k < moved.length; k++) {
                moved[k] *= k % 2 == 0 ? 1 + s : 1 - s;
            }
            return value(i, Tensor.of(shape, moved)).toDoubles();
        }, weights);
    }

    private static ImmutableIntArray index(Shape shape, int at) {
        int[] index = new int[shape.rank()];
        int rest = at;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.get(axis);
            rest /= shape.get(axis);
        }
        return ImmutableIntArray.copyOf(index);
    }

    private Tensor value(int i, Tensor moved) {
        var all = new ArrayList<>(x.stream().map(Tensor::detach).toList());
        all.set(i, moved);
        return Recording.off(() -> f.apply(List.copyOf(all)));
    }

    private int[] places(int size) {
        RandomGenerator random = settings.random();
        if (size <= settings.most() || random == null) {
            return IntStream.range(0, size).toArray();
        }
        return random.ints(0, size).distinct().limit(settings.most()).sorted().toArray();
    }

    private void verify(Tensor y) {
        if (y.dtype() != DType.F64) {
            throw new DTypeMismatch("gradient check: the function was given F64 and must give F64,"
                    + " got " + y.dtype() + (y.dtype().isFloat() ? ", whose rounding would drown"
                    + " the differences; do not convert inside it" : ", which has no derivatives;"
                    + " check what comes before"));
        }
        if (!y.requiresGrad()) {
            throw new GradientError("gradient check: the result does not depend on any of the"
                    + " inputs; compute it, recorded, from the tensors that the function is given,"
                    + " not from captured ones");
        }
        List<Tensor> plain = x.stream().map(Tensor::detach).toList();
        double[] once = y.toDoubles();
        double[] again = Recording.off(() -> f.apply(plain)).toDoubles();
        for (int k = 0; k < once.length; k++) {
            if (!Double.isFinite(once[k])) {
                throw new GradientError("gradient check: element " + k + " of the result is "
                        + once[k] + "; move the inputs into the domain of the function");
            }
            if (again.length != once.length || once[k] != again[k]) {
                throw new GradientError("gradient check: two runs on the same inputs gave different"
                        + " results, first at element " + k + "; make the function deterministic"
                        + " (a generator with a fixed seed inside it, no dropout)");
            }
        }
    }

    private static Tensor seed(Tensor y, @Nullable Tensor given) {
        if (given == null) {
            return Sample.cotangent(y.shape());
        }
        if (!given.shape().equals(y.shape())) {
            throw new ShapeMismatch("gradient check: the cotangent must have the shape of the"
                    + " result, " + y.shape() + ", got " + given.shape());
        }
        return given.detach().to(DType.F64);
    }
}
