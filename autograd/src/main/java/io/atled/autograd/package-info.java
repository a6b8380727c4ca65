/// Tensors and scalars that record what is computed, and the gradients of it.
///
/// [Tensor] is the value, [Op] what can be done to it as data, [Algebra] the mathematics that
/// numbers, tensors, scalars, kernel expressions and formulas share, [Backward] the reverse
/// sweep and [Differentiate] its functional face.
@NullMarked
package io.atled.autograd;

import org.jspecify.annotations.NullMarked;
