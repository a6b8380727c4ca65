package io.atled.autograd.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.MapMaker;
import io.atled.autograd.Op;
import io.atled.autograd.Recording;
import io.atled.autograd.Tensor;
import io.atled.autograd.Watcher;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Which lines of a program recorded which tensor, for as long as the tensor is reachable.
final class Origins implements Watcher {
    /// Lines kept for each tensor: where a layer computes, and who called it.
    private static final int LINES = 6;
    private static final String HOUSE = Tensor.class.getPackageName();
    private static final Set<StackWalker.Option> OPTIONS =
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /// Weak keys are compared by identity.
    private final Map<Tensor, ImmutableList<SourceLine>> lines =
            new MapMaker().weakKeys().makeMap();

    /// Runs `body` and remembers where each tensor is recorded.
    <R> R watch(Supplier<R> body) {
        return Recording.watching(this, body::get);
    }

    @Override
    public void applied(Op op, List<Tensor> x, Tensor y) {
        if (!y.isLeaf()) {
            lines.put(y, here());
        }
    }

    /// Remembers that nobody knows where `t` was recorded.
    void missed(Tensor t) {
        lines.put(t, ImmutableList.of());
    }

    /// Whether `t` has been shown or missed.
    boolean knows(Tensor t) {
        return lines.containsKey(t);
    }

    /// Where `t` was recorded, innermost line first; empty if that is not known.
    ImmutableList<SourceLine> of(Tensor t) {
        return lines.getOrDefault(t, ImmutableList.of());
    }

    /// Where the program is now, innermost line first.
    static ImmutableList<SourceLine> here() {
        return StackWalker.getInstance(OPTIONS).walk(frames -> frames
                .takeWhile(f -> f.getDeclaringClass() != GradientCheck.class
                        && f.getDeclaringClass() != Debug.class)
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
