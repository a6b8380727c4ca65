/// Checks of derivatives: [io.atled.autograd.check.GradientCheck] for functions and models,
/// [io.atled.autograd.check.Laws] for single operations, of Atled or of your own project.
///
/// Neither needs a test library: failures are values with a readable form, or an
/// [AssertionError] that any test library understands.
@NullMarked
package io.atled.autograd.check;

import org.jspecify.annotations.NullMarked;
