package io.atled.autograd.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Arrays that tasks work in, lent and reused; what they hold may be anything. Large ones are left
/// to the garbage collector.
///
/// The build makes the twin for the other type of this text.
final class Scratch32 {
    private static final int KEPT = 32;
    private static final int LARGE = 1 << 20;
    private static final AtomicReferenceArray<float @Nullable []> FREE =
            new AtomicReferenceArray<>(KEPT);

    private Scratch32() {}

    /// An array of at least so many elements.
    static float[] take(int length) {
        for (int i = 0; i < KEPT; i++) {
            float[] seen = FREE.getPlain(i);
            if (seen != null && fits(seen, length) && FREE.compareAndSet(i, seen, null)) {
                return seen;
            }
        }
        return new float[length];
    }

    private static boolean fits(float[] array, int length) {
        return array.length >= length && array.length / 4 <= length;
    }

    /// Returns an array that nobody uses any more.
    static void give(float[] array) {
        for (int i = 0; array.length <= LARGE && i < KEPT; i++) {
            if (FREE.getPlain(i) == null && FREE.compareAndSet(i, null, array)) {
                return;
            }
        }
    }
}
