package io.atled.autograd;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Records, lists, arrays, maps and optionals of leaves, seen as trees whose leaves have names:
/// `encoder.0.weight`.
///
/// This is what lets a model or an argument be an ordinary record. Components that hold no leaf
/// (numbers, enums, functions) are left as they are, and what holds no changed leaf is not rebuilt.
@SuppressWarnings("ReferenceEquality")              // what did not change stays the same object
public final class Tree {
    private Tree() {}

    /// Marks a record component whose name adds nothing to the paths of what it holds: a record
    /// around a list then has the paths of the list, `0.weight` and not `layers.0.weight`.
    @Retention(RetentionPolicy.RUNTIME)         // FIELD: compiler plugins see that it is used
    @Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
    public @interface Unnamed {}

    /// The leaves of `tree` by path, in order of declaration; the path of a bare leaf is empty.
    ///
    /// @throws IllegalArgumentException if a record of the tree is not accessible, or two leaves
    ///         have the same path
    public static <L> ImmutableMap<String, L> leaves(Object tree, Class<L> leaf) {
        return find(tree, leaf, false);
    }

    /// Whatever in `tree` is of `type` by path, `tree` itself included, outer ones before what they
    /// hold.
    ///
    /// @throws IllegalArgumentException if a record of the tree is not accessible, or two nodes
    ///         have the same path
    public static <N> ImmutableMap<String, N> nodes(Object tree, Class<N> type) {
        return find(tree, type, true);
    }

    /// `tree` with every leaf replaced by what `each` makes of its path and value.
    ///
    /// @throws IllegalArgumentException if a record of the tree is not accessible
    public static <T, L> T map(T tree, Class<L> leaf, BiFunction<String, L, L> each) {
        @SuppressWarnings("unchecked")                  // walk gives what it was given, rebuilt
        T mapped = (T) walk("", tree, leaf, each);
        return mapped;
    }

    /// Shows every node of `tree` to `visitor`, outer ones before what they hold; not what is in
    /// tensors, gradients and other classes that are no collections and no records.
    static void each(Object tree, Consumer<Object> visitor) {
        visit("", tree, (path, node) -> {
            visitor.accept(node);
            return true;
        });
    }

    private static <N> ImmutableMap<String, N> find(Object tree, Class<N> type, boolean inside) {
        var found = new LinkedHashMap<String, N>();
        visit("", tree, (path, node) -> {
            if (!type.isInstance(node)) {
                return true;
            }
            if (found.put(path, type.cast(node)) != null) {
                throw new IllegalArgumentException("tree: two nodes have the path “" + path
                        + "”; rename a component or a key");
            }
            return inside;
        });
        return ImmutableMap.copyOf(found);
    }

    /// Shows every node to `descend`, which says whether to go on inside it.
    private static void visit(String path, @Nullable Object node,
            BiPredicate<String, Object> descend) {
        if (node == null || !descend.test(path, node)) {
            return;
        }
        switch (node) {
            case Record record -> {
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    visit(join(path, component), read(record, component), descend);
                }
            }
            case Collection<?> list -> {
                int i = 0;
                for (Object item : list) {
                    visit(join(path, Integer.toString(i++)), item, descend);
                }
            }
            case Object[] array -> visit(path, Arrays.asList(array), descend);
            case Map<?, ?> map -> map.forEach(
                    (key, value) -> visit(join(path, String.valueOf(key)), value, descend));
            case Optional<?> maybe -> maybe.ifPresent(value -> visit(path, value, descend));
            default -> { }
        }
    }

    private static <L> Object walk(String path, Object node, Class<L> leaf,
            BiFunction<String, L, L> each) {
        if (leaf.isInstance(node)) {
            return each.apply(path, leaf.cast(node));
        }
        return switch (node) {
            case Record record -> walkRecord(path, record, leaf, each);
            case Collection<?> list -> {
                var out = ImmutableList.builder();
                boolean changed = false;
                int i = 0;
                for (Object item : list) {
                    Object walked = walk(join(path, Integer.toString(i++)), item, leaf, each);
                    changed |= walked != item;
                    out.add(walked);
                }
                yield changed ? out.build() : list;
            }
            case Object[] array -> {
                Object list = Arrays.asList(array);
                Object walked = walk(path, list, leaf, each);
                yield walked == list ? array
                        : ((Collection<?>) walked).toArray(Arrays.copyOf(array, 0));
            }
            case Map<?, ?> map -> {
                var out = ImmutableMap.<Object, Object>builder();
                boolean changed = false;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    Object walked = walk(join(path, String.valueOf(entry.getKey())),
                            entry.getValue(), leaf, each);
                    changed |= walked != entry.getValue();
                    out.put(entry.getKey(), walked);
                }
                yield changed ? out.buildOrThrow() : map;
            }
            case Optional<?> maybe when maybe.isPresent() -> {
                Object walked = walk(path, maybe.get(), leaf, each);
                yield walked != maybe.get() ? Optional.of(walked) : maybe;
            }
            default -> node;
        };
    }

    private static <L> Object walkRecord(String path, Record record, Class<L> leaf,
            BiFunction<String, L, L> each) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        boolean changed = false;
        for (int i = 0; i < components.length; i++) {
            Object value = read(record, components[i]);
            values[i] = value == null ? null
                    : walk(join(path, components[i]), value, leaf, each);
            changed |= values[i] != value;
        }
        return changed ? build(record.getClass(), components, values) : record;
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(record.getClass(), e);
        }
    }

    private static Object build(Class<?> type, RecordComponent[] components,
            @Nullable Object[] values) {
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw closed(type, e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw closed(type, e);
        }
    }

    private static IllegalArgumentException closed(Class<?> type, Exception cause) {
        return new IllegalArgumentException("tree: cannot look into record " + type.getName()
                + "; make it public in an exported package, or open its package to"
                + " io.atled.autograd",
                cause);
    }

    private static String join(String path, RecordComponent component) {
        return component.isAnnotationPresent(Unnamed.class) ? path
                : join(path, component.getName());
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
