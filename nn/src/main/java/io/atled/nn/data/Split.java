package io.atled.nn.data;

/// Two parts of a data set: one to learn from, one to be judged by.
///
/// @param train what the model may see
/// @param test what it is judged by
public record Split(Dataset train, Dataset test) {}
