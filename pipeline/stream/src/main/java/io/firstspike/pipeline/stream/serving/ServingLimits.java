package io.firstspike.pipeline.stream.serving;

import java.io.Serializable;
import java.time.Duration;

/**
 * The limits of a serving job.
 *
 * @param frameBytes the largest value of a frame's record, in bytes
 * @param framePixels the largest number of pixels of a frame
 * @param waitMillis the longest time that a frame waits for its model, in milliseconds
 * @param waitingBytes the largest memory of frames that wait, in bytes, all slots together; each of
 *     the 128 slot keys has an equal share, and room for one frame whatever its size
 * @param models the largest number of model keys
 * @param weights the largest number of weights of a model
 */
public record ServingLimits(Duration modelWait, long waitingBytes, int maxModels, long maxWeights)
    implements Serializable {}
