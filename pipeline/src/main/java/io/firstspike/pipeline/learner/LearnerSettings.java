package io.firstspike.pipeline.learner;

import java.io.Serializable;

/**
 * How the keyed learner works.
 *
 * @param order in which order frames and labels are taken
 * @param timeToLive how long a frame waits for its label and a label for its frame, in milliseconds
 * @param metricsEveryFrames frames in a metrics window
 * @param publishEveryLabels labels between model updates
 */
public record LearnerSettings(
    Order order, long timeToLive, int metricsEveryFrames, int publishEveryLabels)
    implements Serializable {}
