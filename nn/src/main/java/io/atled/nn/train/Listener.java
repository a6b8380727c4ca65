package io.atled.nn.train;

import java.util.function.Consumer;

/// Someone who is told what a training does while it does it; every event is optional.
///
/// Events come on the training thread, in order. What a listener throws ends the training, with
/// the parameters as they are then.
///
/// ```java
/// Map<Integer, Map<String, Tensor>> kept = new HashMap<>();
/// trainer.withListener(Listener.onEpoch(row -> kept.put(row.epoch(), model.state()))).fit(data);
/// ```
public interface Listener {
    /// A training begins.
    default void started(Plan plan) {}

    /// The parameters have been updated.
    default void stepped(Step step) {}

    /// An epoch has ended and been measured.
    default void epochEnded(Row row) {}

    /// The training has ended in good order.
    default void ended(History history) {}

    /// The training has ended by `error`, which is thrown to the caller after this.
    default void failed(RuntimeException error) {}

    /// A listener to the ends of epochs alone.
    static Listener onEpoch(Consumer<Row> action) {
        return new Listener() {
            @Override
            public void epochEnded(Row row) {
                action.accept(row);
            }
        };
    }

    /// A listener to the updates alone.
    static Listener onStep(Consumer<Step> action) {
        return new Listener() {
            @Override
            public void stepped(Step step) {
                action.accept(step);
            }
        };
    }

    /// What a training intends to do.
    ///
    /// @param epochs how many passes over the training set
    /// @param updatesPerEpoch how many updates in each
    /// @param samples the size of the training set
    record Plan(int epochs, int updatesPerEpoch, int samples) {
        /// How many updates in all, unless it stops early.
        public long updates() {
            return (long) epochs * updatesPerEpoch;
        }
    }

    /// One update.
    ///
    /// @param epoch in which epoch, from 1
    /// @param step the number of the update, from 0
    /// @param samples the size of its batch
    /// @param loss the loss of its batch, before the update
    /// @param rate the learning rate in force
    record Step(int epoch, long step, int samples, double loss, double rate) {}
}
