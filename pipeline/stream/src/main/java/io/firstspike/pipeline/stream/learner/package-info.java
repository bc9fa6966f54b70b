/**
 * The keyed operator that decides on frames and learns from labels. Each model key has a {@code
 * Session}: a learner, the frames and labels that wait for each other, and totals.
 */
package io.firstspike.pipeline.stream.learner;
