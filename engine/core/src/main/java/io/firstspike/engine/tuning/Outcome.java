package io.firstspike.engine.tuning;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.Map;

/**
 * What a trial has found.
 *
 * @param best the candidate with the best way to read its features
 * @param accuracy share of held-out examples that it decided rightly; 0 if it was set aside
 * @param validated number of these examples
 * @param spec of it
 * @param thresholds those that S1 can be read at, for the levels of the search space, ascending
 * @param compared accuracies of the options that were tried of an aspect, with all else as it was
 *     best at that time
 * @param faults what is wrong with how its neurons fire; empty if it is sound
 */
record Outcome(
    Candidate best,
    double accuracy,
    int validated,
    NetworkSpec spec,
    List<Integer> thresholds,
    Map<Aspect, Map<Integer, Double>> compared,
    List<String> faults) {}
