package io.atled.autograd.check;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import com.google.common.primitives.UnsignedInts;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Shape;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Records as JSON (RFC 8259): each an object with its components, in their order.
///
/// The core has one dependency, which writes no JSON, and reads none. Numbers that JSON lacks are
/// the strings `NaN`, `Infinity` and `-Infinity`; an empty optional is `null`.
final class JsonText {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private JsonText() {}

    static String of(Object value) {
        var text = new JsonText();
        text.write(value);
        return text.out.append('\n').toString();
    }

    private void write(Object value) {
        switch (value) {
            case Optional<?> o when o.isEmpty() -> out.append("null");
            case Optional<?> o -> write(o.get());
            case Double d when !Double.isFinite(d) -> string(d.toString());
            case Number n -> out.append(n);
            case Boolean b -> out.append(b);
            case Shape s -> write(Ints.asList(s.toArray()));
            case ImmutableIntArray a -> write(a.asList());
            case ImmutableDoubleArray a -> write(a.asList());
            case Tensor t -> write(ImmutableMap.of("dtype", t.dtype(), "shape", t.shape()));
            case Map<?, ?> map -> block('{', '}', map.entrySet(), (e, text) -> text.entry(e));
            case Collection<?> all -> block('[', ']', all, (e, text) -> text.write(e));
            case Record r -> write(components(r));
            default -> string(value.toString());
        }
    }

    /// What an object in JSON has of a record.
    static Map<String, Object> components(Record r) {
        var components = new LinkedHashMap<String, Object>();
        for (RecordComponent component : r.getClass().getRecordComponents()) {
            try {
                components.put(component.getName(), component.getAccessor().invoke(r));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("json: cannot read " + component, e);
            }
        }
        return components;
    }

    private void entry(Map.Entry<?, ?> e) {
        string(e.getKey().toString());
        out.append(": ");
        write(e.getValue());
    }

    /// Numbers stand in one line, everything else one below the other.
    private <E> void block(char open, char close, Collection<E> all, BiConsumer<E, JsonText> each) {
        boolean flat = all.stream().allMatch(e -> e instanceof Number);
        out.append(open);
        depth++;
        String separator = "";
        for (E e : all) {
            out.append(separator);
            if (!flat) {
                out.append('\n').append("  ".repeat(depth));
            }
            each.accept(e, this);
            separator = flat ? ", " : ",";
        }
        depth--;
        if (!flat) {
            out.append('\n').append("  ".repeat(depth));
        }
        out.append(close);
    }

    private void string(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(UnsignedInts.toString(0x100 + c, 16), 1, 3);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
