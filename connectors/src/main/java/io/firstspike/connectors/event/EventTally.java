package io.firstspike.connectors.event;

/**
 * Counts of what a decoder has met so far.
 *
 * @param events decoded and handed over
 * @param damaged words, lines or packets that cannot be, left out
 * @param leftOut sound words that are no events, such as triggers, frames and measurements, and
 *     events that come before the first time of the stream
 */
public record EventTally(long events, long damaged, long leftOut) {}
