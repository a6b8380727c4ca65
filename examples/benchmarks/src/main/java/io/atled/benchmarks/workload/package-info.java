/// What is computed, as plain numbers that every library reads.
@NullMarked
package io.atled.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
