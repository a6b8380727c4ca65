package io.atled.autograd.testing;

import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import io.atled.autograd.shape.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.arbitraries.ArbitraryDecorator;

/// Arbitrary tensors without origin; see [Tensors#values()].
public final class TensorArbitrary extends ArbitraryDecorator<Tensor> {
    /// Digits after the leading one of the interval's width.
    private static final int DIGITS = 3;

    private final Arbitrary<Shape> shapes;
    private final DType dtype;
    private final Domain domain;
    private final boolean apart;
    private final boolean viewed;

    private TensorArbitrary(Arbitrary<Shape> shapes, DType dtype, Domain domain, boolean apart,
            boolean viewed) {
        this.shapes = shapes;
        this.dtype = dtype;
        this.domain = domain;
        this.apart = apart;
        this.viewed = viewed;
    }

    static TensorArbitrary usual() {
        return new TensorArbitrary(Tensors.shapes(), DType.F64, Domain.between(-2, 2), false,
                false);
    }

    /// Of these shapes.
    public TensorArbitrary of(Arbitrary<Shape> shapes) {
        return new TensorArbitrary(shapes, dtype, domain, apart, viewed);
    }

    /// Of the shape of these sizes.
    public TensorArbitrary of(int... sizes) {
        return of(Arbitraries.just(Shape.of(sizes)));
    }

    /// In this floating-point type.
    public TensorArbitrary in(DType dtype) {
        if (!dtype.isFloat()) {
            throw new DTypeMismatch("values: expected F32 or F64, got " + dtype
                    + "; map them to whole numbers or to a mask instead");
        }
        return new TensorArbitrary(shapes, dtype, domain, apart, viewed);
    }

    /// Of numbers from `low` to `high`, all points to keep away from forgotten.
    public TensorArbitrary between(double low, double high) {
        return new TensorArbitrary(shapes, dtype, Domain.between(low, high), apart, viewed);
    }

    /// Of numbers from 0.1 to 2: inside the domains of `log` and `sqrt`.
    public TensorArbitrary positive() {
        return between(0.1, 2);
    }

    /// Of numbers that are not nearer than `margin` to any of these points: kinks, poles, edges.
    public TensorArbitrary awayFrom(double margin, double... points) {
        return new TensorArbitrary(shapes, dtype, domain.without(margin, points), apart, viewed);
    }

    /// Of numbers no two of which are near each other: n of them fill the domain evenly, in any
    /// order. For what chooses or sorts, where differences must not change an order.
    public TensorArbitrary wellSeparated() {
        return new TensorArbitrary(shapes, dtype, domain, true, viewed);
    }

    /// In other layouts, too: as views of larger, turned and repeated tensors, whatever else is in
    /// memory being NaN. Repeated numbers are not well separated.
    public TensorArbitrary viewed() {
        return new TensorArbitrary(shapes, dtype, domain, apart, true);
    }

    @Override
    protected Arbitrary<Tensor> arbitrary() {
        Arbitrary<Tensor> plain = shapes.flatMap(shape -> (apart ? separated(shape.size())
                : numbers(shape.size())).map(values -> Tensor.of(shape, values).to(dtype)));
        return viewed ? Combinators.combine(plain, Arbitraries.of(Placement.class))
                .as((x, placement) -> placement.of(x)) : plain;
    }

    private Arbitrary<double[]> numbers(int n) {
        int scale = DIGITS - (int) Math.floor(Math.log10(domain.high() - domain.low()));
        return Arbitraries.doubles().between(domain.low(), domain.high())
                .ofScale(Math.max(0, scale)).filter(domain::contains).list().ofSize(n)
                .map(list -> list.stream().mapToDouble(x -> x).toArray());
    }

    /// Arbitrary whole numbers, by their order alone.
    private Arbitrary<double[]> separated(int n) {
        return Arbitraries.integers().between(0, 1 << 20).list().ofSize(n).map(list -> {
            List<Integer> order = IntStream.range(0, n).boxed()
                    .sorted(Comparator.comparing(list::get)).toList();
            double[] values = new double[n];
            for (int rank = 0; rank < n; rank++) {
                values[order.get(rank)] = domain.at((rank + 0.5) / n);
            }
            return values;
        });
    }

    /// An interval without neighborhoods of some points.
    ///
    /// @param low the least number
    /// @param high the greatest number
    /// @param margin half the width of what is left out
    /// @param points the middles of what is left out
    private record Domain(double low, double high, double margin, List<Double> points) {
        static Domain between(double low, double high) {
            if (!(low < high) || Double.isInfinite(high - low)) {
                throw new IllegalArgumentException("values: expected finite low < high, got " + low
                        + " and " + high);
            }
            return new Domain(low, high, 0, List.of());
        }

        Domain without(double width, double... others) {
            List<Double> all = Arrays.stream(others).sorted().boxed().toList();
            var left = new Domain(low, high, width, all);
            if (!(width > 0) || left.length() <= 0) {
                throw new IllegalArgumentException("values: expected a margin that leaves numbers"
                        + " from " + low + " to " + high + ", got " + width + " around " + all);
            }
            return left;
        }

        boolean contains(double x) {
            return points.stream().allMatch(p -> Math.abs(x - p) >= margin);
        }

        private double length() {
            double length = 0;
            double from = low;
            for (double p : points) {
                length += Math.max(0, p - margin - from);
                from = Math.max(from, p + margin);
            }
            return length + Math.max(0, high - from);
        }

        /// What has the share `part` of the domain to its left.
        double at(double part) {
            double rest = part * length();
            double from = low;
            for (double p : points) {
                double piece = Math.max(0, p - margin - from);
                if (rest < piece) {
                    return from + rest;
                }
                rest -= piece;
                from = Math.max(from, p + margin);
            }
            return from + rest;
        }
    }
}
