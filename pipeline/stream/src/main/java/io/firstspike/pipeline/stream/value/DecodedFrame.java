package io.firstspike.pipeline.stream.value;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Received;

/**
 * A frame with the record it came in. It is passed between two chained operators and waits nowhere,
 * so it may hold the whole record.
 *
 * @param received the record, in case the frame cannot be encoded
 * @param frame the decoded frame
 */
public record DecodedFrame(Received received, Frame frame) {}
