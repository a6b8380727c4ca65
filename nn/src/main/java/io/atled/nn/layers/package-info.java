/// The layers: each a record whose components are its parameters, or what it was set to.
@NullMarked
package io.atled.nn.layers;

import org.jspecify.annotations.NullMarked;
