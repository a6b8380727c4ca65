/// Checks of derivatives: [io.atled.autograd.check.GradientCheck] for functions and models,
/// [io.atled.autograd.check.Laws] for single operations, of Atled or of your own project; and
/// [io.atled.autograd.check.Debug], which finds where NaN and ∞ come from.
///
/// None needs a test library: failures are values with a readable form, or an
/// [AssertionError] that any test library understands. For properties with jqwik the jar of tests
/// (type `test-jar`) has arbitrary shapes and tensors: `io.atled.autograd.testing.Tensors`.
@NullMarked
package io.atled.autograd.check;

import org.jspecify.annotations.NullMarked;
