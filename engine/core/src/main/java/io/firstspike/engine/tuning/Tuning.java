package io.firstspike.engine.tuning;

import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What a search has found.
 *
 * @param spec the network
 * @param accuracy share of held-out examples that it decided rightly
 * @param validated number of these examples
 * @param size of the trial that said so
 * @param whole whether that was a trial with all maps and all examples
 * @param images what the images are like
 * @param trials number of trials
 * @param setAside number of them that were set aside by how their neurons fire
 * @param reasons why it is what was chosen
 */
@API(status = Status.MAINTAINED)
public record Tuning(
    NetworkSpec spec,
    double accuracy,
    int validated,
    Rung size,
    boolean whole,
    ImageSigns images,
    int trials,
    int setAside,
    List<Reason> reasons) {}
