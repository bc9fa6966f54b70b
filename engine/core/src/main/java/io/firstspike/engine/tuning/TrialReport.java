package io.firstspike.engine.tuning;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One trial of a search.
 *
 * @param number of the trial, counted from 1
 * @param round of the search, counted from 1
 * @param rung of the round, counted from 1
 * @param rungs number of rungs of a round
 * @param size of the trial
 * @param words what was tried
 * @param accuracy share of held-out examples that were right
 * @param faults what is wrong with how its neurons fire, so that it was set aside; empty if nothing
 * @param best accuracy of the best trial so far on the highest rung so far
 * @param bestRung that rung, counted from 1
 */
@API(status = Status.MAINTAINED)
public record TrialReport(
    int number,
    int round,
    int rung,
    int rungs,
    Rung size,
    String words,
    double accuracy,
    List<String> faults,
    Optional<Double> best,
    int bestRung) {}
