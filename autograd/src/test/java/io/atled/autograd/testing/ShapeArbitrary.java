package io.atled.autograd.testing;

import io.atled.autograd.shape.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.arbitraries.ArbitraryDecorator;

/// Arbitrary shapes; see [Tensors#shapes()].
public final class ShapeArbitrary extends ArbitraryDecorator<Shape> {
    /// Of so many axes that may be empty, one is: an empty tensor has little to say.
    private static final int SELDOM = 12;

    private final int minRank;
    private final int maxRank;
    private final int minSize;
    private final int maxSize;

    private ShapeArbitrary(int minRank, int maxRank, int minSize, int maxSize) {
        if (minRank < 0 || minRank > maxRank || minSize < 0 || minSize > maxSize) {
            throw new IllegalArgumentException("shapes: expected 0 ≤ least ≤ most, got ranks from "
                    + minRank + " to " + maxRank + " and sizes from " + minSize + " to " + maxSize);
        }
        this.minRank = minRank;
        this.maxRank = maxRank;
        this.minSize = minSize;
        this.maxSize = maxSize;
    }

    static ShapeArbitrary usual() {
        return new ShapeArbitrary(0, 3, 0, 4);
    }

    /// With so many axes.
    public ShapeArbitrary ofRank(int rank) {
        return ofRank(rank, rank);
    }

    /// With at least `least` axes and at most `most`.
    public ShapeArbitrary ofRank(int least, int most) {
        return new ShapeArbitrary(least, most, minSize, maxSize);
    }

    /// With axes of at least `least` elements and at most `most`; from 1 on no tensor is empty.
    public ShapeArbitrary ofSizes(int least, int most) {
        return new ShapeArbitrary(minRank, maxRank, least, most);
    }

    /// Zero only seldom, and shrinking to 1.
    private Arbitrary<Integer> size() {
        if (maxSize == 0) {
            return Arbitraries.just(0);
        }
        Arbitrary<Integer> some = Arbitraries.integers().between(Math.max(1, minSize), maxSize)
                .withDistribution(RandomDistribution.uniform());
        return minSize > 0 ? some : Combinators.combine(some, Arbitraries.integers()
                .between(1, SELDOM).withDistribution(RandomDistribution.uniform())
                .withoutEdgeCases()).as((n, k) -> k == SELDOM ? 0 : n);
    }

    @Override
    protected Arbitrary<Shape> arbitrary() {
        return size().list().ofMinSize(minRank).ofMaxSize(maxRank)
                .map(sizes -> Shape.of(sizes.stream().mapToInt(n -> n).toArray()));
    }
}
