package io.firstspike.pipeline.stream.model;

import io.firstspike.engine.model.Model;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A model as it was published.
 *
 * @param modelKey the key of the learner that published it
 * @param modelVersion network name and number of updates
 * @param model spec, provenance, progress and weights
 */
@API(status = Status.MAINTAINED)
public record FollowedModel(String modelKey, String modelVersion, Model model) {}
