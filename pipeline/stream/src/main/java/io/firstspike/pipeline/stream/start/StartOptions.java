package io.firstspike.pipeline.stream.start;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells what the user has said of a job's start.
 *
 * @param policy with which weights; empty: those of the models topic, unless a model is given that
 *     they do not descend from
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey whose model
 * @param timeout how long to wait for the broker
 */
public record StartOptions(
    Optional<StartPolicy> policy, Optional<Path> modelOut, String modelKey, Duration timeout) {}
