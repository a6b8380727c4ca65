/// What is kept of measurements, and the tables made of it.
@NullMarked
package io.atled.benchmarks.report;

import org.jspecify.annotations.NullMarked;
