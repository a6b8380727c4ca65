/// Small real data sets that come with the examples; their sources stand beside them in
/// `ATTRIBUTION.md`.
@NullMarked
package io.atled.examples.data;

import org.jspecify.annotations.NullMarked;
