/// The loop: a [trainer][io.atled.nn.train.Trainer] shows a model its data until it has learned,
/// measures it on the way, and tells [listeners][io.atled.nn.train.Listener], among them a
/// [progress bar][io.atled.nn.train.Progress].
///
/// Nothing here is needed to train: the same loop by hand is ten lines, and gives the same
/// parameters bit for bit.
///
/// ```java
/// var training = new Adam().over(model.parameters(), Rate.constant(0.001));
/// for (int epoch = 1; epoch <= 10; epoch++) {
///     for (Dataset batch : data.batches(Descent.miniBatch(32), random)) {
///         Tensor loss = Training.with(random, () -> Loss.softmaxCrossEntropy(
///                 model.forward(batch.inputs()), batch.targets()));
///         training.step(loss.gradients());
///     }
/// }
/// ```
@NullMarked
package io.atled.nn.train;

import org.jspecify.annotations.NullMarked;
