/// How long it takes: interleaved measurement, and what the machine could do.
@NullMarked
package io.atled.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
