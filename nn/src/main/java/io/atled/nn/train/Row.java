package io.atled.nn.train;

import java.util.Optional;

/// What there is to say about one epoch.
///
/// The training scores are those of the batches as they were trained on, while the parameters moved
/// and dropout was active; the validation scores are those of the parameters at the end of the
/// epoch. So the validation loss of a good model may well be the lower one.
///
/// @param epoch its number, from 1
/// @param updates how many updates there were up to its end
/// @param samples how many samples were seen up to its end, each as often as it was seen
/// @param train the scores on the training batches
/// @param validation the scores on the validation set, if there is one
/// @param rate the learning rate of its last update
/// @param seconds how long it took, validation included
public record Row(int epoch, long updates, long samples, Scores train,
        Optional<Scores> validation, double rate, double seconds) {
    /// The scores to judge by: the validation scores if there are any.
    public Scores judged() {
        return validation.orElse(train);
    }

    /// The scores in a line.
    public String format() {
        return train.format()
                + validation.map(v -> "  |  validation " + v.format()).orElse("");
    }
}
