/// What training minimizes.
///
/// - [Loss][io.atled.nn.loss.Loss]: the losses as verbs, and each as a value whose reduction,
///   weights and other options can be changed.
/// - [MarginLoss][io.atled.nn.loss.MarginLoss]: losses that ask for a distance between scores.
/// - [LossFunction][io.atled.nn.loss.LossFunction]: what a trainer takes; a lambda will do.
/// - [Elementwise][io.atled.nn.loss.Elementwise]: makes a loss of any pointwise operation.
///
/// Losses take logits where there is a choice, refuse to broadcast, and are exact at extreme
/// inputs.
@NullMarked
package io.atled.nn.loss;

import org.jspecify.annotations.NullMarked;
