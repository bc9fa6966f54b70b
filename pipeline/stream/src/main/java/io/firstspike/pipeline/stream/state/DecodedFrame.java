package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Received;

/**
 * A frame and the record it came in.
 *
 * @param received the record, should the frame end as a dead letter
 * @param frame what the record says
 */
public record DecodedFrame(Received received, Frame frame) {}
