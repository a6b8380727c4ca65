/// What a model learns from: [data sets][io.atled.nn.data.Dataset] in memory, how they are split,
/// [read from CSV][io.atled.nn.data.Csv] and [standardized][io.atled.nn.data.Standardization].
///
/// ```java
/// Dataset iris = Csv.labels(-1).skippingLines(1).read(Path.of("iris.csv"));
/// Split split = iris.split(0.2, new SplittableRandom(7));
/// Standardization scale = Standardization.of(split.train().inputs());
/// Dataset train = scale.apply(split.train());
/// ```
@NullMarked
package io.atled.nn.data;

import org.jspecify.annotations.NullMarked;
