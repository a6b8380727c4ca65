package io.atled.nn.train;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.atled.autograd.Tensor;
import io.atled.nn.Parameter;
import java.util.Collection;

/// The values of parameters at some moment. Tensors are values, so this copies no numbers.
record Snapshot(ImmutableMap<Parameter, Tensor> values) {
    /// What they are now.
    static Snapshot of(Collection<Parameter> parameters) {
        return new Snapshot(Maps.toMap(parameters, Parameter::value));
    }

    /// Gives them back to the parameters.
    void restore() {
        values.forEach(Parameter::update);
    }
}
