/// Runnable programs, each one idea, started by name through one launcher.
@NullMarked
package io.atled.examples;

import org.jspecify.annotations.NullMarked;
