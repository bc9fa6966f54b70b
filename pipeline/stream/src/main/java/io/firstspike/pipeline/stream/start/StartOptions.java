package io.firstspike.pipeline.stream.start;

import io.firstspike.engine.spec.NetworkLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The user's options for a job's start.
 *
 * @param policy the choice of weights; empty: those of the models topic, unless a model is given
 *     that they do not descend from
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey the model key for {@code modelOut}
 * @param limit the size of the largest network that is read from a file
 * @param timeout the longest wait for the broker
 */
public record StartOptions(
    Optional<StartPolicy> policy,
    Optional<Path> modelOut,
    String modelKey,
    NetworkLimit limit,
    Duration timeout) {}
