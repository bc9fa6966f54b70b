/**
 * The keyed operator that decides frames and learns from labels. Each model key has a {@code
 * Session}: a learner, what waits for its counterpart, and totals.
 */
package io.firstspike.pipeline.stream.learner;
