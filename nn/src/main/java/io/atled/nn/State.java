package io.atled.nn;

import com.google.common.collect.ImmutableMap;
import io.atled.autograd.Tensor;
import io.atled.autograd.Tree;
import io.atled.autograd.shape.ShapeMismatch;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Values in and out of a layer's parameters.
final class State {
    /// How many names of one kind a message lists.
    private static final int NAMED = 8;

    private State() {}

    /// The leaves, each parameter once, under its first name.
    static ImmutableMap<String, Parameter> distinct(Map<String, Parameter> leaves) {
        var seen = new HashSet<Parameter>();
        var once = ImmutableMap.<String, Parameter>builder();
        leaves.forEach((name, parameter) -> {
            if (seen.add(parameter)) {
                once.put(name, parameter);
            }
        });
        return once.buildOrThrow();
    }

    /// Refuses layers that hold parameters where the tree does not look: in the fields of a class,
    /// or captured by a lambda. They would silently not learn.
    static void refuseHidden(Layer tree) {
        Tree.nodes(tree, Layer.class).forEach((path, layer) -> {
            Class<?> type = layer instanceof Record ? Object.class : layer.getClass();
            for (; type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && hides(field, layer)) {
                        throw new IllegalArgumentException("layer "
                                + (path.isEmpty() ? "" : path + " ") + "(" + layer.kind()
                                + "): its parameters in “" + field.getName() + "” would not be"
                                + " found, since the layer is no record; make it a record with "
                                + field.getType().getSimpleName() + " as a component");
                    }
                }
            }
        });
    }

    /// By the declared type where the value cannot be seen, as in lambdas of a named module.
    private static boolean hides(Field field, Layer layer) {
        Class<?> declared = field.getType();
        boolean mayHold = Parameter.class.isAssignableFrom(declared)
                || Layer.class.isAssignableFrom(declared) || declared.isArray()
                || Collection.class.isAssignableFrom(declared)
                || Map.class.isAssignableFrom(declared) || declared == Optional.class;
        if (!mayHold || !field.trySetAccessible()) {
            return Parameter.class.isAssignableFrom(declared);
        }
        try {
            Object value = field.get(layer);
            return value != null && !Tree.leaves(value, Parameter.class).isEmpty();
        } catch (IllegalAccessException e) {
            return Parameter.class.isAssignableFrom(declared);
        }
    }

    static ImmutableMap<String, Tensor> of(Map<String, Parameter> parameters) {
        var state = ImmutableMap.<String, Tensor>builder();
        parameters.forEach((name, parameter) -> state.put(name, parameter.value().detach()));
        return state.buildOrThrow();
    }

    static void load(String layer, Map<String, Parameter> parameters, Map<String, Tensor> state) {
        check("load", layer, parameters, state, true);
        parameters.forEach((name, parameter) -> parameter.update(found(state, name)));
    }

    /// The layer with every parameter replaced, the same one always by the same one.
    static <L extends Layer> L rebuilt(L layer, UnaryOperator<Parameter> each) {
        var replaced = new IdentityHashMap<Parameter, Parameter>();
        return Tree.map(layer, Parameter.class,
                (path, parameter) -> replaced.computeIfAbsent(parameter, each));
    }

    static <L extends Layer> L substituted(L layer, Map<String, Tensor> values) {
        Map<String, Parameter> parameters = layer.parameters();
        check("withValues", layer.kind(), parameters, values, false);
        var byParameter = new HashMap<Parameter, Tensor>();
        parameters.forEach(
                (name, parameter) -> byParameter.put(parameter, found(values, name)));
        return rebuilt(layer, parameter -> {
            Tensor value = byParameter.get(parameter);
            return value == null ? parameter : parameter.fixed(value);
        });
    }

    static ImmutableMap<String, Tensor> named(String layer, Map<String, Parameter> parameters,
            List<Tensor> values) {
        if (values.size() != parameters.size()) {
            throw new ShapeMismatch("withValues: " + layer + " has " + parameters.size()
                    + " parameters, got " + values.size() + " tensors; give one for each, in the"
                    + " order of parameters()");
        }
        var named = ImmutableMap.<String, Tensor>builder();
        int i = 0;
        for (String name : parameters.keySet()) {
            named.put(name, values.get(i++));
        }
        return named.buildOrThrow();
    }

    private static Tensor found(Map<String, Tensor> state, String name) {
        Tensor value = state.get(name);
        if (value == null) {
            throw new IllegalArgumentException("state: nothing under the name " + name);
        }
        return value;
    }

    private static void check(String op, String layer, Map<String, Parameter> parameters,
            Map<String, Tensor> state, boolean sameType) {
        var missing = new ArrayList<String>();
        var wrong = new ArrayList<String>();
        parameters.forEach((name, parameter) -> {
            Tensor value = state.get(name);
            if (value == null) {
                missing.add(name);
            } else if (!value.shape().equals(parameter.shape())
                    || (sameType && value.dtype() != parameter.dtype())) {
                wrong.add(name + " must be " + parameter.dtype() + " " + parameter.shape()
                        + ", got " + value.dtype() + " " + value.shape());
            }
        });
        var unknown = new TreeSet<>(state.keySet());
        unknown.removeAll(parameters.keySet());
        if (missing.isEmpty() && wrong.isEmpty() && unknown.isEmpty()) {
            return;
        }
        throw new IllegalArgumentException(op + ": the values do not fit " + layer
                + listed("missing", missing) + listed("unknown", unknown)
                + listed("different", wrong) + "; nothing was changed: build the layer as it was"
                + " built when the values were taken (element types: to(DType))");
    }

    private static String listed(String what, Collection<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String first = String.join(", ", names.stream().limit(NAMED).toList());
        return " · " + what + ": " + first
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
