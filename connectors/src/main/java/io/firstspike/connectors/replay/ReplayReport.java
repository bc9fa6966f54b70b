package io.firstspike.connectors.replay;

/**
 * What a replay wrote.
 *
 * @param frames frames written
 * @param labels labels written to the labels topic
 * @param end the time of the last marks, 1 ms after the last record: where another replay into the
 *     same topics may start
 */
public record ReplayReport(long frames, long labels, long end) {}
