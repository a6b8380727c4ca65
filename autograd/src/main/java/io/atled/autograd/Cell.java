package io.atled.autograd;

import io.atled.autograd.kernel.Pool;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A place for a tensor that is replaced now and then, as the value of a parameter is: what it
/// holds outlives every [Step].
///
/// A value replaced inside a step is recycled at the end of that step, if only runs of this very
/// step have got it from the cell; else somebody may still have it, and it is left to the garbage
/// collector. Threads see each other's changes.
public final class Cell {
    private final AtomicReference<Content> content;

    /// What the cell holds.
    ///
    /// @param value the tensor
    /// @param reader the pool of the only step that has seen it, or `null` if others may have
    private record Content(Tensor value, Pool.@Nullable Key reader) {}

    /// A cell that holds `first`.
    public Cell(Tensor first) {
        content = new AtomicReference<>(held(first));
    }

    private static Content held(Tensor value) {
        value.array().hold();
        Pool pool = Pool.current();
        return new Content(value, pool == null ? null : pool.key());
    }

    /// The present value.
    public Tensor get() {
        Content seen = content.get();
        while (seen.reader != null && !read(seen.reader)) {
            var shared = new Content(seen.value, null);
            seen = content.compareAndSet(seen, shared) ? shared : content.get();
        }
        return seen.value;
    }

    /// Replaces the value and gives the one before.
    public Tensor set(Tensor next) {
        Content before = content.getAndSet(held(next));
        if (before.reader != null && read(before.reader)) {
            before.value.array().letGo();
        }
        return before.value;
    }

    private static boolean read(Pool.Key reader) {
        Pool pool = Pool.current();
        return pool != null && pool.key() == reader;
    }
}
