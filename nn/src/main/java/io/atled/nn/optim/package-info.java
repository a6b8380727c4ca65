/// How gradients change parameters.
///
/// - [Optimizer][io.atled.nn.optim.Optimizer]: a rule on tensors, pure: hyper-parameters in, new
///   values and new state out. [Sgd][io.atled.nn.optim.Sgd], [Adam][io.atled.nn.optim.Adam],
///   [AdamW][io.atled.nn.optim.AdamW] and their kin are records of hyper-parameters.
/// - [Optimization][io.atled.nn.optim.Optimization]: a rule at work on a model's parameters, with
///   its state, to be saved and loaded.
/// - [Clip][io.atled.nn.optim.Clip]: limits to gradients.
///
/// ```java
/// Optimization adam = new Adam().over(model.parameters(), Rate.constant(Adam.RATE))
///         .withClip(Clip.byGlobalNorm(1));
/// for (int k = 0; k < 1000; k++) {
///     Tensor loss = Loss.mse(model.forward(x), y);
///     adam.step(loss.gradients());
/// }
/// ```
@NullMarked
package io.atled.nn.optim;

import org.jspecify.annotations.NullMarked;
