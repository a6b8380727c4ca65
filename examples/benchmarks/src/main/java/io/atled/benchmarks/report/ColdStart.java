package io.atled.benchmarks.report;

import java.util.List;

/// From the start of a process of its own to steps of a training.
///
/// @param library who trained
/// @param threads with how many threads
/// @param steps after how many steps a time was taken
/// @param seconds the medians over several processes
/// @param launches how many processes
public record ColdStart(String library, int threads, List<Integer> steps, List<Double> seconds,
        int launches) {}
