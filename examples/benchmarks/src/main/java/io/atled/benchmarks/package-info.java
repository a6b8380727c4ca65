/// How fast Atled is, beside other libraries and beside the machine's limits.
@NullMarked
package io.atled.benchmarks;

import org.jspecify.annotations.NullMarked;
