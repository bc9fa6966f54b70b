/**
 * Operators from a record to spikes: frames and labels are decoded, frames encoded, event time is
 * kept.
 */
package io.firstspike.pipeline.stream.frame;
