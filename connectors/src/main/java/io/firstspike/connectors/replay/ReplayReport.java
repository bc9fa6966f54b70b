package io.firstspike.connectors.replay;

/**
 * The numbers of records that a replay has written.
 *
 * @param frames frames written
 * @param labels labels written to the labels topic
 * @param end the event time of the last marks, 1 ms after the last record, in milliseconds since
 *     the epoch; another replay into the same topics may start there
 */
public record ReplayReport(long frames, long labels, long end) {}
