/// Who computes it: Atled and other libraries behind one small interface.
@NullMarked
package io.atled.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
