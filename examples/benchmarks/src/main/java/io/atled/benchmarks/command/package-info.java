/// What can be asked for on the command line.
@NullMarked
package io.atled.benchmarks.command;

import org.jspecify.annotations.NullMarked;
