package io.firstspike.pipeline.stream.value;

import io.firstspike.connectors.topic.Received;

/**
 * A frame that came before the model that is to classify it.
 *
 * @param received the record of the frame
 * @param modelKey the key of the model it waits for
 * @param until the end of its wait, in milliseconds since the epoch
 */
public record WaitingFrame(Received received, String modelKey, long until) {}
