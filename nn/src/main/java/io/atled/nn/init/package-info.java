/// What parameters start with: [initializers][io.atled.nn.init.Initializer] from a passed
/// generator, and the [gains][io.atled.nn.init.Gain] of activations.
@NullMarked
package io.atled.nn.init;

import org.jspecify.annotations.NullMarked;
