package io.firstspike.pipeline.stream.serving;

import java.io.Serializable;

/**
 * What a server takes in.
 *
 * @param frameBytes the most bytes of a frame's record value
 * @param framePixels the most pixels of a frame
 * @param waitMillis how long a frame waits for its model, in milliseconds
 * @param waitingBytes the most bytes of frames that wait, all slots together; of the 128 lanes that
 *     frames are dealt to each has an equal share, and room for one frame whatever its size
 * @param models the most model keys
 * @param weights the most weights of a model
 */
public record ServingLimits(
    int frameBytes, int framePixels, long waitMillis, long waitingBytes, int models, long weights)
    implements Serializable {}
