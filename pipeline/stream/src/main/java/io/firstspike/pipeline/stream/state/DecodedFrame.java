package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Received;

/**
 * A frame with the record it came in.
 *
 * @param received the record, in case the frame becomes a dead letter
 * @param frame the decoded frame
 */
public record DecodedFrame(Received received, Frame frame) {}
