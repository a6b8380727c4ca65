/// Small real data sets that come with the examples, whose sources stand beside them in
/// `ATTRIBUTION.md`, and made-up ones.
@NullMarked
package io.atled.examples.data;

import org.jspecify.annotations.NullMarked;
