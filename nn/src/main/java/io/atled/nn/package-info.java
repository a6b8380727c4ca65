/// What a model is: [layers][io.atled.nn.Layer] are records, what they learn stands in
/// [parameters][io.atled.nn.Parameter], and [training][io.atled.nn.Training] is a scope.
///
/// ```java
/// RandomGenerator random = new SplittableRandom(7);
/// Layer model = Sequential.of(
///         Linear.of(64, 32, random), Activation.relu(), Linear.of(32, 10, random));
/// Tensor images = Tensor.uniform(Shape.of(5, 64), 0, 1, random);
/// Tensor logits = model.forward(images);
/// System.out.println(model.summary(Shape.of(1, 64)));
/// ```
@NullMarked
package io.atled.nn;

import org.jspecify.annotations.NullMarked;
