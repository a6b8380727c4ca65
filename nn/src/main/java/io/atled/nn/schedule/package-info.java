/// What changes while a model trains, and how far each update looks.
///
/// - [Rate][io.atled.nn.schedule.Rate]: the learning rate as a pure function of the step.
/// - [Plateau][io.atled.nn.schedule.Plateau]: the learning rate that listens to the loss; its
///   state is a value.
/// - [Descent][io.atled.nn.schedule.Descent]: the three gradient-descent schedules, batch,
///   stochastic and mini-batch.
///
/// Nothing here knows tensors, so any optimizer can use any combination:
///
/// ```java
/// Descent descent = Descent.miniBatch(32);
/// long steps = 10L * descent.updatesPerEpoch(60_000);
/// Rate rate = Rate.cosine(0.1, 0.001, steps - 500).after(Rate.warmup(500));
/// ```
@NullMarked
package io.atled.nn.schedule;

import org.jspecify.annotations.NullMarked;
