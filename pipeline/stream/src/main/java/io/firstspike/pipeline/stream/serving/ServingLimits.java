package io.firstspike.pipeline.stream.serving;

import java.io.Serializable;
import java.time.Duration;

/**
 * Limits of what a server takes in, and keeps; travels with the job graph.
 *
 * @param modelWait how long a frame waits for a model of its key, 1 s to 30 days
 * @param waitingBytes the most bytes of frames that wait, in the whole job, at least 1 MiB; they
 *     are keyed state, which may live outside the heap. Of the 128 lanes that frames are dealt to
 *     each has an equal share, and room for one frame whatever its size
 * @param maxModels the most model keys, at least 1; each slot keeps all their weights on the heap
 * @param maxWeights the most weights of a model on the models topic
 */
public record ServingLimits(Duration modelWait, long waitingBytes, int maxModels, long maxWeights)
    implements Serializable {}
