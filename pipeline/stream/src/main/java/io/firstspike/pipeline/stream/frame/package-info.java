/**
 * Operators from records to spikes: they decode frames and labels, encode frames, and keep event
 * time.
 */
package io.firstspike.pipeline.stream.frame;
