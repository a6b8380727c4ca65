package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import java.lang.StackWalker.StackFrame;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Which lines of a program recorded which tensor.
final class Origins {
    /// Lines kept for each tensor: where a layer computes, and who called it.
    private static final int LINES = 4;
    private static final String HOUSE = Tensor.class.getPackageName();
    private static final Set<StackWalker.Option> OPTIONS =
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final Map<Tensor, ImmutableList<SourceLine>> lines =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /// Runs `body` and remembers where each tensor is recorded.
    <R> R watch(Supplier<R> body) {
        return Recording.watching(t -> lines.put(t, here()), body::get);
    }

    /// Where `t` was recorded, innermost line first; empty if that is not known.
    ImmutableList<SourceLine> of(Tensor t) {
        return lines.getOrDefault(t, ImmutableList.of());
    }

    private static ImmutableList<SourceLine> here() {
        return StackWalker.getInstance(OPTIONS).walk(frames -> frames
                .takeWhile(f -> f.getDeclaringClass() != GradientCheck.class)
                .filter(f -> !ours(f.getDeclaringClass()))
                .limit(LINES)
                .map(Origins::line)
                .collect(Collectors.collectingAndThen(Collectors.toList(),
                        ImmutableList::copyOf)));
    }

    /// Classes of this module, and what they call in between.
    private static boolean ours(Class<?> c) {
        String name = c.getPackageName();
        return name.startsWith("java.") || name.startsWith("jdk.") || name.equals(HOUSE)
                || name.startsWith(HOUSE + ".");
    }

    private static SourceLine line(StackFrame f) {
        String file = f.getFileName();
        return new SourceLine(file == null ? "unknown source" : file, f.getLineNumber(),
                f.getDeclaringClass().getSimpleName() + "." + method(f.getMethodName()));
    }

    /// `lambda$name$0` is in `name`.
    private static String method(String name) {
        return name.startsWith("lambda$") ? name.substring("lambda$".length(),
                name.lastIndexOf('$')) : name;
    }
}
