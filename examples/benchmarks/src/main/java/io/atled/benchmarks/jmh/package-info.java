/// The parts of Atled alone, measured with JMH through its public verbs.
///
/// Everything runs inside a [io.atled.autograd.Step], as a training does, so that large arrays are
/// used again.
@NullMarked
package io.atled.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
